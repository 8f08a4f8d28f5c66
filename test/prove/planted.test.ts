import assert from 'node:assert/strict';
import { createHash, randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../support/consumer.js';
import { run } from '../support/program.js';

interface Fault {
  file: string;
  from: string;
  to: string;
  /** The test that has to see it. */
  test: string;
}

const LIST = 'test/prove/faults.yaml';
const { FAULTS = '2', FAULT_SEED = String(randomInt(1e6)) } = process.env;

const faults: Fault[] = parse(readFileSync(join(ROOT, LIST), 'utf8'));
const rank = ({ file, from }: Fault): string =>
  createHash('sha256').update(`${FAULT_SEED} ${file} ${from}`).digest('hex');
const chosen = faults
  .toSorted((a, b) => rank(a).localeCompare(rank(b)))
  .slice(0, FAULTS === 'all' ? faults.length : Number(FAULTS));

const nameOf = ({ file, from, to, test }: Fault): string =>
  `${test} sees ${JSON.stringify(from)} as ${JSON.stringify(to)} in ${file}`;

/** For an edit that gave the line of a fault other words. */
const ADVICE = `Give such an entry of ${LIST} the words that stand once in its file now, and prove it: FAULTS=all npm run vitest -- planted`;

let copy: string;
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'planted-'));
  const ignored = readFileSync(join(ROOT, '.gitignore'), 'utf8').split(/\/?\n/);
  for (const name of readdirSync(ROOT)) {
    if (name === '.git' || ignored.includes(name)) continue;
    await cp(join(ROOT, name), join(copy, name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
});

/** Runs a test file of the copy: whether tests of it failed. */
async function runTest(file: string) {
  const facts = join(copy, 'facts.json');
  await writeFile(facts, '{}');
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'];
  const env = { ...process.env, GATE_FACTS: facts, GATE_TESTS: undefined };
  const { code, stdout, stderr } = await run(process.execPath, [...args, '--maxWorkers=1', file], {
    cwd: copy,
    env,
  });
  const { tests = '' } = JSON.parse(await readFile(facts, 'utf8'));
  const [passed, all] = tests.match(/\d+/g) ?? [];
  // A file that cannot be loaded has no tests.
  return { isRed: code === 1 && Number(passed) < Number(all), said: stderr + stdout.slice(-2000) };
}

test('each fault on the list can be planted', () => {
  const stale = faults.filter(({ file, from, to }) => {
    const places = readFileSync(join(ROOT, file), 'utf8').split(from).length - 1;
    return places !== 1 || from === to;
  });
  expect(stale, ADVICE).toStrictEqual([]);
});

test.each(chosen.map((fault) => [nameOf(fault), fault] as const))('%s', async (_, fault) => {
  const file = join(copy, fault.file);
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace(fault.from, () => fault.to),
  );
  const { isRed, said } = await runTest(fault.test);
  await writeFile(file, text);
  // Not by expect: the copy has the same setup files, and would be green for the same reason.
  assert(isRed, `The fault is not seen, with FAULT_SEED=${FAULT_SEED}. ${said}`);
  expect(isRed).toBe(true);
});

test('the planted faults are told', async ({ annotate }) => {
  expect(chosen.length).toBeGreaterThan(0);
  await annotate(
    `${chosen.length} of ${faults.length}, by FAULT_SEED=${FAULT_SEED}`,
    'planted faults',
  );
});
