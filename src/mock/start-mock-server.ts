import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { TextDecoder } from 'node:util';
import { answerHeaders } from './answer-headers.js';
import { isLiveKey } from './api-key.js';
import { createContractEngine, type Reading } from './contract-engine.js';
import { createResponder, type Delivery } from './create-responder.js';
import { joinHeaders, MAX_BODY_BYTES, readBody, sendAnswer } from './http-message.js';
import { isWhole } from './is-whole.js';
import { randomId } from './random-id.js';
import { refusals } from './refusals.js';
import { createRequestLog } from './request-log.js';
import { shareWith } from './share-with.js';
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
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const file = new URL('../../generated/openapi.json', import.meta.url);
  return startContractServer(JSON.parse(await readFile(file, 'utf8')), options);
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
  const { port = 0, host = '127.0.0.1', reference = false, allowOrigin, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new TypeError(`startMockServer(): there is no option ${unknown}`);
  // Node reads other text as the path of a socket.
  if (!isWhole(port, 0, 65_535) || typeof host !== 'string' || host === '') {
    throw new TypeError('startMockServer(): port must be from 0 to 65535, and host an address');
  }
  const share = allowOrigin === undefined ? undefined : shareWith(allowOrigin);
  const page = reference ? await loadPage(pageFolder && new URL(pageFolder.href)) : undefined;
  const engine = await createContractEngine(contract);
  const log = createRequestLog();
  const responder = createResponder(engine);
  const waits = createWaits();
  let closed: Promise<void> | undefined;

  const receive = (message: IncomingMessage, body: Buffer | undefined): Delivery => {
    const { method = '', url: path = '' } = message;
    const headers = joinHeaders(message);
    const [pathname = '', query = ''] = path.split(/\?(.*)/s, 2);
    const id = randomId('req');
    const reading: Reading =
      body === undefined
        ? { refusal: refusals.bodyTooLarge(MAX_BODY_BYTES), operation: undefined, body }
        : engine.read({ id, method, path: pathname, query, headers, body });
    const { answer, ...delivery } = responder.respond(reading, id);
    for (const name of Object.keys(headers)) if (isLiveKey(headers[name])) delete headers[name];
    const rawBody = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
    const { status, violations } = answer;
    log.add({ method, path, headers, rawBody, body: reading.body, status, violations });
    const usual = answerHeaders(id, headers, engine.version, violations);
    return { ...delivery, answer: { ...answer, headers: { ...usual, ...answer.headers } } };
  };

  const serve = async (message: IncomingMessage, reply: ServerResponse) => {
    const body = await readBody(message);
    const { answer, delay, cut, release } = receive(message, body);
    const isWhole = delay === 0 || (await waits.wait(delay));
    release();
    if (isWhole) sendAnswer(reply, answer, cut);
    else reply.destroy();
  };

  const server = createServer((message, reply) => {
    // A request to a proxy has the origin before the path.
    message.url = message.url?.replace(/^https?:\/\/[^/?]*/i, '') ?? '';
    if (page?.(message, reply) || share?.(message, reply)) return;
    serve(message, reply).catch((error: unknown) => {
      if (closed) reply.destroy();
      else
        sendAnswer(reply, {
          ...refusals.serverFault(String(error)),
          headers: { 'Request-Id': randomId('req') },
        });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  // A server that listens on all addresses is reached by loopback.
  const name = host.replace(/^(0\.0\.0\.0|::)$/, '127.0.0.1');

  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`,
    requests: log.requests,
    records: responder.records,
    next: (answer) => responder.choose(answer),
    reset() {
      log.clear();
      responder.clear();
    },
    close: () => {
      waits.end();
      closed ??= new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

/** Loaded only where it is asked for. */
async function loadPage(folder: URL | undefined) {
  const { servePage } = await import('../reference/serve-page.js');
  return servePage(folder);
}
