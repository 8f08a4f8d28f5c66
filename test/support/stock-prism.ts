import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StockPrism {
  url: string;
  pid: number;
  close(): Promise<void>;
}

/** Starts Prism's own command on a document, as the process that it is. */
export async function startStockPrism(document: object): Promise<StockPrism> {
  const folder = await mkdtemp(join(tmpdir(), 'stock-prism-'));
  const file = join(folder, 'openapi.json');
  await writeFile(file, JSON.stringify(document));
  const command = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const child = spawn(process.execPath, [command, 'mock', file, '-p', '0'], { cwd: folder });
  const exit = once(child, 'exit');
  return {
    ...(await listening(child)),
    async close() {
      child.kill('SIGKILL');
      await exit;
      await rm(folder, { recursive: true });
    },
  };
}

/** Where a server process listens, as soon as it says so. */
export function listening(child: ChildProcess): Promise<{ url: string; pid: number }> {
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
        const [, url] = /listening on (http:\S+)/.exec(output) ?? [];
        if (url !== undefined) resolve({ url, pid: child.pid ?? 0 });
      });
    }
    child.once('exit', () => reject(new Error(`It ended before it listened:\n${output}`)));
  });
}
