import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface StockPrism {
  url: string;
  pid: number;
  close(): Promise<void>;
}

/** Ends the process and takes its folder away when this one is gone, however that came about. */
const GUARD = `data:text/javascript,${encodeURIComponent(`
  import { rmSync } from 'node:fs';
  const folder = process.cwd();
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  process.stdin.on('close', () => process.exit()).resume();
`)}`;

/** Starts Prism's own command on a document, as the process that it is. */
export async function startStockPrism(document: object): Promise<StockPrism> {
  const folder = await mkdtemp(join(tmpdir(), 'stock-prism-'));
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document));
  const command = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const args = ['--import', GUARD, command, 'mock', 'openapi.json', '-p', '0'];
  const child = spawn(process.execPath, args, { cwd: folder });
  const exit = once(child, 'exit');
  return {
    ...(await listening(child)),
    async close() {
      child.stdin.end();
      await exit;
    },
  };
}

/** Where a server process listens, as soon as it says so. */
export function listening(child: ChildProcess): Promise<{ url: string; pid: number }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const streams = [child.stdout, child.stderr];
    const read = (chunk: Buffer) => {
      output += chunk;
      const [, url] = /listening on (http:\S+)/.exec(output) ?? [];
      if (url === undefined) return;
      // What follows is a log of each request.
      for (const stream of streams) stream?.off('data', read).resume();
      resolve({ url, pid: child.pid ?? 0 });
    };
    for (const stream of streams) stream?.on('data', read);
    child.once('exit', () => reject(new Error(`It ended before it listened:\n${output}`)));
  });
}
