import { expect, test } from 'vitest';
import { derive } from '../../scripts/gen/derive.js';
import type { Json } from '../../scripts/gen/load-spec.js';

/** The fields of an object as they are typed, by the schema of each. */
async function typesOf(properties: { [name: string]: Json }): Promise<string> {
  const thing = { type: 'object', description: 'A thing.', properties };
  const files = await derive({
    openapi: '3.1.1',
    info: { title: 'Things', version: '1' },
    paths: { '/{id}': {} },
    components: { schemas: { thing } },
  });
  const [, fields = ''] =
    /export interface Thing \{\n(.*?)^\}/ms.exec(files.get('openapi.d.ts') ?? '') ?? [];
  return fields;
}

const known = { type: 'string', enum: ['a', 'b'] };
const text = { type: 'string' };

test.each<[what: string, schema: Json, type: string | RegExp]>([
  ['an open enum', { anyOf: [known, text] }, '"a" | "b" | (string & {})'],
  [
    'an open enum that may be null',
    { anyOf: [known, text, { type: 'null' }] },
    '"a" | "b" | (string & {}) | null',
  ],
  ['a closed enum', { anyOf: [known, { type: 'null' }] }, '("a" | "b") | null'],
  ['an enum beside an object', { anyOf: [known, text, { type: 'object' }] }, /unknown>/],
  ['an enum beside a number', { anyOf: [known, text, { type: 'integer' }] }, /\| number/],
  ['numbers beside a text', { anyOf: [{ type: 'integer', enum: [1] }, text] }, '1 | string'],
  ['an object of which nothing is said', { type: 'object' }, 'Record<string, unknown>'],
])('%s keeps its type', async (_, schema, type) => {
  expect(await typesOf({ field: schema })).toMatch(type);
});

test('what has a default stays optional', async () => {
  expect(await typesOf({ field: { type: 'string', default: 'a' } })).toContain('field?: string;');
});

test('comments hold the description as it is, and no format', async () => {
  const field = { type: 'string', format: 'date', description: 'One:\n- two\n  three' };
  expect(await typesOf({ field, other: { type: 'integer', format: 'x' } })).toBe(`\t/**
\t * One:
\t * - two
\t *   three
\t */
\tfield?: string;
\tother?: number;
`);
});
