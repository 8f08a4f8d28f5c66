import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StockPrism {
  url: string;
  close(): Promise<void>;
}

/** Starts Prism's own command on a document, as the process that it is. */
export async function startStockPrism(document: object): Promise<StockPrism> {
  const folder = await mkdtemp(join(tmpdir(), 'stock-prism-'));
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  const command = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const child = spawn(process.execPath, [command, 'mock', file, '-p', '0'], { cwd: folder });
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  const url = await new Promise<string>((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk;
      const [, found] = /listening on (http:\S+)/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    exit.then(() => reject(new Error(`Prism ended before it listened:\n${output}`)));
  });

  return {
    url,
    async close() {
      child.kill('SIGKILL');
      await exit;
      await rm(folder, { recursive: true });
    },
  };
}
