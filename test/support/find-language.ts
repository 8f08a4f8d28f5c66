import { spawnSync } from 'node:child_process';
import { findPrograms } from './find-program.js';

/** The path of the first program of that name that runs some code, such as one that loads a library. */
export function findLanguage(name: string, ...args: string[]): string | undefined {
  return findPrograms(name).find((file) => spawnSync(file, args, { stdio: 'ignore' }).status === 0);
}
