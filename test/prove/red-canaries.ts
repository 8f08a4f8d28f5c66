import { expect, test } from 'vitest';
import { MATCHERS } from './matchers.js';

// Each of these has to be red, with the config and the setup files of all tests: test/prove/canary.ts runs them.

test.each(MATCHERS)('%s', async (_, check) => {
  await check();
});

test('a test without an assertion', () => {});

let tries = 0;
test('a test that passes at its second try', () => {
  tries += 1;
  expect(tries).toBe(2);
});
