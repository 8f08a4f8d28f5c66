// npm test runs this first: tests that have to be red, with the config and the setup files of all others.
import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../support/consumer.js';
import { run } from '../support/program.js';
import { setup } from '../support/run-folder.js';

async function runTests(file: string) {
  const facts = join(await mkdtemp(join(tmpdir(), 'canary-')), 'facts.json');
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', file];
  // A file that does not run, for the one canary that is about it.
  const missing = file === 'quiet-canaries' ? 'test/prove/th' : undefined;
  const env = {
    ...{ ...process.env, CANARIES: 'yes', GATE_FACTS: facts, GATE_TESTS: missing },
    ...{ FORCE_COLOR: undefined, NO_COLOR: '1' },
  };
  const { code, stdout, stderr } = await run(process.execPath, args, { cwd: ROOT, env });
  const { tests } = JSON.parse(await readFile(facts, 'utf8').catch(() => '{}'));
  return { code, stdout, tests, complaints: stderr.match(/^✗ .*$/gm) ?? [] };
}

setup();
const files = ['red-canaries', 'quiet-canaries', 'error-canaries'];
const [red, quiet, error] = await Promise.all(files.map(runTests));

assert.equal(red?.code, 1, 'Vitest ends with 0 after red tests');
assert.match(
  red?.tests,
  /^0 of [1-9]\d* passed$/,
  `Tests that have to be red are not:\n${red?.stdout}`,
);

const name = '✗ test/prove/quiet-canaries.ts';
assert.deepEqual(
  quiet?.complaints,
  [
    `${name} writes to the console: a word of a test`,
    `${name} lets a test fail: a test that fails`,
    `${name} lets a test fail: a test that may be tried again`,
    `${name} skips a test: a skipped test`,
    `${name} skips a test: a test to be written`,
    `${name} skips a test: a skipped group > holds a test`,
    `${name} has tests without a case: 1`,
    '✗ test/prove/things.test.ts did not run, though test/fixtures/test-files.txt lists it',
  ],
  `The run does not name what it leaves out:\n${quiet?.stdout}`,
);
assert.equal(quiet?.code, 1, 'Vitest ends with 0 where something is left out');

assert.equal(error?.tests, '1 of 1 passed', `The error is another:\n${error?.stdout}`);
assert.equal(error?.code, 1, 'Vitest ends with 0 after an error that no test waits for');
