import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createConsumer, linkPackages, NAME, pack, write } from './consumer.js';
import { type Packed, reportPacked } from './packed.js';

const OTHERS = [
  '@stoplight/prism-http',
  '@types/node',
  'happy-dom',
  'jest',
  'jest-environment-jsdom',
  'jsdom',
  'msw',
  'nock',
  'node-fetch',
  'ts-jest',
  'typescript',
  'undici',
  'undici-6',
  'vitest',
];

/** Packs and installs once for all tests of the package, beside the tests that do not need it. */
export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'package-'));
  provide('packedIn', folder);
  const done = reportPacked(folder, packAndInstall(folder));
  return () => done;
}

async function packAndInstall(folder: string): Promise<Packed> {
  // A release publishes the tarball that was tested.
  const tarball = await pack(folder, process.env.PACK_DESTINATION);
  const bare = join(folder, 'bare');
  await createConsumer(bare, { source: `file:${tarball}` });
  const full = join(folder, 'full');
  await write(full, { 'package.json': { type: 'module' } });
  await linkPackages(full, [...OTHERS, 'openapi-fetch']);
  const installed = join('node_modules', NAME);
  for (const place of [installed, join('node_modules/.bin', NAME)]) {
    await cp(join(bare, place), join(full, place), { recursive: true, verbatimSymlinks: true });
  }
  return { tarball, bare, full };
}
