import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { isLiveKey } from './api-key.js';
import { type PreparedAnswer, prepareAnswer } from './chosen-answer.js';
import { createContractEngine, type Reading, type Report } from './contract-engine.js';
import { createIdempotencyKeys } from './idempotency-keys.js';
import { isWhole } from './is-whole.js';
import type { MockServer, MockServerOptions, RecordedRequest } from './mock-server.js';
import { createPaymentRecords } from './payment-records.js';
import { randomId } from './random-id.js';
import { type Answer, refuse } from './refusal.js';

const MAX_REQUESTS = 1000;
const MAX_CHARACTERS = 2 ** 26;
const MAX_BODY_BYTES = 1024 * 1024;

/** An answer on its way, and the way. */
interface Delivery extends Pick<PreparedAnswer, 'delay' | 'cut'> {
  answer: Answer;
  /** To be called when the answer leaves. */
  release(): void;
}

const AT_ONCE = { delay: 0, cut: false, release: () => {} };
const USUAL: PreparedAnswer = { answer: undefined, headers: {}, delay: 0, cut: false };

/**
 * Starts a contract server: it takes what the contract takes, remembers it as Stripe does, and refuses the
 * rest as Stripe does. `Prefer: code=429, example=rate_limit` asks for an answer by name, `Prefer:
 * dynamic=true, seed=1` for one made up from the schema; both leave no trace in its memory.
 *
 * @throws {TypeError} where an option is unknown or cannot be meant.
 * @throws Error where Prism is not installed, or Swagger UI for a reference page, or the port is taken.
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<MockServer> {
  const { port = 0, host = '127.0.0.1', reference = false, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new TypeError(`startMockServer(): there is no option ${unknown}`);
  // Node takes other text for the path of a socket.
  if (!isWhole(port, 0, 65_535) || typeof host !== 'string' || host === '') {
    throw new TypeError('startMockServer(): port must be from 0 to 65535, and host an address');
  }
  const engine = await createContractEngine();
  const page = reference ? await loadPage() : undefined;
  const requests: RecordedRequest[] = [];
  /** Of all `requests`. */
  let characters = 0;
  const records = createPaymentRecords(engine);
  const keys = createIdempotencyKeys(engine.responses);
  const choices: PreparedAnswer[] = [];
  const closing = new AbortController();
  let closed: Promise<void> | undefined;
  // Each answer that is delayed listens.
  setMaxListeners(0, closing.signal);

  const checked = (answer: Answer): Answer => {
    const [breach] = engine.violationsOfAnswer(answer.status, answer.content);
    return breach
      ? refuse.serverFault(`The answer breaks the contract: ${breach.message}`)
      : answer;
  };

  const preferred = ({ preference }: Report): Answer | undefined => {
    if (preference === undefined) return undefined;
    if ('content' in preference) return { ...preference, violations: [] };
    const { status, seed } = preference;
    return { status, content: engine.makeUp(status, seed), violations: [] };
  };

  const carryOut = (report: Report): Delivery => {
    const asked = preferred(report);
    if (asked) return { ...AT_ONCE, answer: checked(asked) };
    const { answer: chosen, headers, ...way } = choices.shift() ?? USUAL;
    if (chosen) return { ...AT_ONCE, ...way, answer: { ...chosen, headers, violations: [] } };
    const { answer, release } = keys.once(report, () => records.report(report));
    return {
      ...way,
      release,
      answer: checked({ ...answer, headers: { ...answer.headers, ...headers } }),
    };
  };

  const receive = (message: IncomingMessage, body: Buffer | undefined): Delivery => {
    const { method = '', url: path = '' } = message;
    const headers = joinHeaders(message);
    const [pathname = '', query] = path.split(/\?(.*)/s, 2);
    const reading: Reading =
      body === undefined
        ? { refusal: refuse.bodyTooLarge(MAX_BODY_BYTES), body }
        : engine.read({
            method,
            path: pathname,
            query: new URLSearchParams(query),
            headers,
            body,
          });
    const delivery = reading.report
      ? carryOut(reading.report)
      : { ...AT_ONCE, answer: checked(reading.refusal) };
    for (const name of Object.keys(headers)) if (isLiveKey(headers[name])) delete headers[name];
    const rawBody = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
    const { status, violations } = delivery.answer;
    const { body: decoded } = reading;
    const request = { method, path, headers, rawBody, body: decoded, status, violations };
    requests.push(request);
    characters += sizeOf(request);
    while (requests.length > MAX_REQUESTS || characters > MAX_CHARACTERS) {
      characters -= sizeOf(requests.shift() ?? request);
    }
    return delivery;
  };

  const serve = async (message: IncomingMessage, reply: ServerResponse) => {
    const body = await readBody(message);
    const { answer, delay, cut, release } = receive(message, body);
    try {
      if (delay > 0) await setTimeout(delay, undefined, { signal: closing.signal });
    } finally {
      release();
    }
    send(reply, answer, cut);
  };

  const server = createServer((message, reply) => {
    // As a proxy is asked, with the origin before the path.
    message.url = message.url?.replace(/^https?:\/\/[^/?]*/i, '') ?? '';
    if (page?.(message, reply)) return;
    serve(message, reply).catch((error: unknown) => {
      if (closing.signal.aborted) reply.destroy();
      else send(reply, refuse.serverFault(String(error)));
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
  // What listens everywhere is reached by loopback.
  const name = host.replace(/^(0\.0\.0\.0|::)$/, '127.0.0.1');

  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`,
    requests,
    records,
    next(answer) {
      choices.push(prepareAnswer(answer, engine.responses));
    },
    reset() {
      requests.length = 0;
      characters = 0;
      choices.length = 0;
      records.clear();
      keys.clear();
    },
    close: () => {
      closing.abort();
      closed ??= new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

/** In characters; an object takes the room of about 100. */
function sizeOf({ rawBody, violations }: RecordedRequest): number {
  return violations.reduce(
    (sum, { param, message }) => sum + 100 + param.length + message.length,
    rawBody.length,
  );
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

function send(reply: ServerResponse, { status, content, headers }: Answer, cut = false): void {
  const text = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const all = {
    'Content-Type': 'application/json',
    'Request-Id': randomId('req'),
    ...headers,
  };
  reply.statusCode = status;
  for (const [name, value] of Object.entries(all)) reply.setHeader(name, value);
  if (!cut) {
    reply.end(text);
    return;
  }
  // At least one byte is promised and not sent, or there would be no middle to cut.
  reply.setHeader('Content-Length', Math.max(text.length, 1));
  reply.write(text.subarray(0, text.length / 2), () => reply.destroy());
}
