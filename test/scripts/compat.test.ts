import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { compat } from '../../scripts/compat.js';
import type { Difference } from '../../scripts/diff/comparison.js';
import { CURRENT, RELEASED, verdictOf } from '../../scripts/diff/judge-contract.js';
import { ROOT } from '../support/consumer.js';
import { run } from '../support/program.js';
import { runCommand } from '../support/run-command.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compat-test-'));
  await mkdir(join(folder, 'spec'));
  await cp(join(ROOT, 'test/fixtures/things.yaml'), join(folder, CURRENT));
  await writeFile(join(folder, 'package.json'), '{ "name": "x", "version": "1.0.0" }\n');
  await writeFile(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## 1.0.0\n\n- The first.\n');
});

const inProcess = (...args: string[]) => runCommand(compat, folder, ...args);
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

async function edit(name: string, from: string | RegExp, to: string): Promise<void> {
  const text = await read(name);
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  await writeFile(join(folder, name), edited);
}

const change = (name: string, breaking: boolean): Difference => ({
  ...{ operation: 'PostThingsId', name, whom: 'who sends', what: 'maxLength', kind: 'stricter' },
  ...{ before: '2', after: '1', breaking, where: ['', ''] },
});
const SENT = change('request.a', true);
const READ = change('response.b', false);

const declared = (breaking: number, version: string) =>
  `1 change, ${breaking} breaking: declared by version ${version}.`;

test.each<[version: string, changelog: string, Difference[], isDeclared: boolean, verdict: string]>(
  [
    ['1.0.0', '', [], true, 'The contract is the one released as 1.0.0.'],
    ['1.0.1', '', [], true, 'The contract is the one released as 1.0.0.'],
    ['0.9.9', '', [], false, 'package.json says 0.9.9, older than the released 1.0.0.'],
    ['10.0.0', '## 10.0.0\n\n- x', [SENT], true, declared(1, '10.0.0')],
    ['1.1.0', '## 1.1.0\n\n- x', [READ], true, declared(0, '1.1.0')],
    ['1.10.0', '## 1.10.0 - 2026-12-01\n- x', [READ], true, declared(0, '1.10.0')],
    ['2.0.0-rc.1', '## 2.0.0\n- x', [READ], true, declared(0, '2.0.0-rc.1')],
  ],
)('judges version %s with the changelog %j', (version, changelog, changes, isDeclared, verdict) => {
  const found = verdictOf({ changes, released: '1.0.0', version, changelog });
  expect(found).toStrictEqual({ changes, isDeclared, verdict });
});

test('says what is left to do', () => {
  const verdictAt = (version: string, changelog: string, changes: Difference[]) =>
    verdictOf({ changes, released: '1.0.0', version, changelog });
  expect(verdictAt('1.9.9', '## 2.0.0\n\n- x', [SENT, READ])).toMatchObject({
    isDeclared: false,
    verdict: `Run: npm version --no-git-tag-version 2.0.0

2 changes, 1 breaking: needs version 2.0.0 or higher; package.json says 1.9.9.`,
  });
  expect(verdictAt('1.1.0', '## 1.1.00\n- x\n', [READ])).toMatchObject({
    isDeclared: false,
    verdict: `Add to CHANGELOG.md, below its first heading:

## 1.1.0

- \`response.b\`: what changed, for those who use it

1 change, 0 breaking: needs a line in CHANGELOG.md under "## 1.1.0".`,
  });
});

test('a heading without a line is no entry', () => {
  const changelog = '## 1.1.0\n\n### Added\n\n## 1.0.0\n- x';
  const contract = { changes: [READ], released: '1.0.0', version: '1.1.0', changelog };
  expect(verdictOf(contract).isDeclared).toBe(false);
});

test('releases what is declared, and refuses the rest', async () => {
  const missing = await inProcess();
  expect(missing.stderr).toMatch(/^spec\/released\.yaml is missing: npm run release:contract/);
  expect(missing.code).toBe(2);
  expect(await inProcess('--release')).toMatchObject({ code: 0 });
  const head =
    '# The contract as it was released: a copy by `npm run release:contract`. Do not edit.';
  const before = `${head}\nx-released-as: 1.0.0\n${await read(CURRENT)}`;
  expect(await read(RELEASED)).toBe(before);

  await edit(CURRENT, 'What it is.', 'In other words.');
  expect(await inProcess('--release', '--check')).toMatchObject({ code: 1 });
  expect(await read(RELEASED)).toBe(before);
  expect(await inProcess('--release')).toMatchObject({ code: 0 });
  expect(await inProcess('--release', '--check')).toMatchObject({ code: 0 });

  const after = await read(RELEASED);
  await edit(CURRENT, 'maxLength: 500\n', 'maxLength: 100 # less\n');
  const refused = await inProcess('--release');
  expect(refused.stdout).toMatch(
    /needs version 2\.0\.0.*\nspec\/released\.yaml is left as it was\.$/m,
  );
  expect(refused.code).toBe(1);
  expect(await read(RELEASED)).toBe(after);
});

test('the program shows each change, and is green once what it prints is done', async () => {
  const file = join(ROOT, 'scripts/compat.ts');
  const red = await run(process.execPath, ['--import', import.meta.resolve('tsx'), file], {
    cwd: folder,
  });
  expect(red.stdout).toMatch(`where                what                             for whom
request.metadata{}   maxLength 500 → 100   breaking   who sends
`);
  expect(red.code).toBe(1);

  const [, command = ''] = /^Run: (.*)$/m.exec(red.stdout) ?? [];
  const [program = '', ...args] = command.split(' ');
  expect(await run(program, args, { cwd: folder })).toMatchObject({ code: 0 });
  const [, lines = ''] = /(## 2\.0\.0\n[\s\S]*?)\n\n1 change/.exec(red.stdout) ?? [];
  await edit('CHANGELOG.md', '# Changelog\n', `# Changelog\n\n${lines}\n`);
  const green = await inProcess();
  expect(green.stdout).toMatch(/^1 change, 1 breaking: declared by version 2\.0\.0\.$/m);
  expect(green.code).toBe(0);
  expect(await inProcess('--release')).toMatchObject({ code: 0 });
  expect(await read(RELEASED)).toMatch(
    /^.*\nx-released-as: 2\.0\.0\n(.*\n)*.*maxLength: 100 # less\n/,
  );
});

test('the command tells what cannot be compared from what is red', async () => {
  await edit(CURRENT, 'openapi: 3.1.1', 'openapi: [');
  const broken = await inProcess();
  expect(broken.stderr).toMatch(/^spec\/openapi\.yaml:\d+:\d+ /);
  expect(broken.code).toBe(2);
});
