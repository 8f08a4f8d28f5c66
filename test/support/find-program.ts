import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The path of an installed Chromium, if there is one: first the one without windows, which is the fastest. */
export function findChromium(): string | undefined {
  return findPrograms(
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
  )[0];
}

/** The path of the first program of that name that runs some code, such as one that loads a library. */
export function findLanguage(name: string, ...args: string[]): string | undefined {
  return findPrograms(name).find((file) => spawnSync(file, args, { stdio: 'ignore' }).status === 0);
}

/** The paths of the installed programs with one of these names, in the order of PATH. */
function findPrograms(...names: string[]): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).filter(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
