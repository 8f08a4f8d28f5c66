import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSX = import.meta.resolve('tsx');
let made: string;
let folder: string;

/** A folder with the fixture contract as its spec, and nothing derived from it. */
async function makeFolder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'gen-'));
  await mkdir(join(made, 'spec'));
  await cp(join(ROOT, 'test/fixtures/contract.yaml'), join(made, 'spec/openapi.yaml'));
  return made;
}

beforeAll(async () => {
  made = await makeFolder();
  await gen(made);
  return () => rm(made, { recursive: true });
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gen-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(made, folder, { recursive: true });
});

function gen(cwd: string, ...args: string[]): Promise<{ code: number; output: string }> {
  const command = ['--import', TSX, join(ROOT, 'scripts/gen.ts'), ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

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

test('is deterministic, and says that nothing changed', async () => {
  const before = await generated();
  expect(Object.keys(before)).toHaveLength(5);
  const { code, output } = await gen(folder);
  expect(output.trim().split('\n')).toHaveLength(5);
  expect(output).not.toMatch(/^(?!.*unchanged$).+$/m);
  expect(code).toBe(0);
  expect(await generated()).toStrictEqual(before);
});

test('writes what an edit changes, says so, and takes away what does not follow', async () => {
  await edit(
    'spec/openapi.yaml',
    '        boolean: {',
    '        fax: { type: string }\n        boolean: {',
  );
  await writeFile(join(folder, 'generated/stray.ts'), '');
  const { code, output } = await gen(folder);
  expect(output).toMatch(/openapi\.d\.ts +\+1 −0 lines/);
  expect(output).toMatch(/contract\.js +unchanged/);
  expect(output).toMatch(/stray\.ts +does not follow from the spec/);
  expect(code).toBe(0);
  const after = await generated();
  expect(after['openapi.d.ts']).toContain('fax?: string');
  expect(after).not.toHaveProperty('stray.ts');
});

test('gen:check passes on what gen wrote', async () => {
  expect(await gen(folder, '--check')).toStrictEqual({ code: 0, output: '' });
});

test('gen:check names each stale file, and writes nothing', async () => {
  await edit('generated/openapi.d.ts', 'initiated_at: number', 'initiated_at: string');
  await edit('generated/contract.js', '2026', '2025');
  await rm(join(folder, 'generated/openapi.json'));
  await writeFile(join(folder, 'generated/stray.ts'), '');
  const before = await generated();
  const { code, output } = await gen(folder, '--check');
  expect(output.trim().split('\n')).toStrictEqual([
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
  const { code, output } = await gen(folder);
  expect(output).toMatch(/^spec\/openapi\.yaml:\d+:\d+ .*\ngenerated\/ is left as it was\.\n$/s);
  expect(code).toBe(1);
  expect(await generated()).toStrictEqual(await generated(made));
});
