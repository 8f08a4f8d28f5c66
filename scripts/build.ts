// npm run build: makes dist/, with a bundle and declarations for each entry, the command and the reference page.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const FOLDER = 'dist';
const ENTRIES = ['index', 'mock/index'];
const COMMAND = 'cli';
const TSC = ['node_modules/typescript-7/bin/tsc', '-p', 'src', '--emitDeclarationOnly'];

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

await rm(FOLDER, { recursive: true, force: true });
await build({
  entryPoints: [...ENTRIES, COMMAND].map((entry) => `src/${entry}.ts`),
  outdir: FOLDER,
  bundle: true,
  packages: 'external',
  // The command takes it from beside itself.
  external: ['./mock/index.js'],
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  format: 'esm',
  target: 'es2023',
  charset: 'utf8',
  logLevel: 'warning',
});
await import('./build-page.js');
execFileSync(process.execPath, TSC, { stdio: 'inherit' });
await removeInnerDeclarations();

/** The compiler writes a declaration for each source file; users need those that an entry leads to. */
async function removeInnerDeclarations(): Promise<void> {
  const entries = ENTRIES.map((entry) => resolve(FOLDER, `${entry}.d.ts`));
  const module = ts.ModuleKind.NodeNext;
  const program = ts.createProgram(entries, { module, noLib: true, types: [] });
  for (const name of await readdir(FOLDER, { recursive: true })) {
    const file = resolve(FOLDER, name);
    if (name.endsWith('.d.ts') && !program.getSourceFile(file)) await rm(file);
  }
}
