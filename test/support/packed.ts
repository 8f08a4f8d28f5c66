import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where pack.ts packs and installs. */
    packedIn: string;
  }
}

export interface Packed {
  /** The tarball, as `npm publish` would send it. */
  tarball: string;
  /** A project with that tarball and nothing else. */
  bare: string;
  /** The same with all that can be used along with it. */
  full: string;
}

const RESULT = 'packed.json';

/** Says in a folder how packing ended; the tests run in other processes. */
export async function reportPacked(folder: string, packing: Promise<Packed>): Promise<void> {
  const result = await packing.catch((error: Error) => ({ error: error.message }));
  await writeFile(join(folder, 'part'), JSON.stringify(result));
  await rename(join(folder, 'part'), join(folder, RESULT));
}

/** The packed and installed package, as soon as it is there. */
export async function packed(): Promise<Packed> {
  const file = join(inject('packedIn'), RESULT);
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      const { error, ...result } = JSON.parse(text);
      if (error) throw new Error(error);
      return result;
    }
    await setTimeout(100);
  }
}
