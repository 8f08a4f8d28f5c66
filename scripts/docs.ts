// npm run docs: writes the reference page to a folder, to be read from there or from any web server.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDocs } from './page/build-page.js';

const HELP = `Writes the reference page to a folder, to be read from there or from any web server.

  npm run docs                    to docs-dist/; that page sends nothing
  npm run docs -- FOLDER          to another folder
  npm run docs -- --server URL    a page that sends its test requests to a contract server, which has to
                                  allow it: npm run mock -- --allow-origin ORIGIN_OF_THE_PAGE`;

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', default: false },
      server: { type: 'string', default: 'none' },
    },
  });
  const [folder = 'docs-dist', ...others] = positionals;
  if (others.length > 0) throw new Error(`One folder at most, got ${positionals.join(' ')}`);
  if (values.help) console.log(HELP);
  else await write(folder, serverOf(values.server));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function write(folder: string, server: string): Promise<void> {
  await writeDocs(JSON.parse(await readFile('generated/openapi.json', 'utf8')), folder, server);
  console.log(`Open ${join(folder, 'index.html')}, or publish the folder.`);
}

/** @throws Error where it is no address of a server. */
function serverOf(text: string): string {
  if (text === 'none') return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, '')) {
    throw new Error(`--server takes the address of a contract server without a path, got ${text}`);
  }
  return url.origin;
}
