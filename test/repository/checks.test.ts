// That the configs of the checks leave out no file and no rule that the house counts on.
import { readFileSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT, write } from '../support/consumer.js';
import { mustRun, run } from '../support/program.js';

const tracked = await mustRun('git', ['ls-files', 'src', 'scripts', 'test'], { cwd: ROOT });
const sources = tracked.split('\n').filter((file) => /\.tsx?$/.test(file));
const configs = ['', 'src', 'src/reference/page'].map((folder) => {
  const file = join(ROOT, folder, 'tsconfig.json');
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} };
  return ts.getParsedCommandLineOfConfigFile(file, {}, host);
});

test('TypeScript checks each file strictly', () => {
  const checked = configs.flatMap((config) => config?.fileNames ?? []);
  const names = new Set(checked.map((file) => relative(ROOT, file)));
  expect(sources.filter((file) => !names.has(file))).toStrictEqual([]);
  for (const config of configs) {
    const { strict, exactOptionalPropertyTypes, noUncheckedIndexedAccess } = config?.options ?? {};
    const options = [strict, exactOptionalPropertyTypes, noUncheckedIndexedAccess];
    expect(options).toStrictEqual([true, true, true]);
  }
});

test('no file asks not to be checked', () => {
  const asks = sources.filter((file) =>
    /^\s*(\/\/|\/\*) *(@ts-(nocheck|ignore)|biome-ignore-(all|start))/m.test(
      readFileSync(join(ROOT, file), 'utf8'),
    ),
  );
  expect(sources.length).toBeGreaterThan(100);
  expect(asks).toStrictEqual([]);
});

/** One fault for each rule. */
const BAD = `
export const wide: any = undefined;
export default wide!.part;
const unused = 1;
`;
const RULES = ['noDefaultExport', 'noExplicitAny', 'noNonNullAssertion', 'noUnusedVariables'];

test('Biome keeps its rules in each folder of the code', async () => {
  const folders = new Set(sources.map(dirname).filter((folder) => /^(src|scripts)/.test(folder)));
  const copy = await mkdtemp(join(tmpdir(), 'checks-'));
  for (const name of ['biome.json', '.gitignore']) await cp(join(ROOT, name), join(copy, name));
  await write(copy, Object.fromEntries([...folders].map((folder) => [`${folder}/bad.ts`, BAD])));
  const biome = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
  const args = [biome, 'lint', '--colors=off', '--max-diagnostics=none', '.'];
  const { stderr } = await run(process.execPath, args, { cwd: copy });
  const found = [...stderr.matchAll(/^(\S+)\/bad\.ts:\S+ lint\/\w+\/(\w+)/gm)];
  const expected = [...folders].flatMap((folder) => RULES.map((rule) => `${folder} ${rule}`));
  expect(found.map(([, folder, rule]) => `${folder} ${rule}`).toSorted()).toStrictEqual(
    expected.toSorted(),
  );
});
