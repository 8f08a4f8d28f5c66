// npm run docs: writes the reference page to a folder, to be read from there or from any web server.
import './build-page.js';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { pageFiles } from '../src/reference/page-files.js';

const HELP = `Writes the reference page to a folder. It needs no server to be read, and sends nothing.

  npm run docs               to docs-dist/
  npm run docs -- FOLDER     to another folder`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', default: false } },
  });
  const [folder = 'docs-dist', ...others] = positionals;
  if (others.length > 0) throw new Error(`One folder at most, got ${positionals.join(' ')}`);
  if (values.help) console.log(HELP);
  else await write(folder);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function write(folder: string): Promise<void> {
  const contract: object = JSON.parse(await readFile('generated/openapi.json', 'utf8'));
  const files = await pageFiles(contract, false);
  for (const [path, { content }] of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const renderer = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  for (const name of ['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt']) {
    await copyFile(join(renderer, name), join(folder, 'reference', name));
  }
  console.log(`Open ${join(folder, 'index.html')}, or publish the folder.`);
}
