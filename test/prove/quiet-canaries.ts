import { describe, expect, test } from 'vitest';

// All of this passes. The run has to be red for what is said and left out: test/prove/canary.ts runs it.

test('a test that writes to the console', () => {
  console.log('a word of a test');
  expect(1).toBe(1);
});

test.skip('a skipped test', () => expect(1).toBe(1));

test.fails('a test that fails', () => expect(1).toBe(2));

test('a test that may be tried again', { retry: 1 }, () => expect(1).toBe(1));

test.each<number>([])('a test of an empty table: %i', (number) => expect(number).toBe(1));

test.todo('a test to be written');

describe.skip('a skipped group', () => {
  test('holds a test', () => expect(1).toBe(1));
});
