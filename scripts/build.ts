// npm run build: makes dist/, with a bundle and declarations for each entry and the reference page.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const FOLDER = 'dist';
const TSC = ['node_modules/typescript/bin/tsc', '-p', 'src', '--emitDeclarationOnly'];

await rm(FOLDER, { recursive: true, force: true });
await build({
  entryPoints: ['src/index.ts', 'src/mock/index.ts'],
  outdir: FOLDER,
  bundle: true,
  packages: 'external',
  format: 'esm',
  target: 'es2023',
  charset: 'utf8',
  minify: true,
  lineLimit: 400,
  logLevel: 'warning',
});
await import('./build-page.js');
execFileSync(process.execPath, TSC, { stdio: 'inherit' });
for (const name of await readdir(FOLDER, { recursive: true })) {
  if (name.endsWith('.d.ts')) await indentByTabs(join(FOLDER, name));
}

/** A tab in place of the four spaces that the compiler writes: the package has a budget for its size. */
async function indentByTabs(file: string): Promise<void> {
  const code = await readFile(file, 'utf8');
  const tabs = (spaces: string) => '\t'.repeat(spaces.length / 4);
  await writeFile(file, code.replace(/^(?: {4})+/gm, tabs));
}
