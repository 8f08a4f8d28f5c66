/** A JSON value as TypeScript has it. */
export function literal(value: unknown, indent = ''): string {
  return JSON.stringify(value, null, 2)
    .replace(/^( *)"([A-Za-z_]\w*)":/gm, (_, blanks, key) => {
      // Written as a plain key, this one would set the prototype.
      return `${blanks}${key === '__proto__' ? `["${key}"]` : key}:`;
    })
    .replaceAll('\n', `\n${indent}`);
}

/** The arguments of a call, one a line. */
export function argumentsOf(values: readonly unknown[]): string {
  return values.map((value) => `  ${literal(value, '  ')},\n`).join('');
}

/** The values that are not undefined and no empty objects. */
export function givenOf(values: object): object {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) =>
        value !== undefined && !(value instanceof Object && Object.keys(value).length === 0),
    ),
  );
}
