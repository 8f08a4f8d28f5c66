import { choicesOf, type JsonSchema, type Subschema } from '../form/schema-choices.js';
import type { WordedViolation } from '../form/violation.js';

/** Stripe's keyword for a field that can be expanded, and ours for a hash of more objects than are listed. */
const EXPANDABLE = 'x-expansionResources';
const UNLISTED = 'x-unlistedObjects';

/** Whether a contract says which fields can be expanded. One that does not leaves every path of `expand` alone. */
export function saysWhatExpands(contract: object): boolean {
  return new RegExp(`"(${EXPANDABLE}|${UNLISTED})":`).test(JSON.stringify(contract));
}

/**
 * The paths in `expand` that lead to no field of the answer that can be expanded. That Stripe refuses them is recorded
 * of many objects, and likely of each.
 */
export function violationsOfExpand(
  expand: unknown,
  answer: Subschema | undefined,
  contract: object,
): WordedViolation[] {
  if (!Array.isArray(expand) || !answer) return [];
  return expand.flatMap((path, index) => {
    const names = String(path).split('.');
    const name = unexpandable(names, answer, contract);
    if (name === undefined) return [];
    const isInList = unexpandable(['data', ...names], answer, contract) === undefined;
    const advice = isInList ? ` You may want to try expanding 'data.${path}' instead.` : '';
    const message = `This property cannot be expanded (${name}).${advice}`;
    // Recorded without a `param`: https://github.com/gitpod-io/gitpod/issues/13035
    const wire = { message, param: '' };
    const param = `expand[${index}]`;
    return { param, code: undefined, message: `${message} Got ${JSON.stringify(path)}.`, wire };
  });
}

/** The first name on a path that cannot be expanded and leads to nothing that can; undefined where there is none. */
function unexpandable(
  [name = '', ...rest]: readonly string[],
  schema: Subschema,
  contract: object,
): string | undefined {
  const choices = choicesOf(schema, contract).filter(({ type }) => type === 'object');
  const parts = choices.flatMap(({ schema: { properties = {} } }) =>
    Object.hasOwn(properties, name) ? (properties[name] ?? []) : [],
  );
  if (parts.length === 0) {
    return choices.some(({ schema, schemas }) => isOpen(schema, schemas)) ? undefined : name;
  }
  const inner = parts.flatMap((part) => choicesOf(part, contract));
  if (inner.some(({ schemas }) => schemas.some((each) => EXPANDABLE in each))) return undefined;
  if (rest.length === 0) return name;
  // The items of a list have no name on a path.
  const objects = inner.flatMap(({ type, schema }) =>
    type === 'array' ? [schema.items ?? true] : type === 'object' ? [schema] : [],
  );
  const found = objects.map((object) => unexpandable(rest, object, contract));
  return found.includes(undefined) ? undefined : (found[0] ?? name);
}

/** Whether objects may have parts that the contract does not spell out. */
export function isOpen(
  { properties, additionalProperties }: JsonSchema,
  schemas: readonly JsonSchema[],
): boolean {
  const saysNothing = properties === undefined && additionalProperties === undefined;
  return saysNothing || schemas.some((each) => UNLISTED in each);
}
