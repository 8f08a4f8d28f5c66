import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

const called = (times: number) => {
  const spy = vi.fn();
  for (let call = 0; call < times; call += 1) spy();
  return spy;
};
const reviewed = join(tmpdir(), 'reviewed.txt');
writeFileSync(reviewed, 'reviewed');

/** Each matcher in use, with a check that has to be red. */
export const MATCHERS: readonly (readonly [matcher: string, check: () => unknown])[] = [
  ['toBe', () => expect(1).toBe(2)],
  ['not', () => expect(1).not.toBe(1)],
  ['toBeDefined', () => expect(undefined).toBeDefined()],
  ['toBeGreaterThan', () => expect(1).toBeGreaterThan(1)],
  ['toBeGreaterThanOrEqual', () => expect(1).toBeGreaterThanOrEqual(2)],
  ['toBeInstanceOf', () => expect({}).toBeInstanceOf(Error)],
  ['toBeLessThan', () => expect(1).toBeLessThan(1)],
  ['toBeLessThanOrEqual', () => expect(2).toBeLessThanOrEqual(1)],
  ['toBeNull', () => expect(undefined).toBeNull()],
  ['toBeTypeOf', () => expect('1').toBeTypeOf('number')],
  ['toBeUndefined', () => expect(null).toBeUndefined()],
  ['toContain', () => expect([1]).toContain(2)],
  ['toContainEqual', () => expect([{ a: 1 }]).toContainEqual({ a: 2 })],
  ['toEqual', () => expect({ a: 1 }).toEqual({ a: 2 })],
  ['toHaveBeenCalled', () => expect(called(0)).toHaveBeenCalled()],
  ['toHaveBeenCalledOnce', () => expect(called(2)).toHaveBeenCalledOnce()],
  ['toHaveBeenCalledTimes', () => expect(called(1)).toHaveBeenCalledTimes(2)],
  ['toHaveLength', () => expect([1]).toHaveLength(2)],
  ['toHaveProperty', () => expect({ a: 1 }).toHaveProperty('b')],
  ['toMatch', () => expect('a').toMatch(/b/)],
  ['toMatchFileSnapshot', () => expect('another text').toMatchFileSnapshot(reviewed)],
  ['toMatchObject', () => expect({ a: 1 }).toMatchObject({ a: 2 })],
  ['toStrictEqual', () => expect({ a: undefined }).toStrictEqual({})],
  ['toThrow', () => expect(() => 1).toThrow()],
  ['rejects', () => expect(Promise.resolve(1)).rejects.toBe(1)],
  ['resolves', () => expect(Promise.resolve(1)).resolves.toBe(2)],
  ['any', () => expect(1).toEqual(expect.any(String))],
  ['arrayContaining', () => expect([1]).toEqual(expect.arrayContaining([2]))],
  ['fail', () => expect.fail('on purpose')],
  ['objectContaining', () => expect({ a: 1 }).toEqual(expect.objectContaining({ b: 1 }))],
  ['poll', () => expect.poll(() => 1, { timeout: 1 }).toBe(2)],
  ['stringContaining', () => expect('a').toEqual(expect.stringContaining('b'))],
  ['stringMatching', () => expect('a').toEqual(expect.stringMatching(/b/))],
];

/** Takes the snapshots that a test has refused on purpose out of those that Vitest reports as failed. */
export function forgetSnapshots(testId: string): void {
  expect.getState().snapshotState.clearTest(testId);
}
