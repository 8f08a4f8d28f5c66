import { existsSync } from 'node:fs';
import { test } from 'vitest';
import { start } from './program.js';

const HERE = import.meta.dirname;

/** A run of the tests in small: it makes a folder, starts a program that starts another, and waits. */
const RUN = `
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { start } from '${HERE}/program.ts';
import { setup } from '${HERE}/run-folder.ts';
setup();
const folder = mkdtempSync(tmpdir() + '/made-by-a-test-');
const { pid } = start('sh', ['-c', 'sleep 1000 & sleep 1000'], { stdio: 'ignore' });
console.log(JSON.stringify({ folder, group: pid }));
setInterval(() => {}, 1000);
`;

function isRunning(group: number): boolean {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
}

test.concurrent.for(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
  'a run that %s ends leaves no program and no folder',
  async (signal, { expect }) => {
    const { RUN_FOLDER: _, ...env } = process.env;
    const args = ['--import', 'tsx', '--input-type', 'module', '--eval', RUN];
    const child = start(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const said = await new Promise<string>((resolve) => {
      child.stdout?.once('data', (chunk) => resolve(String(chunk)));
    });
    const { folder, group } = JSON.parse(said);
    expect([existsSync(folder), isRunning(group)]).toEqual([true, true]);
    child.kill(signal);
    await expect
      .poll(() => [existsSync(folder), isRunning(group)], { timeout: 300_000 })
      .toEqual([false, false]);
  },
);
