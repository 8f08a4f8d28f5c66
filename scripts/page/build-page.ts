import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { operationsOf } from '../../src/mock/operations-of.js';
import type { PageServer } from '../../src/reference/content-policy.js';
import {
  type DescribedContract,
  operationPages,
} from '../../src/reference/model/operation-pages.js';
import { renderList, renderPage } from '../../src/reference/page/render-page.js';
import { validatorCode } from './validator-code.js';

const SOURCE = 'src/reference/page';
const OPTIONS = {
  bundle: true,
  // The scripts of the page are the files that users do not read.
  minify: true,
  format: 'iife',
  target: 'es2023',
  logLevel: 'warning',
  write: false,
} as const;

/** The files of a contract's pages, by path: HTML that can be read as it is, and what makes it live. */
export async function pageFiles(
  contract: DescribedContract,
  server: PageServer,
): Promise<Map<string, string>> {
  const pages = operationPages(contract);
  const { title, version } = contract.info;
  const site = { title, version, pages, server };
  const isAlone = pages.length === 1;
  const files = new Map(
    pages.map((page) => [
      isAlone ? 'index.html' : `${page.model.operationId}.html`,
      renderPage(page, site),
    ]),
  );
  if (!isAlone) files.set('index.html', renderList(site));
  const notice = { js: '/*! Holds Preact: MIT, Copyright (c) 2015-present Jason Miller */' };
  files.set(
    'reference/page.js',
    await bundle({ entryPoints: [`${SOURCE}/main.tsx`], banner: notice }),
  );
  files.set('reference/page.css', await bundle({ entryPoints: [`${SOURCE}/page.css`] }));
  for (const [index, operation] of operationsOf(contract).entries()) {
    const page = pages[index];
    if (!page) continue;
    // The live page looks for it there.
    const contents = `${validatorCode(operation, contract)}\nglobalThis.validateOperation = validate;`;
    const script = await bundle({ stdin: { contents, resolveDir: '.' } });
    files.set(`reference/${page.model.operationId}.js`, script);
  }
  return files;
}

/** Writes the pages of a contract into a folder for the contract server to serve, each file compressed. */
export async function buildPage(contract: DescribedContract, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [path, text] of await pageFiles(contract, 'here')) {
    const name = path.replace(/^reference\//, '');
    await writeFile(join(folder, `${name}.br`), brotliCompressSync(text));
  }
}

/** Writes the pages of a contract into a folder, to be read from there or from any web server. */
export async function writeDocs(
  contract: DescribedContract,
  folder: string,
  server: PageServer,
): Promise<void> {
  for (const [path, text] of await pageFiles(contract, server)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles } = await build({ ...options, ...OPTIONS });
  return outputFiles[0]?.text ?? '';
}
