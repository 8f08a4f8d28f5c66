// npm test runs this first: a gate that says red and ends with 0 would hide its own test.
import assert from 'node:assert/strict';
import { setup } from '../support/run-folder.js';
import { type Ending, tryGate } from '../support/try-gate.js';

const STEPS = ['drift', 'gen:check', 'typecheck', 'compat', 'verify', 'lint', 'vitest'];
/** How one step ends, all others being green, and with which code the gate has to end. */
const ENDINGS: [...Ending, code: number][] = [
  ['none', '', 0],
  ...STEPS.map((step): [...Ending, number] => [step, 'exit 1', 1]),
  // A check and the tests, which the gate starts in two ways.
  ...['drift', 'vitest'].flatMap((step) =>
    ['exit 2', 'kill -KILL $$'].map((end): [...Ending, number] => [step, end, 1]),
  ),
  // No test was counted.
  ['vitest', 'exit 0', 1],
];

setup();
const outcomes = await Promise.all(
  ENDINGS.map(async ([step, end]) => {
    const { code, stdout, stderr } = await tryGate('test', [step, end]);
    const verdict = /^gate +(RED|green)$/m.exec(stdout)?.[1];
    return [step, end, code, verdict ?? stdout + stderr];
  }),
);
const expected = ENDINGS.map(([step, end, code]) => [
  step,
  end,
  code,
  code === 0 ? 'green' : 'RED',
]);
assert.deepEqual(outcomes, expected, 'The gate ends with another code than its steps demand');
