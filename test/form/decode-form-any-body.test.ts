import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonValue } from '../../src/mock/types.js';
import { bytes, decode, MIB } from './decode-sample.js';

it.each([
  ...'[ ] [] % = + a[ %5B é'.split(' ').map((unit) => unit.repeat(MIB / bytes(unit).length)),
  `a${'[b]'.repeat(MIB / 3 - 1)}`,
  `initiated_at=${'9'.repeat(MIB - 13)}`,
  `expand[${'9'.repeat(MIB - 8)}]`,
  ...['a[b][c][d][e][f][g][h][i][#]', 'a[#]=%', `${'n'.repeat(999)}[#`, 'expand[#000000000]'].map(
    (pair) => Array.from({ length: 1000 }, (_, index) => pair.replace('#', `${index}`)).join('&'),
  ),
])('answers a hostile body, and in few words (%#)', (body) => {
  const { violations } = decode(body);
  expect(violations.length).toBeGreaterThan(0);
  for (const { message } of violations) expect(message.length).toBeLessThan(500);
});

it('finds in each of 100,000 bodies what URLSearchParams finds, or violations', () => {
  const prototype = Reflect.ownKeys(Object.prototype);
  const names = 'initiated_at= description= expand[]= expand[0]= expand[1]= failed[failed_at]=1';
  const others = 'metadata[ metadata= __proto__ constructor tree[ & & &'.split(' ');
  const token = fc.constantFrom(...'a[]=&%+0129é', ...names.split(' '), ...others);
  const words = fc.array(token, { maxLength: 16 }).map((tokens) => tokens.join(''));
  const raw = fc.uint8Array({ maxLength: 40 });
  const mixed = fc.tuple(words, raw).map(([start, end]) => Buffer.concat([bytes(start), end]));
  const leaves = (value: JsonValue): string[] =>
    typeof value === 'object' ? Object.values(value ?? {}).flatMap(leaves) : [`${value}`];
  let accepted = 0;
  const judge = (body: string | Uint8Array): void => {
    const { value, violations } = decode(body);
    const params = violations.map(({ param }) => param);
    // Vitest's expect takes longer than what it looks at.
    assert.equal(new Set(params).size, params.length);
    assert.equal(params.length === 0, value !== undefined);
    if (value === undefined) return;
    accepted += 1;
    const found = [...new URLSearchParams(`&${Buffer.from(body)}`).values()];
    assert.deepEqual(leaves(value).sort(), found.sort());
  };
  const bodies = fc.oneof({ weight: 3, arbitrary: words }, raw, mixed);
  fc.assert(fc.property(bodies, judge), { numRuns: 100_000, seed: 20_261_028 });
  expect(accepted).toBeGreaterThan(5000);
  expect(Reflect.ownKeys(Object.prototype)).toStrictEqual(prototype);
});
