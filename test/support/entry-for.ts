import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { derive } from '../../scripts/gen/derive.js';

type Entry = typeof import('../../src/index.js');

/** A client of any contract, for which there are no types. */
export type AnyClient = Record<string, (path: string, init?: object) => Promise<object>>;

/** A contract that has nothing to do with payment records. */
export const THINGS = {
  openapi: '3.1.1',
  info: { title: 'Things', version: '2031-01-01.other' },
  servers: [{ url: 'https://api.example.org/' }],
  paths: {
    '/v1/things/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      get: {
        operationId: 'GetThing',
        responses: {
          200: {
            description: 'The thing.',
            content: {
              'application/json': {
                schema: { type: 'object', properties: { name: { type: 'string' } } },
              },
            },
          },
        },
      },
      delete: { operationId: 'DeleteThing', responses: { 204: { description: 'It is gone.' } } },
    },
  },
};

/** Bundles the package's entry with another contract in the place of generated/, and loads it. */
export async function entryFor(
  contract: object,
): Promise<Omit<Entry, 'createClient'> & { createClient(options: object): AnyClient }> {
  const files = await derive(contract);
  const { outputFiles } = await build({
    entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'neutral',
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'another contract',
        setup({ onLoad }) {
          onLoad({ filter: /generated\/contract\.js$/ }, () => ({
            contents: files.get('contract.js') ?? '',
          }));
        },
      },
    ],
  });
  const file = join(await mkdtemp(join(tmpdir(), 'entry-')), 'index.mjs');
  await writeFile(file, outputFiles[0]?.contents ?? '');
  return await import(pathToFileURL(file).href);
}
