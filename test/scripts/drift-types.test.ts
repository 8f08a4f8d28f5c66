import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { methodsOf } from '../../scripts/diff/compare-with-sdk.js';
import { Comparison } from '../../scripts/diff/comparison.js';
import { readTypes } from '../../scripts/diff/read-types.js';

/** Theirs, ours, and what ours is by the measure of theirs. */
const PAIRS: [theirs: string, ours: string, ...expected: string[]][] = [
  ['{ a: string; b?: string[] }', '{ a: string }', 'x.b missing: field (optional array / –)'],
  ['{ a: string }', '{ a: string; b: 1 | null }', 'x.b extra: field (– / required number or null)'],
  ['{}', '{ a?: unknown }', 'x.a extra: field (– / optional any)'],
  ['{ a?: string }', '{ a: string }', 'x.a stricter: required (optional / required)'],
  ['{ a: string | undefined }', '{ a?: string }'],
  ['{ a: string | null }', '{ a: string }', 'x.a stricter: null (or null / never null)'],
  ["'a' | 'b'", "'a'", 'x missing: values (a | b / a)'],
  ["'a'", "'b'", 'x different: values (a / b)'],
  ['1 | 2', '1', 'x missing: values ([1,2] / [1])'],
  ['boolean', 'true', 'x stricter: other values (taken / refused)'],
  ['false | true', 'boolean'],
  ["'a' | (string & {})", "'a'", 'x stricter: other values (taken / refused)'],
  ["'a' | (string & Record<never, never>)", "'a' | (string & {})"],
  ['string', "'a' | (string & {})", 'x extra: values (– / a)'],
  ['number', 'string', 'x different: type (number / string)'],
  ['string | number', 'string', 'x stricter: type (number or string / string)'],
  ['number', 'number | boolean', 'x looser: type (number / boolean or number)'],
  ['readonly string[]', 'string[]'],
  ['number[]', 'string[]', 'x[] different: type (number / string)'],
  ['{ a: string }', 'string[]', 'x different: type (object / array)'],
  [
    '{ [k: string]: string | number }',
    '{ [k: string]: string }',
    'x{} stricter: type (number or string / string)',
  ],
  ['{}', '{ [k: string]: string }', 'x stricter: map (– / string)'],
  ['{ [k: string]: unknown }', '{}'],
  ["{ a: 1 } | ''", "'' | { a: 1 }"],
  ['{ a: 1 }', "'' | { a: 1 }", 'x looser: type (object / object or string)'],
  ['{ a: { b?: 1 }[] }', '{ a: { b: 1 }[] }', 'x.a[].b stricter: required (optional / required)'],
  ['{ a: 1; b: 1 }', '{ a: 1 } & { b: 1 }'],
  ['{ a: 1; deleted?: void }', '{ a: 1 }'],
  ['Endless', '{ next?: { next?: {} } }', 'x.next.next.next missing: field (optional object / –)'],
  ['Endless', 'Endless'],
];

const folder = mkdtempSync(join(tmpdir(), 'types-test-'));
const [theirs, ours] = [0, 1].map((side) => {
  const file = join(folder, `${side}.mts`);
  const types = PAIRS.map((pair, number) => `export type T${number} = ${pair[side]};`);
  const bad =
    "import type { X } from 'nowhere'; export type Bad = X; export type Odd = { b: symbol };";
  const endless = 'interface Endless { next?: Endless }';
  writeFileSync(file, [...types, endless, bad].join('\n'));
  return file;
});
const types = readTypes([theirs ?? '', ours ?? '']);

const shapeOf = (file: string | undefined, name: string) => types.at(file ?? '', name);

test.each(PAIRS.map((pair, number) => [number, ...pair] as const))(
  '(%i) %s beside %s',
  (number, _, __, ...expected) => {
    const [a, b] = [shapeOf(theirs, `T${number}`), shapeOf(ours, `T${number}`)];
    if (!a || !b) throw new Error('no such type');
    const comparison = new Comparison();
    const where = ['', ''] as const;
    comparison.shapes({ operation: '', name: 'x', where }, a, b);
    const found = comparison.differences.map(
      ({ name, kind, what, before, after }) => `${name} ${kind}: ${what} (${before} / ${after})`,
    );
    expect(found).toStrictEqual(expected);
  },
);

test('a type that cannot be resolved has no shape, and one outside of JSON is refused', () => {
  expect(shapeOf(ours, 'Bad')).toBeUndefined();
  expect(shapeOf(ours, 'None')).toBeUndefined();
  const [branch] = shapeOf(ours, 'Odd')?.branches ?? [];
  expect(() => branch?.fields.get('.b')?.shape?.()).toThrow(/^symbol has no place in JSON$/);
});

test("the SDK's methods are found by HTTP method and path", async () => {
  const methods = await methodsOf('node_modules/stripe');
  expect(methods.size).toBeGreaterThan(400);
  expect(methods.get('GET /v1/customers/{}')).toMatchObject({ name: 'retrieve' });
  expect(methods.get('POST /v1/issuing/cards')?.file).toMatch(/Issuing\/Cards\.d\.ts$/);
});
