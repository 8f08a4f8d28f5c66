import type { JsonValue } from './json-value.js';
import type { JsonSchema } from './schema-choices.js';

/**
 * How many keywords of some schemas a decoded value breaks, not counting its parts. This finds the branch
 * of a union that a value was meant for; a validator says whether the value keeps the contract.
 */
export function misfitsOf(value: JsonValue, schemas: readonly JsonSchema[]): number {
  return schemas.reduce((sum, schema) => sum + brokenBy(value, schema), 0);
}

function brokenBy(value: JsonValue, schema: JsonSchema): number {
  const { enum: values, const: constant } = schema;
  const isListed = (list: readonly JsonValue[]): boolean =>
    list.some((listed) => JSON.stringify(listed) === JSON.stringify(value));
  const broken = [
    values !== undefined && !isListed(values),
    constant !== undefined && !isListed([constant]),
    ...(typeof value === 'number' ? brokenByNumber(value, schema) : []),
    ...(typeof value === 'string' ? brokenByText(value, schema) : []),
    ...(Array.isArray(value) ? isOutside(value.length, schema.minItems, schema.maxItems) : []),
    ...(typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (schema.required ?? []).map((name) => !Object.hasOwn(value, name))
      : []),
  ];
  return broken.filter(Boolean).length;
}

function brokenByNumber(value: number, schema: JsonSchema): boolean[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf = 0 } = schema;
  return [
    ...isOutside(value, minimum, maximum),
    exclusiveMinimum !== undefined && value <= exclusiveMinimum,
    exclusiveMaximum !== undefined && value >= exclusiveMaximum,
    multipleOf > 0 && !Number.isInteger(value / multipleOf),
  ];
}

function brokenByText(value: string, { minLength, maxLength, pattern }: JsonSchema): boolean[] {
  return [
    // In code points, as JSON Schema counts.
    ...isOutside([...value].length, minLength, maxLength),
    pattern !== undefined && !new RegExp(pattern, 'u').test(value),
  ];
}

function isOutside(value: number, least = -Infinity, most = Infinity): boolean[] {
  return [value < least, value > most];
}
