import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { publint } from 'publint';
import { expect, test } from 'vitest';
import { NAME, ROOT } from '../support/consumer.js';
import { packed } from '../support/packed.js';
import { mustRun } from '../support/program.js';
import { figuresOf } from '../support/readme.js';

/** Bytes that the package may take when it is installed, without its dependency. */
const BUDGET = 350_000;

const { bare, tarball: packedAs } = await packed();
const installed = join(bare, 'node_modules', NAME);
const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
const found = await readdir(installed, { recursive: true, withFileTypes: true });
const files = found
  .filter((entry) => entry.isFile())
  .map((entry) => relative(installed, join(entry.parentPath, entry.name)))
  .sort();

const SHIPPED = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^spec\/(openapi|control)\.yaml$/,
  /^generated\/(openapi\.json|(openapi|contract)\.(js|d\.ts))$/,
  /^dist\/((mock\/)?index|cli)\.js$/,
  /^dist\/reference\/[\w-]+\.(html|js|css)\.br$/,
  /^dist\/([a-z]+\/)?[a-z-]+\.d\.ts$/,
];

test('the package holds what its entries need and nothing else', () => {
  const stray = files.filter((file) => !SHIPPED.some((pattern) => pattern.test(file)));
  expect(stray).toStrictEqual([]);
  for (const pattern of SHIPPED) expect(files).toContainEqual(expect.stringMatching(pattern));
});

test('every .d.ts of it can be reached from an entry', async () => {
  const open: string[] = Object.values<{ types?: string }>(manifest.exports).flatMap(
    ({ types }) => types ?? [],
  );
  const reached = new Set<string>();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const path = join(file);
    if (reached.has(path)) continue;
    reached.add(path);
    const text = await readFile(join(installed, path), 'utf8');
    for (const [, target = ''] of text.matchAll(/from '(\.[^']*)\.js'/g)) {
      open.push(join(dirname(path), `${target}.d.ts`));
    }
  }
  expect([...reached].sort()).toStrictEqual(files.filter((file) => file.endsWith('.d.ts')));
});

test(`the package takes at most ${BUDGET} bytes when installed`, async ({ annotate }) => {
  const sizes = await Promise.all(files.map((file) => stat(join(installed, file))));
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  const count = (number: number) => number.toLocaleString('en');
  await annotate(`${count(bytes)} of ${count(BUDGET)} bytes in ${files.length} files`, 'package');
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});

test('the README says what is installed, beside the official SDK', async () => {
  const weigh = async (folder: string) => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const all = entries.filter((entry) => entry.isFile() && entry.name !== '.package-lock.json');
    const stats = await Promise.all(
      all.map(({ parentPath, name }) => stat(join(parentPath, name))),
    );
    return stats.reduce((sum, { size }) => sum + size, 0) / 1e6;
  };
  const [ours = 0, theirs = 0] = figuresOf('installed, with what it needs');
  const sdk = await weigh(join(ROOT, 'node_modules/stripe'));
  expect(Math.abs(ours - (await weigh(join(bare, 'node_modules'))))).toBeLessThan(0.05);
  expect(Math.abs(theirs - sdk)).toBeLessThan(1);
});

test('publint has nothing to say', async () => {
  const { buffer: tarball } = new Uint8Array(await readFile(packedAs));
  const { messages } = await publint({ pack: { tarball }, strict: true });
  expect(messages).toStrictEqual([]);
});

const YAML = ['openapi.yaml', 'control.yaml'];

test('attw resolves every entry to types and a module', async () => {
  const attw = join(ROOT, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  // ESM only: what is ignored then is how Node before 20.19 and tools before `exports` look for the
  // package. And YAML files are there to be read: they are no modules and have no types.
  const options = ['--profile', 'esm-only', '--exclude-entrypoints', ...YAML];
  const args = [attw, packedAs, ...options, '--format', 'ascii', '--no-emoji'];
  const output = await mustRun(process.execPath, args, { cwd: ROOT });
  const entries = Object.keys(manifest.exports).filter((entry) => !YAML.includes(entry.slice(2)));
  for (const entry of entries) expect(output).toContain(`"${join(NAME, entry)}"`);
});
