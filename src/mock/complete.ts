import type { JsonValue } from '../form/json-value.js';
import { choicesOf, type Subschema } from '../form/schema-choices.js';

/**
 * A value with the fields that it lacks by its schema: null where a field may be null, an empty value where
 * it is required. Stripe answers like this for fields that were never reported.
 */
export function complete(value: JsonValue, schema: Subschema, root: object): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const choice = choicesOf(schema, root).find(({ type }) => type === 'object');
  const { properties = {}, required = [] } = choice?.schema ?? {};
  const completed = { ...value };
  for (const [name, property = true] of Object.entries(properties)) {
    const known = Object.hasOwn(value, name) ? value[name] : undefined;
    const types = choicesOf(property, root).map(({ type }) => type);
    if (known !== undefined) completed[name] = complete(known, property, root);
    else if (types.includes('null')) completed[name] = null;
    else if (required.includes(name)) completed[name] = emptyOf(property, root);
  }
  return completed;
}

function emptyOf(schema: Subschema, root: object): JsonValue {
  const [choice] = choicesOf(schema, root);
  const listed = choice?.schema.const ?? choice?.schema.enum?.[0];
  if (listed !== undefined) return listed;
  if (choice?.type === 'object') return complete({}, schema, root);
  if (choice?.type === 'array') return [];
  if (choice?.type === 'boolean') return false;
  return choice?.type === 'integer' || choice?.type === 'number' ? 0 : '';
}
