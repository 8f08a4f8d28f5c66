/** Those that have the same key, as JSON has it, in the order of the first of each group. */
export function groupBy<T>(all: readonly T[], keyOf: (one: T) => unknown): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const key = JSON.stringify(keyOf(one));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}
