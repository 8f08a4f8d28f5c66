import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change } from '../../scripts/diff/compare-contracts.js';
import {
  CURRENT,
  judgeContract,
  moreSevere,
  RELEASED,
  verdictOf,
} from '../../scripts/diff/judge-contract.js';
import { redoclyOpinion } from '../../scripts/diff/redocly-opinion.js';
import { releaseContract } from '../../scripts/diff/release-contract.js';
import { type JsonObject, loadSpec } from '../../scripts/gen/load-spec.js';
import { unifySpec } from '../support/unify-spec.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSX = import.meta.resolve('tsx');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compat-test-'));
  for (const name of ['spec', 'package.json', 'CHANGELOG.md']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await unifySpec(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command in the scratch copy. */
function compat(): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const command = ['--import', TSX, join(ROOT, 'scripts/compat.ts')];
    const child = execFile(process.execPath, command, { cwd: folder }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

async function edit(name: string, from: string | RegExp, to: string): Promise<void> {
  const text = await read(name);
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  await writeFile(join(folder, name), edited);
}

const SENT: Change = { where: 'request', what: 'stricter', breaking: true, whom: 'who sends' };
const READ: Change = { where: 'response', what: 'richer', breaking: false, whom: 'who reads' };

test.each([
  ['nothing', '1.0.0', '', [], true, 'The contract is the one released as 1.0.0.'],
  ['nothing', '1.0.1', '', [], true, 'The contract is the one released as 1.0.0.'],
  ['nothing', '0.9.9', '', [], false, 'package.json says 0.9.9, older than the released 1.0.0.'],
  [
    'a break',
    '1.9.9',
    '## 1.9.9\n\n- x',
    [SENT, READ],
    false,
    '2 changes, 1 breaking: needs version 2.0.0 or higher; package.json says 1.9.9.',
  ],
  [
    'a break',
    '10.0.0',
    '## 10.0.0\n\n- x',
    [SENT],
    true,
    '1 change, 1 breaking: declared by version 10.0.0.',
  ],
  [
    'an addition',
    '1.0.1',
    '## 1.0.1\n\n- x',
    [READ],
    false,
    '1 change, 0 breaking: needs version 1.1.0 or higher; package.json says 1.0.1.',
  ],
  [
    'an addition',
    '1.1.0',
    '## 1.1.0\n\n- x',
    [READ],
    true,
    '1 change, 0 breaking: declared by version 1.1.0.',
  ],
  [
    'an addition',
    '1.10.0',
    '## 1.10.0 - 2026-12-01\n- x',
    [READ],
    true,
    '1 change, 0 breaking: declared by version 1.10.0.',
  ],
  [
    'an addition',
    '2.0.0-rc.1',
    '## 2.0.0\n- x',
    [READ],
    true,
    '1 change, 0 breaking: declared by version 2.0.0-rc.1.',
  ],
  [
    'no heading',
    '1.1.0',
    '## 1.1.00\n- x\n',
    [READ],
    false,
    '1 change, 0 breaking: needs a line in CHANGELOG.md under "## 1.1.0".',
  ],
  [
    'no line',
    '1.1.0',
    '## 1.1.0\n\n### Added\n\n## 1.0.0\n- x',
    [READ],
    false,
    '1 change, 0 breaking: needs a line in CHANGELOG.md under "## 1.1.0".',
  ],
])('judges %s at %s', (_, version, changelog, changes, isDeclared, verdict) => {
  const found = verdictOf({ changes, released: '1.0.0', version, changelog });
  expect(found).toStrictEqual({ isDeclared, verdict });
});

test('hears redocly, and believes it where it is more severe', async () => {
  const contract = await loadSpec(join(ROOT, 'spec/openapi.yaml'));
  const text = JSON.stringify(contract).replace('"maxLength":500}', '"maxLength":100}');
  const current: JsonObject = JSON.parse(text);
  const second = await redoclyOpinion(contract, current);
  expect(second).toMatchObject([
    {
      what: "`maxLength` changed from '500' to '100'. (redocly)",
      breaking: true,
      whom: 'who sends',
    },
  ]);
  expect(second[0]?.where).toMatch(/metadata\/anyOf\/0\/additionalProperties$/);
  expect(moreSevere([READ], second)).toStrictEqual([READ, ...second]);
  expect(moreSevere([SENT], second)).toStrictEqual([SENT]);
});

test('releases what is declared, and refuses the rest', async () => {
  await rm(join(folder, RELEASED));
  await expect(judgeContract(folder)).rejects.toThrow(/released\.yaml is missing: npm run release/);
  await edit('package.json', /"version": ".*"/, '"version": "3.0.0"');
  expect(await releaseContract(folder)).toMatchObject({ isDone: true });
  const copied =
    '# The contract as it was released: a copy by `npm run release:contract`. Do not edit.';
  const before = `${copied}\nx-released-as: 3.0.0\n${await read(CURRENT)}`;
  expect(await read(RELEASED)).toBe(before);

  await edit(CURRENT, 'description: Stripe, live mode', 'description: In other words, live mode');
  expect(await releaseContract(folder, { check: true })).toMatchObject({ isDone: false });
  expect(await read(RELEASED)).toBe(before);
  expect(await releaseContract(folder)).toMatchObject({ isDone: true });
  expect(await releaseContract(folder, { check: true })).toMatchObject({ isDone: true });

  const after = await read(RELEASED);
  await edit(CURRENT, 'maxLength: 500\n', 'maxLength: 100 # less\n');
  expect(await releaseContract(folder)).toStrictEqual({
    isDone: false,
    message:
      '1 change, 1 breaking: needs version 4.0.0 or higher; package.json says 3.0.0.\n' +
      'spec/released.yaml is left as it was.',
  });
  expect(await read(RELEASED)).toBe(after);

  await edit('package.json', '3.0.0', '4.0.0');
  await edit('CHANGELOG.md', /^## /m, '## 4.0.0\n\n- Shorter values.\n\n## ');
  expect(await releaseContract(folder)).toMatchObject({ isDone: true });
  expect(await read(RELEASED)).toMatch(
    /^.*\nx-released-as: 4\.0\.0\n(.*\n)*.*maxLength: 100 # less\n/,
  );
});

test('the command shows each change, and tells red from not compared', async () => {
  const { version } = JSON.parse(await read('package.json'));
  await edit(CURRENT, 'maxLength: 100 # less\n', 'maxLength: 90\n');
  const { output, code } = await compat();
  expect(output).toBe(`where                 what                            for whom
request metadata[*]   maxLength 100 → 90   breaking   who sends

1 change, 1 breaking: needs version 5.0.0 or higher; package.json says ${version}.\n`);
  expect(code).toBe(1);

  await edit(CURRENT, 'openapi: 3.1.1', 'openapi: [');
  const broken = await compat();
  expect(broken.output).toMatch(/^spec\/openapi\.yaml:\d+:\d+ /);
  expect(broken.code).toBe(2);
});
