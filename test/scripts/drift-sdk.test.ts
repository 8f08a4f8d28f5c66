import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { driftFromSdk, readTypes } from '../../scripts/diff/compare-with-sdk.js';
import { Comparison } from '../../scripts/diff/upstream-differences.js';
import { API_VERSION } from '../../src/index.js';

describe('the installed SDK', () => {
  test('is in step with the contract: types in both directions, and API version', async () => {
    const { name, versions, fields, drift, stale, notCompared } = await driftFromSdk();
    expect({ drift, stale, notCompared }).toStrictEqual({ drift: [], stale: [], notCompared: [] });
    const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(name).toBe(`stripe ${devDependencies.stripe}`);
    expect(versions).toStrictEqual({ ours: API_VERSION, theirs: API_VERSION });
    expect(Object.fromEntries(fields)).toStrictEqual({ request: 38, response: 67 });
  });

  test.each(['../x', '23 --global', 'https://example.com'])('is never %s', async (version) => {
    await expect(driftFromSdk(version)).rejects.toThrow(`${version} is no version of the SDK`);
  });
});

describe('a type', () => {
  /** Ours, theirs, and what ours is by the measure of theirs. */
  const pairs: [ours: string, theirs: string, ...expected: string[]][] = [
    ['{ a: string }', '{ a: string; b?: string[] }', 'x.b missing: field (– / optional array)'],
    [
      '{ a: string; b: 1 | null }',
      '{ a: string }',
      'x.b extra: field (required number or null / –)',
    ],
    ['{ a: string }', '{ a?: string }', 'x.a stricter: required (required / optional)'],
    ['{ a?: string }', '{ a: string }', 'x.a looser: required (optional / required)'],
    ['{ a?: string }', '{ a: string | undefined }'],
    ['{ a: string }', '{ a: string | null }', 'x.a stricter: null (never null / or null)'],
    ['{ a: string | null }', '{ a: string }', 'x.a looser: null (or null / never null)'],
    ["'a'", "'a' | 'b'", 'x missing: values ("a" / "a", "b")'],
    ["'a' | 'b'", "'a'", 'x extra: values ("a", "b" / "a")'],
    ["'a'", "'b'", 'x different: values ("a" / "b")'],
    ['1', '1 | 2', 'x missing: values (1 / 1, 2)'],
    ['true', 'boolean', 'x extra: values (true / –)', 'x stricter: other values (refused / taken)'],
    ['boolean', 'false | true'],
    ["'a'", "'a' | (string & {})", 'x stricter: other values (refused / taken)'],
    ["'a' | (string & {})", "'a' | (string & Record<never, never>)"],
    ["'a' | (string & {})", 'string', 'x extra: values ("a" / –)'],
    ['string', 'number', 'x different: type (string / number)'],
    ['string', 'string | number', 'x stricter: type (string / number, string)'],
    ['number | boolean', 'number', 'x looser: type (boolean, number / number)'],
    ['string[]', 'readonly string[]'],
    ['string[]', 'number[]', 'x[] different: type (string / number)'],
    ['string[]', '{ a: string }', 'x different: type (array / object)'],
    [
      '{ [k: string]: string }',
      '{ [k: string]: string | number }',
      'x{} stricter: type (string / number, string)',
    ],
    ['{ [k: string]: string }', '{}', 'x{} extra: map (string / –)'],
    ['{}', '{ [k: string]: string }', 'x{} missing: map (– / string)'],
    ["'' | { a: 1 }", "{ a: 1 } | ''"],
    [
      "'' | { a: 1 }",
      '{ a: 1 }',
      'x looser: type (object, string / object)',
      'x extra: values ("" / –)',
    ],
    ['{ a: { b: { c: 1 } } }', '{ a: { b: { c: 2 } } }', 'x.a.b.c different: values (1 / 2)'],
    ['{ a: { b: 1 }[] }', '{ a: { b?: 1 }[] }', 'x.a[].b stricter: required (required / optional)'],
    ['{ a: 1 } & { b: 1 }', '{ a: 1; b: 1 }'],
    [
      '{ next?: { next?: {} } }',
      'Endless',
      'x.next.next.next missing: field (– / optional object)',
    ],
  ];
  const side = (index: 0 | 1): string =>
    `interface Endless { next?: Endless }\n${pairs
      .map((pair, number) => `export type T${number} = ${pair[index]};`)
      .join('\n')}`;
  const { shapeOf } = readTypes({ 'ours.mts': side(0), 'theirs.mts': side(1) });

  test.each(pairs.map((pair, number) => [number, ...pair] as const))(
    '(%i) %s beside %s',
    (number, _, __, ...expected) => {
      const [ours, theirs] = ['ours.mts', 'theirs.mts'].map((file) => shapeOf(file, `T${number}`));
      if (!ours || !theirs) throw new Error('no such type');
      const comparison = new Comparison();
      comparison.shapes('x', { ours, theirs });
      expect(
        comparison.differences.map(
          ({ place, kind, what, ours, theirs }) =>
            `${place} ${kind}: ${what} (${ours} / ${theirs})`,
        ),
      ).toStrictEqual(expected);
    },
  );

  test('is shown with its file and line', () => {
    expect(shapeOf('theirs.mts', 'T2')?.fields.get('a')?.shape().where).toBe('theirs.mts:4');
  });

  test('that goes on without end on both sides is refused', () => {
    const endless = readTypes({ 'endless.mts': 'export interface A { a?: A }' });
    const shape = endless.shapeOf('endless.mts', 'A');
    if (!shape) throw new Error('no such type');
    const compare = () => new Comparison().shapes('x', { ours: shape, theirs: shape });
    expect(compare).toThrow(/^x(\.a)+ goes on without end$/);
  });

  test('that cannot be resolved has no shape, and one outside of JSON is refused', () => {
    const text =
      "import type { X } from 'nowhere'; export type A = X; export type B = { b: symbol };";
    const types = readTypes({ 'bad.mts': text });
    expect(types.shapeOf('bad.mts', 'A')).toBeUndefined();
    expect(types.shapeOf('bad.mts', 'C')).toBeUndefined();
    expect(() => types.shapeOf('bad.mts', 'B')?.fields.get('b')?.shape()).toThrow(
      'bad.mts:1: symbol has no place in JSON',
    );
  });
});
