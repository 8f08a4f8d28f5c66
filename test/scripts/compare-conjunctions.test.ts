import { expect, test } from 'vitest';
import { compareContracts } from '../../scripts/diff/compare-contracts.js';
import type { Json, JsonObject } from '../../scripts/support/json.js';

/** A contract whose answer is what the schema says, with a schema to refer to. */
function answering(schema: Json, shared: Json = {}): JsonObject {
  const content = { 'application/json': { schema } };
  return {
    openapi: '3.1.1',
    info: { title: 'Things', version: '1' },
    paths: { '/things': { get: { responses: { 200: { description: 'A thing.', content } } } } },
    components: { schemas: { shared } },
  };
}

const shared = { $ref: '#/components/schemas/shared' };
const ofLength = (maxLength: number) => ({ type: 'string', maxLength });
/** The answer as a whole. */
const CYCLE = {
  $ref: '#/paths/~1things/get/responses/200/content/application~1json/schema',
};
const requiring = (...required: string[]) => ({ properties: { a: {}, b: {} }, required });

// Beside a reference or an anyOf, what a schema says itself holds as well.
test.each<[what: string, before: JsonObject, after: JsonObject]>([
  [
    'a limit beside a reference with a limit',
    answering({ ...shared, ...ofLength(100) }, ofLength(5)),
    answering({ ...shared, ...ofLength(100) }, ofLength(50)),
  ],
  [
    'fields beside a reference with fields',
    answering({ ...shared, ...requiring('a') }, requiring('b')),
    answering({ ...shared, ...requiring('a') }, requiring()),
  ],
  [
    'a limit beside one of what may be null',
    answering({ maxLength: 5, anyOf: [ofLength(10), { type: 'null' }] }),
    answering({ maxLength: 50, anyOf: [ofLength(10), { type: 'null' }] }),
  ],
  [
    'fields beside those of each choice',
    answering({ ...requiring('a'), anyOf: [requiring('b'), { type: 'integer' }] }),
    answering({ ...requiring(), anyOf: [requiring('b'), { type: 'integer' }] }),
  ],
  [
    'a limit of one choice of values',
    answering({ anyOf: [{ const: 'a', maxLength: 2 }, { const: 'b' }] }),
    answering({ anyOf: [{ const: 'a', maxLength: 3 }, { const: 'b' }] }),
  ],
  [
    'a field that nothing fits',
    answering({ type: 'object', properties: { a: false } }),
    answering({ type: 'object', properties: { a: true } }),
  ],
])('does not overlook a change of %s', (_, before, after) => {
  expect(compareContracts(before, before)).toStrictEqual([]);
  expect(compareContracts(before, after).map(({ breaking }) => breaking)).toContain(true);
});

test.each<[what: string, a: Json, b: Json]>([
  ['an enum of integers', { type: 'integer', enum: [1] }, { type: 'number', enum: [1] }],
  [
    'a type without a value',
    { type: 'string', enum: ['a'] },
    { type: ['string', 'array'], enum: ['a'] },
  ],
  [
    'an enum of two types',
    { type: ['integer', 'string'], enum: [1, 'a'] },
    {
      anyOf: [
        { type: 'integer', enum: [1] },
        { type: 'string', enum: ['a'] },
      ],
    },
  ],
  ['a schema that holds itself in a keyword that it does not know', { not: CYCLE }, { not: CYCLE }],
  [
    'what can be expanded, whatever it is',
    { 'x-expansionResources': { oneOf: [] } },
    { 'x-expansionResources': { oneOf: [shared] } },
  ],
])('takes %s for the same in other words', (_, a, b) => {
  expect(compareContracts(answering(a), answering(b))).toStrictEqual([]);
});

test('takes what is said twice for said once', () => {
  const once = answering({ ...shared, description: 'Once.' }, ofLength(5));
  const twice = answering({ ...shared, ...ofLength(5) }, ofLength(5));
  expect(compareContracts(once, twice)).toStrictEqual([]);
});

test('finds the same choices in another order, and none that an object of anything takes', () => {
  const [a, b] = [requiring('a'), { properties: { c: {} }, type: 'object' }];
  const choices = (...anyOf: Json[]) => answering({ type: 'object', anyOf });
  expect(compareContracts(choices(a, b), choices(b, a))).toStrictEqual([]);
  const added = compareContracts(answering({ type: 'object' }), choices(a, b));
  expect(added.map(({ what, name }) => `${what} ${name}`)).toStrictEqual([
    'field response.a',
    'field response.b',
  ]);
});
