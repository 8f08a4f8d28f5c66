import { expect, it } from 'vitest';
import { unreadablePlaces } from '../../src/form/unreadable-places.js';

const ONE_SAYS = expect.stringMatching(/^only one of .* may say what a value is made of$/);
type Row = [schema: object, pointer: string, reason: unknown];

it.each(
  'patternProperties prefixItems unevaluatedItems dependentSchemas if nullable $dynamicRef'.split(
    ' ',
  ),
)('names %s, by which a form cannot be decoded', (keyword) => {
  const reason = `a form cannot be decoded by ${keyword}`;
  expect(unreadablePlaces({ [keyword]: {} }, {})).toStrictEqual([{ pointer: '#', reason }]);
});

it.each<Row>([
  [{ type: 'text' }, '#', 'text is no type of JSON Schema'],
  [{ type: ['string', 'any'] }, '#', 'any is no type of JSON Schema'],
  [{ multipleOf: 0.1 }, '#', expect.stringMatching(/^multipleOf 0.1 has no exact binary value/)],
  [{ $ref: 'a.json' }, '#', 'the reference a.json leads to no schema'],
  [{ $ref: '#/__proto__' }, '#', 'the reference #/__proto__ leads to no schema'],
  [{ $ref: '#/null/a', null: null }, '#', 'the reference #/null/a leads to no schema'],
  [{ $ref: '#' }, '#', 'a schema is made of nothing but itself'],
  [{ anyOf: [{ type: 'string' }], oneOf: [{ type: 'string' }] }, '#', ONE_SAYS],
  [{ allOf: [{ properties: {} }, { properties: {} }] }, '#', ONE_SAYS],
  [{ type: 'object', properties: {}, anyOf: [{ properties: {} }] }, '#', ONE_SAYS],
  [{ $ref: '#/$defs/a', properties: {}, $defs: { a: {} } }, '#', ONE_SAYS],
  [{ properties: { 'a/b~c': { type: 'x' } } }, '#/properties/a~1b~0c', expect.any(String)],
  [{ additionalProperties: { type: 'x' } }, '#/additionalProperties', expect.any(String)],
  [{ unevaluatedProperties: { type: 'x' } }, '#/unevaluatedProperties', expect.any(String)],
  [{ items: { items: { type: 'x' } } }, '#/items/items', expect.any(String)],
  [{ anyOf: [{}, { type: 'x' }] }, '#/anyOf/1', expect.any(String)],
  [{ oneOf: [{ type: 'x' }] }, '#/oneOf/0', expect.any(String)],
  [{ allOf: [{ type: 'x' }] }, '#/allOf/0', expect.any(String)],
  [{ $ref: '#/$defs/a', $defs: { a: { type: 'x' } } }, '#/$defs/a', expect.any(String)],
])('names what is wrong in %j', (schema, pointer, reason) => {
  expect(unreadablePlaces(schema, schema)).toStrictEqual([{ pointer, reason }]);
});

it('names every place, from where the schema stands', () => {
  const schema = { properties: { a: { type: 'x' }, b: { items: { multipleOf: 0.3 } } } };
  const places = unreadablePlaces(schema, {}, '#/components/schemas/c');
  expect(places.map(({ pointer }) => pointer)).toStrictEqual([
    '#/components/schemas/c/properties/a',
    '#/components/schemas/c/properties/b/items',
  ]);
});

it.each([
  true,
  false,
  {},
  { type: ['string', 'null'], format: 'nobody-knows', default: 'a', deprecated: true },
  { type: 'number', multipleOf: 0.25 },
  { type: 'object', anyOf: [{ required: ['a'] }, { required: ['b'] }], properties: { a: {} } },
  { allOf: [{ $ref: '#/$defs/a' }, { maxLength: 2 }], $defs: { a: { type: 'string' } } },
  { type: 'object', additionalProperties: { $ref: '#' } },
  { $ref: '#/$defs/a', unevaluatedProperties: false, $defs: { a: { properties: {} } } },
  { type: 'object', not: { required: ['a', 'b'] }, dependentRequired: { a: ['b'] } },
])('finds nothing wrong in %j', (schema) => {
  expect(unreadablePlaces(schema, Object(schema))).toStrictEqual([]);
});
