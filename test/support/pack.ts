import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createConsumer, pack } from './consumer.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder of the system's, away from the repository, for all that the tests set up. */
    folder: string;
    /** The tarball, as `npm publish` would send it. */
    tarball: string;
    /** A project with that tarball and nothing else. */
    consumer: string;
  }
}

/** Packs once for all tests of the package, and takes away what they have set up. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    // A release keeps the tarball that was tested, to publish it.
    const tarball = await pack(process.env.PACK_DESTINATION ?? join(folder, 'packed'));
    const consumer = join(folder, 'consumer');
    await createConsumer(consumer, { source: `file:${tarball}` });
    provide('folder', folder);
    provide('tarball', tarball);
    provide('consumer', consumer);
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}
