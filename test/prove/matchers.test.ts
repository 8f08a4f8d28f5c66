import assert from 'node:assert/strict';
import { expect, test } from 'vitest';
import { MATCHERS } from './matchers.js';

// A setup file could replace expect in this run alone, so that the canaries would not see it.
test.each(MATCHERS)('%s can be red in this run', async (_, check) => {
  const outcome = await Promise.resolve()
    .then(check)
    .then(
      () => 'green',
      () => 'red',
    );
  assert.equal(outcome, 'red');
  expect(outcome).toBe('red');
});
