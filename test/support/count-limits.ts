import { type Contract, resolve, type Schema } from './contract.js';

const LIMITS = ['maxLength', 'minLength', 'maxItems', 'maxProperties'];

/** How many fields and limits a form has, counted without the code that makes cases of them. */
export function countLimits(
  root: Schema,
  document: Contract,
): { leaves: number; limits: Record<string, number> } {
  const limits: Record<string, number> = {};
  let leaves = 0;
  const add = (keyword: string, cases: number): void => {
    limits[keyword] = (limits[keyword] ?? 0) + cases;
  };
  const walk = (unresolved: Schema): void => {
    const schema = resolve(unresolved, document);
    const { type, properties, items, additionalProperties: rest, anyOf, oneOf } = schema;
    for (const keyword of LIMITS) if (keyword in schema) add(keyword, 1);
    // One case with another value, and one with the same in capitals.
    if (isText(type) && (schema.enum ?? schema.const) !== undefined) add('enum', 2);
    if (rest === false) add('unknown fields', 1);
    const values = typeof rest === 'object' ? [rest] : [];
    const below = [...values, ...(items ? [items] : []), ...(anyOf ?? oneOf ?? [])];
    const all = [...Object.values(properties ?? {}), ...below];
    if (all.length === 0 && unresolved !== root && type !== 'null') leaves += 1;
    for (const child of all) walk(child);
  };
  walk(root);
  return { leaves, limits };
}

function isText(type: unknown): boolean {
  return type === undefined || [type].flat().includes('string');
}
