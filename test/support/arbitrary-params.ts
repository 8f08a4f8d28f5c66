import fc from 'fast-check';
import { contract, requestSchema, resolve, type Schema } from './contract.js';

const textOf = (minLength = 0) => fc.string({ unit: 'grapheme', minLength, maxLength: 40 });

/** Values that a schema takes, so that a new field in the spec is in the payloads at once. */
function valueFor(unresolved: Schema): fc.Arbitrary<unknown> {
  const schema = resolve(unresolved, contract);
  const { type, properties, required = [], additionalProperties, items } = schema;
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return fc.oneof(...branches.map(valueFor));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (typeof schema.example === 'string') return fc.constant(schema.example);
  if (type === 'integer') {
    const { exclusiveMinimum: above, exclusiveMaximum: below } = schema;
    if (typeof above !== 'number' || typeof below !== 'number') return fc.maxSafeInteger();
    return fc.integer({ min: above + 1, max: below - 1 });
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'number')
    return fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
      .map((value) => value + 0);
  if (type === 'string') return textOf(schema.minLength === undefined ? 0 : 1);
  // A form cannot say that an array or a map is there and empty.
  if (type === 'array' && items) return fc.array(valueFor(items), { minLength: 1, maxLength: 5 });
  if (typeof additionalProperties === 'object') {
    const key = fc.oneof(
      textOf(),
      fc.constantFrom('__proto__', 'constructor', '0', 'a.b', 'a=b&c'),
    );
    const name = key.filter((value) => /^[^[\]]+$/.test(value));
    return fc
      .array(fc.tuple(name, valueFor(additionalProperties)), { minLength: 1, maxLength: 5 })
      .map((entries) => Object.fromEntries(entries));
  }
  const fields = Object.entries(properties ?? {}).map(([name, property]) => [
    name,
    valueFor(property),
  ]);
  const shape: Record<string, fc.Arbitrary<unknown>> = Object.fromEntries(fields);
  const record = fc.record(shape, { requiredKeys: required, noNullPrototype: true });
  return required.length > 0 ? record : record.filter((value) => Object.keys(value).length > 0);
}

/** Params that the decoder takes, though a limit of the contract may be broken. */
export const arbitraryParams = valueFor(requestSchema) as fc.Arbitrary<object>;
