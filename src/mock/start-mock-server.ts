import { readFile } from 'node:fs/promises';
import { checkServerOptions, type ServerOptions } from './check-server-options.js';
import { createContractService } from './contract-service.js';
import { fetchFrom } from './fetch-from.js';
import { listen } from './listen.js';
import { serveControl } from './serve-control.js';
import { shareWith, sharingHeaders } from './share-with.js';
import type { MockServer, MockServerOptions } from './types.js';
import { createWaits } from './waits.js';

/**
 * Starts a contract server: it takes what the contract takes, remembers it as Stripe does, and refuses the
 * rest as Stripe does. `Prefer: code=429, example=rate_limit` asks for an answer by name, `Prefer:
 * dynamic=true, seed=1` for one made up from the schema; both leave no trace in its memory.
 *
 * @throws {TypeError} where an option is unknown or invalid.
 * @throws Error where Prism is not installed, or the port is taken.
 */
export async function startMockServer(options?: MockServerOptions): Promise<MockServer>;
/** The same without a socket: `mock.fetch` answers. */
export async function startMockServer(options: { listen: false }): Promise<MockServer<undefined>>;
export async function startMockServer(
  options: ServerOptions = {},
): Promise<MockServer<string | undefined>> {
  checkServerOptions(options);
  const file = new URL('../../generated/openapi.json', import.meta.url);
  return startServer(JSON.parse(await readFile(file, 'utf8')), options);
}

/**
 * Starts a contract server for any contract, which is a parsed OpenAPI document.
 *
 * @param pageFolder where its reference page was built, if that is another contract than the package's own.
 */
export async function startContractServer(
  contract: object,
  options: MockServerOptions = {},
  // A URL; users of the types may not have that type.
  pageFolder?: { readonly href: string },
): Promise<MockServer> {
  const { url = '', ...server } = await startServer(contract, options, pageFolder);
  return { ...server, url };
}

async function startServer(
  contract: object,
  {
    listen: listens = true,
    port = 0,
    host = '127.0.0.1',
    reference,
    allowOrigin,
    control,
  }: ServerOptions,
  pageFolder?: { readonly href: string },
): Promise<MockServer<string | undefined>> {
  const [share, headers] =
    allowOrigin === undefined ? [[], {}] : [[shareWith(allowOrigin)], sharingHeaders(allowOrigin)];
  const page = reference ? [await loadPage(pageFolder && new URL(pageFolder.href))] : [];
  const { answer, refuse, ...service } = await createContractService(contract);
  const waits = createWaits();
  let closed: Promise<void> | undefined;
  // The control stands before what shares with another origin.
  const handlers = [...page, ...(control ? [serveControl(service, host)] : []), ...share];
  const server = listens
    ? await listen({ answer, refuse }, { host, port, handlers, headers, waits })
    : undefined;

  return {
    ...service,
    url: server?.url,
    fetch: fetchFrom(answer, waits),
    async close() {
      waits.end();
      closed ??= server?.close();
      await closed;
    },
  };
}

/** Loaded only where it is asked for. */
async function loadPage(folder: URL | undefined) {
  const { servePage } = await import('../reference/serve-page.js');
  return servePage(folder);
}
