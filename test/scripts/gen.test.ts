import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSpec } from '../../scripts/gen/load-spec.js';
import { unifySpec } from '../support/unify-spec.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSX = import.meta.resolve('tsx');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gen-'));
  for (const name of ['spec', 'generated']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await unifySpec(folder);
});
afterEach(() => rm(folder, { recursive: true }));

function gen(...args: string[]): Promise<{ code: number; output: string }> {
  const script = join(ROOT, 'scripts/gen.ts');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--import', TSX, script, ...args],
      { cwd: folder },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

async function editSpec(from: string | RegExp, to: string): Promise<void> {
  const file = join(folder, 'spec/openapi.yaml');
  const text = await readFile(file, 'utf8');
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  await writeFile(file, edited);
}

async function generated(): Promise<Record<string, string>> {
  const names = await readdir(join(folder, 'generated'));
  const read = (name: string) => readFile(join(folder, 'generated', name), 'utf8');
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await read(name)])));
}

test('is deterministic, and says that nothing changed', async () => {
  const before = await generated();
  const { code, output } = await gen();
  expect(code).toBe(0);
  expect(output.trim().split('\n')).toHaveLength(Object.keys(before).length);
  expect(output).not.toMatch(/^(?!.*unchanged$).+$/m);
  expect(await generated()).toStrictEqual(before);
});

test('writes what an edit changes, says so, and takes away what does not follow', async () => {
  await editSpec('        postal_code:\n', '        fax:\n          type: string\n$&');
  await writeFile(join(folder, 'generated/stray.ts'), '');
  const { code, output } = await gen();
  expect(output).toMatch(/openapi\.d\.ts +\+1 −0 lines/);
  expect(output).toMatch(/api-version\.js +unchanged/);
  expect(output).toMatch(/stray\.ts +does not follow from the spec/);
  expect(code).toBe(0);
  const after = await generated();
  expect(after['openapi.d.ts']).toContain('fax?: string');
  expect(after).not.toHaveProperty('stray.ts');
});

test('gen:check passes on what is committed', async () => {
  expect(await gen('--check')).toStrictEqual({ code: 0, output: '' });
});

test('gen:check names each stale file, and writes nothing', async () => {
  const spoil = async (name: string, from: string, to: string): Promise<void> => {
    const file = join(folder, 'generated', name);
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
  };
  await spoil('openapi.d.ts', 'initiated_at: number', 'initiated_at: string');
  await spoil('api-version.js', '2026', '2025');
  await rm(join(folder, 'generated/openapi.json'));
  await writeFile(join(folder, 'generated/stray.ts'), '');
  const before = await generated();
  const { code, output } = await gen('--check');
  expect(output.trim().split('\n')).toStrictEqual([
    'generated/api-version.js is stale: +1 −1 lines',
    'generated/openapi.d.ts is stale: +1 −1 lines',
    'generated/openapi.json is stale: is new',
    'generated/stray.ts is stale: does not follow from the spec',
    'Run `npm run gen` and commit generated/.',
  ]);
  expect(code).toBe(1);
  expect(await generated()).toStrictEqual(before);
});

test('a bad spec fails with its place, and leaves generated/ alone', async () => {
  await editSpec('operationId:', 'operationID:');
  const before = await generated();
  const { code, output } = await gen();
  expect(output).toMatch(/^spec\/openapi\.yaml:\d+:\d+ .*\ngenerated\/ is left as it was\.\n$/s);
  expect(code).toBe(1);
  expect(await generated()).toStrictEqual(before);
});

test.each([
  ['is no YAML', 'openapi: 3.1.1', 'openapi: [', /openapi\.yaml:\d+:\d+ /],
  ['has a key twice', /^openapi: .*$/m, '$&\n$&', /yaml:\d+:1 Map keys must be unique/],
  ['is no OpenAPI', 'operationId:', 'operationID:', /yaml:\d+:\d+ .*must NOT have unevaluated/],
  [
    'refers to nothing',
    'schemas/address_param"',
    'schemas/no"',
    /yaml:(?!1:)\d+:\d+ Missing \$ref/,
  ],
  ['misspells a keyword', 'maxLength: 500\n', 'maxlength: 500\n', /:\d+ \/.*"maxlength"/],
  [
    'has a bad pattern',
    'pattern: ^[^\\[\\]]*$',
    'pattern: ^[(',
    /:\d+ \/.*Invalid regular expression/,
  ],
  ['has a type of its own', 'type: integer', 'type: int', /yaml:\d+:\d+ \//],
  [
    'requires what it lacks',
    '- initiated_at',
    '- started_at',
    /:\d+ .*"started_at".*strictRequired/,
  ],
])('a spec that %s is refused with its place', async (_, from, to, message) => {
  await editSpec(from, to);
  await expect(loadSpec(join(folder, 'spec/openapi.yaml'))).rejects.toThrow(message);
});
