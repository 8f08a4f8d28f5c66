// Bundles the script and the style of the reference page into dist/. They are kept compressed, because the
// package has a budget for its size. Whatever shows the page from the source imports this first.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { build } from 'esbuild';

const FOLDER = 'dist/reference';

const { outputFiles } = await build({
  entryPoints: { page: 'src/reference/page/main.ts' },
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2023',
  outdir: FOLDER,
  write: false,
});
await mkdir(FOLDER, { recursive: true });
for (const { path, contents } of outputFiles) {
  const file = `${FOLDER}/${basename(path)}.br`;
  const compressed = brotliCompressSync(contents);
  const found = await readFile(file).catch(() => undefined);
  // Another process may be reading it.
  if (!found?.equals(compressed)) await writeFile(file, compressed);
}
