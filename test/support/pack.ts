import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createConsumer, linkPackages, NAME, pack, write } from './consumer.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The tarball, as `npm publish` would send it. */
    tarball: string;
    /** A project with that tarball and nothing else. */
    bare: string;
    /** The same with all that can be used along with it. */
    full: string;
  }
}

const OTHERS = ['@stoplight/prism-http', '@types/node', 'jest', 'swagger-ui-dist', 'vitest'];

/** Packs and installs once for all tests of the package. */
export async function setup({ provide }: TestProject): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  // A release publishes the tarball that was tested.
  const tarball = await pack(folder, process.env.PACK_DESTINATION);
  const bare = join(folder, 'bare');
  await createConsumer(bare, { source: `file:${tarball}` });
  const full = join(folder, 'full');
  await write(full, { 'package.json': { type: 'module' } });
  await linkPackages(full, [...OTHERS, 'openapi-fetch']);
  const installed = join('node_modules', NAME);
  await cp(join(bare, installed), join(full, installed), { recursive: true });
  provide('tarball', tarball);
  provide('bare', bare);
  provide('full', full);
}
