import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { createContractEngine } from './contract-engine.js';
import type { JsonValue, Violation } from './decode-form.js';
import { isLiveKey } from './is-live-key.js';
import { refuse } from './refusal.js';

export interface MockServerOptions {
  /** Port to listen on. Default: 0, a free one. */
  port?: number;
  /** Address to listen on. Default: `127.0.0.1`, so that no other machine reaches it. */
  host?: string;
  /**
   * Whether to serve the reference page of the contract at `/`, with test requests to this server; needs
   * `swagger-ui-dist`. What the page is made of does not appear in `requests`. Default: false.
   */
  reference?: boolean;
}

/** A request that the contract server received, and what became of it. */
export interface RecordedRequest {
  method: string;
  /** Path and query, as sent. */
  path: string;
  /** Names in lower case. A live API key is left out. */
  headers: Record<string, string>;
  /** The body as sent; bytes that are no UTF-8 stand as U+FFFD. */
  rawBody: string;
  /** What the body says, or undefined where it could not be decoded. */
  body: JsonValue | undefined;
  /** Status of the answer. */
  status: number;
  /** What is wrong with the request; empty where nothing is. */
  violations: Violation[];
}

export interface MockServer {
  /** Where it listens, without a slash at the end, such as `http://127.0.0.1:4010`. */
  readonly url: string;
  /** The last 1,000 requests, the newest last. */
  readonly requests: readonly RecordedRequest[];
  /** Forgets all requests. */
  reset(): void;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

const MAX_REQUESTS = 1000;
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Starts a contract server: it takes what the contract takes and refuses the rest as Stripe does.
 * `Prefer: code=429, example=rate_limit` asks for an answer by name, `Prefer: dynamic=true, seed=1` for one
 * made up from the schema.
 *
 * @throws Error where Prism is not installed, or Swagger UI for a reference page, or the port is taken.
 */
export async function startMockServer({
  port = 0,
  host = '127.0.0.1',
  reference = false,
}: MockServerOptions = {}): Promise<MockServer> {
  const engine = await createContractEngine();
  const page = reference ? await loadPage() : undefined;
  const requests: RecordedRequest[] = [];

  const answer = async (message: IncomingMessage) => {
    const { method = '', url: path = '' } = message;
    const headers = joinHeaders(message);
    const body = await readBody(message);
    const [pathname = '', query] = path.split(/\?(.*)/s, 2);
    const outcome =
      body === undefined
        ? { ...refuse.bodyTooLarge(MAX_BODY_BYTES), body }
        : await engine({
            method,
            path: pathname,
            query: new URLSearchParams(query),
            headers,
            body,
          });
    const { status, content, violations } = outcome;
    if (isLiveKey(headers.authorization)) delete headers.authorization;
    requests.push({
      method,
      path,
      headers,
      rawBody: new TextDecoder('utf-8', { ignoreBOM: true }).decode(body),
      body: outcome.body,
      status,
      violations,
    });
    if (requests.length > MAX_REQUESTS) requests.shift();
    return { status, content };
  };

  const server = createServer((message, reply) => {
    if (page?.(message, reply)) return;
    answer(message)
      .catch((error: unknown) => refuse.serverFault(String(error)))
      .then(({ status, content }) => {
        const text = Buffer.from(JSON.stringify(content));
        reply.writeHead(status, {
          'Content-Type': 'application/json',
          'Content-Length': text.length,
          'Request-Id': `req_${randomBytes(7).toString('hex')}`,
        });
        reply.end(text);
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

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    requests,
    reset: () => {
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Loaded only where it is asked for. */
async function loadPage() {
  const { servePage } = await import('../reference/serve-page.js');
  return servePage();
}

/** Each header once, as `fetch` shows them. */
function joinHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/** The body, or undefined where it is too large; it is read to its end all the same, so that the answer arrives. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}
