import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryGate } from '../support/try-gate.js';

const CHECKS = ['compat', 'drift', 'gen:check', 'lint', 'typecheck', 'verify'];
const run = (script: string): string => `run --silent ${script}`;

// That a red gate ends with a code of its own is held by test/prove/gate.ts, from outside.
test.each([
  ['test', ['--project=main', '--project=page', '--project=package'], 'test/'],
  [
    'gate',
    ['--project=main', 'test/contract/', 'test/repository/public-api'],
    'test/contract/ test/repository/public-api',
  ],
] as const)('npm run %s runs all checks, and then its tests', async (script, args, countedOn) => {
  const { code, stdout, stderr, calls } = await tryGate(script, ['none', '']);
  expect(calls).toStrictEqual([...CHECKS.map(run), `${run('vitest')} -- ${args.join(' ')}`]);
  expect([code, stderr]).toStrictEqual([0, '']);
  expect(stdout).toMatch(/^gate +green\ncontract +2031-01-01.stub, package 7.8.9\n/m);
  expect(stdout).toMatch(/^tests +7 of 7 passed$/m);
  expect(/^counted on +(.*)$/m.exec(stdout)?.[1]).toBe(countedOn);
});

test('after a red check all others run, but no tests, and the report says so', async () => {
  const summary = 'summary.md';
  const env = { GITHUB_STEP_SUMMARY: summary };
  const { code, stdout, calls, folder } = await tryGate('gate', ['lint', 'exit 2'], env);
  expect(code).toBe(1);
  expect(calls).toStrictEqual(CHECKS.map(run));
  expect(stdout).toContain(
    'why lint is red\n\n`npm run lint:fix` mends what needs no decision.\n✗ lint',
  );
  expect(stdout).toMatch(/^gate +RED$/m);
  const lines = await readFile(join(folder, summary), 'utf8');
  expect(lines).toMatch(/^\| gate \| RED \|\n/);
  expect(lines).toMatch(/^\| ✓ drift \| \d+\.\d s \|$/m);
  expect(lines).toMatch(/^\| ✗ lint \| \d+\.\d s \|$/m);
  expect(lines).toMatch(/^\| - vitest \| not run \|$/m);
});

test.concurrent.for(['INT', 'TERM', 'HUP'])(
  'SIG%s ends the gate with its steps, as red',
  async (signal, { expect }) => {
    const end = `echo $$ > pid; kill -${signal} $PPID; exec sleep 1000`;
    const { code, stdout, folder } = await tryGate('gate', ['drift', end]);
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'));
    expect(code).toBe(1);
    expect(stdout).not.toMatch(/^gate/m);
    await expect.poll(() => isRunning(pid), { timeout: 300_000 }).toBe(false);
  },
);

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
