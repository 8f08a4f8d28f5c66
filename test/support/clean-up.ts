import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where `start` notes the process groups that are under way, inside the folder of a run. */
export const GROUPS = 'groups';

/** Kills the programs that a run of the tests has started, and removes its folder. */
export function cleanUp(folder: string): void {
  for (const group of readdirSync(join(folder, GROUPS))) killGroup(Number(group));
  // A program that is just ending may still write into the folder.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** Kills a process group, if there is any of it left. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
