import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanUp, GROUPS } from './clean-up.js';

const WATCHER = fileURLToPath(new URL('clean-up-after.ts', import.meta.url));

/**
 * Gives the tests, and all programs that they start, a temporary folder that is removed at the end of the
 * run. A process of its own watches over that, because a run may be killed.
 */
export function setup(): void {
  // Each project of a run calls this.
  if (process.env.RUN_FOLDER !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  mkdirSync(join(folder, GROUPS));
  // Detached: Ctrl+C in a terminal would end it as well.
  const watcher = spawn(process.execPath, ['--import', 'tsx', WATCHER, folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watcher.unref();
  process.on('exit', () => {
    if (existsSync(folder)) cleanUp(folder);
  });
  process.env.TMPDIR = folder;
  process.env.RUN_FOLDER = folder;
}
