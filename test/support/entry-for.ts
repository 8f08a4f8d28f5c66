import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { derive } from '../../scripts/gen/derive.js';
import { loadSpec } from '../../scripts/gen/load-spec.js';
import { bundleEntry } from './bundle-client.js';

type Entry = typeof import('../../src/index.js');

/** A client of any contract, for which there are no types. */
export type AnyClient = Record<string, (path: string, init?: object) => Promise<object>>;

const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const THING = { type: 'object', properties: { name: { type: 'string' } } };

/** A contract that has nothing to do with payment records. */
export const THINGS = {
  openapi: '3.1.1',
  info: { title: 'Things', version: '2031-01-01.other' },
  servers: [{ url: 'https://api.example.org/' }],
  paths: {
    '/v1/things/{id}': {
      get: {
        operationId: 'GetThing',
        parameters: [ID],
        responses: {
          200: { description: 'The thing.', content: { 'application/json': { schema: THING } } },
        },
      },
      delete: {
        operationId: 'DeleteThing',
        parameters: [ID],
        responses: { 204: { description: 'It is gone.' } },
      },
    },
  },
};

/** Bundles the package's entry with what gen makes of another contract, and loads it. */
export async function entryFor(
  contract: object,
): Promise<Omit<Entry, 'createClient'> & { createClient(options: object): AnyClient }> {
  const folder = await mkdtemp(join(tmpdir(), 'entry-'));
  const spec = join(folder, 'openapi.yaml');
  await writeFile(spec, JSON.stringify(contract));
  const files = await derive(await loadSpec(spec));
  const { code } = await bundleEntry({
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
  const file = join(folder, 'index.mjs');
  await writeFile(file, code);
  return await import(pathToFileURL(file).href);
}
