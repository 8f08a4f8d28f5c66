import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { gen } from '../../scripts/gen.js';
import { ROOT } from '../support/consumer.js';
import { run } from '../support/program.js';
import { runCommand } from '../support/run-command.js';

let made: string;
let folder: string;

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'gen-'));
  await mkdir(join(made, 'spec'));
  await cp(join(ROOT, 'test/fixtures/contract.yaml'), join(made, 'spec/openapi.yaml'));
  await runCommand(gen, made);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gen-'));
  await cp(made, folder, { recursive: true });
});

async function edit(name: string, from: string, to: string): Promise<void> {
  const file = join(folder, name);
  const text = await readFile(file, 'utf8');
  expect(text).toContain(from);
  await writeFile(file, text.replace(from, to));
}

async function generated(cwd = folder): Promise<Record<string, string>> {
  const names = await readdir(join(cwd, 'generated'));
  const read = (name: string) => readFile(join(cwd, 'generated', name), 'utf8');
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)])));
}

test('writes what an edit changes, says so, and takes away what does not follow', async () => {
  await edit(
    'spec/openapi.yaml',
    '        boolean: {',
    '        fax: { type: string }\n        boolean: {',
  );
  await writeFile(join(folder, 'generated/stray.ts'), '');
  const { code, stdout } = await runCommand(gen, folder);
  expect(stdout).toMatch(/openapi\.d\.ts +\+1 −0 lines/);
  expect(stdout).toMatch(/contract\.js +unchanged\n/);
  expect(stdout).toMatch(/stray\.ts +does not follow from the spec/);
  expect(stdout.trim().split('\n')).toHaveLength(7);
  expect(code).toBe(0);
  const after = await generated();
  expect(after['openapi.d.ts']).toContain('fax?: string');
  expect(after).not.toHaveProperty('stray.ts');
});

test('gen:check passes on what gen wrote, as that is deterministic', async () => {
  const silence = { code: 0, stdout: '', stderr: '' };
  expect(await runCommand(gen, folder, '--check')).toStrictEqual(silence);
  expect(Object.keys(await generated())).toHaveLength(6);
});

test('the program gen:check names each stale file, and writes nothing', async () => {
  await edit('generated/openapi.d.ts', 'initiated_at: number', 'initiated_at: string');
  await edit('generated/contract.js', '2026', '2025');
  await rm(join(folder, 'generated/openapi.json'));
  await writeFile(join(folder, 'generated/stray.ts'), '');
  const before = await generated();
  const program = ['--import', import.meta.resolve('tsx'), join(ROOT, 'scripts/gen.ts'), '--check'];
  const { code, stderr } = await run(process.execPath, program, { cwd: folder });
  expect(stderr.trim().split('\n')).toStrictEqual([
    'generated/contract.js is stale: +1 −1 lines',
    'generated/openapi.d.ts is stale: +1 −1 lines',
    'generated/openapi.json is stale: is new',
    'generated/stray.ts is stale: does not follow from the spec',
    'Run `npm run gen` and commit generated/.',
  ]);
  expect(code).toBe(1);
  expect(await generated()).toStrictEqual(before);
});

test.each([
  ['is no YAML', 'openapi: 3.1.1', 'openapi: ['],
  ['has a key twice', 'openapi: 3.1.1', 'openapi: 3.1.1\nopenapi: 3.1.1'],
  ['names no version of OpenAPI', 'openapi: 3.1.1', 'x-openapi: 3.1.1'],
  ['has an operation without a name', 'operationId: PostKinds', 'x-id: PostKinds'],
])('a spec that %s fails with its place, and leaves generated/ alone', async (_, from, to) => {
  await edit('spec/openapi.yaml', from, to);
  const { code, stderr } = await runCommand(gen, folder);
  expect(stderr).toMatch(/^spec\/openapi\.yaml:\d+:\d+ .*\ngenerated\/ is left as it was\.\n$/s);
  expect(code).toBe(1);
  expect(await generated()).toStrictEqual(await generated(made));
});
