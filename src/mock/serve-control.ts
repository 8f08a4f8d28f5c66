import type { IncomingMessage } from 'node:http';
import { shorten } from '../form/shorten.js';
import { comesFromElsewhere } from './comes-from-elsewhere.js';
import { joinHeaders, readBody } from './http-message.js';
import type { Handler } from './listen.js';
import type { MockServer, PaymentRecords, RecordOwner } from './types.js';

/** What a contract server gives to tests. It checks itself what it is given. */
interface Controlled extends Pick<MockServer, 'requests' | 'reset'> {
  next(answer: unknown): void;
  records: Pick<PaymentRecords, 'get' | 'delete'> & {
    set(id: string, fields: unknown, owner: RecordOwner): object;
  };
}

/** What a request says. */
interface Call {
  /** The ID in the path, decoded. */
  id: string;
  owner: RecordOwner;
  /** JSON, decoded; undefined where the operation takes none. */
  body: unknown;
}

interface Outcome {
  status: number;
  /** Sent as JSON. */
  content?: unknown;
  headers?: Record<string, string>;
}

interface Operation {
  takesJson?: boolean;
  run(mock: Controlled, call: Call): Outcome;
}

const PREFIX = '/__mock/';
const DONE: Outcome = { status: 204 };
const found = (content: unknown): Outcome => ({ status: 200, content });

/** By path and method. spec/control.yaml describes them, and a test asks each operation that it has. */
const OPERATIONS: readonly [path: string, { readonly [method: string]: Operation }][] = [
  [
    'next',
    {
      POST: {
        takesJson: true,
        run(mock, { body }) {
          mock.next(body);
          return DONE;
        },
      },
    },
  ],
  ['requests', { GET: { run: (mock) => found(mock.requests) } }],
  [
    'records/{id}',
    {
      GET: {
        run(mock, { id, owner }) {
          const record = mock.records.get(id, owner);
          return record ? found(record) : refused(404, `There is no Payment Record ${shorten(id)}`);
        },
      },
      PUT: {
        takesJson: true,
        run: (mock, { id, owner, body }) => found(mock.records.set(id, body, owner)),
      },
      DELETE: {
        run(mock, { id, owner }) {
          mock.records.delete(id, owner);
          return DONE;
        },
      },
    },
  ],
  [
    'reset',
    {
      POST: {
        run(mock) {
          mock.reset();
          return DONE;
        },
      },
    },
  ],
];

/**
 * Serves `/__mock/`, where tests in any language reach what `mock` gives to those in JavaScript.
 *
 * @param host the address that the server listens on.
 */
export function serveControl(mock: Controlled, host: string): Handler {
  return (message, reply) => {
    const { url = '' } = message;
    if (!url.startsWith(PREFIX)) return false;
    const [path = ''] = url.slice(PREFIX.length).split('?', 1);
    respond(mock, path, message, host).then(
      ({ status, content, headers }) => {
        const type = content === undefined ? {} : { 'Content-Type': 'application/json' };
        reply.writeHead(status, { ...type, ...headers });
        reply.end(JSON.stringify(content));
      },
      // The client has gone.
      () => reply.destroy(),
    );
    return true;
  };
}

async function respond(
  mock: Controlled,
  path: string,
  message: IncomingMessage,
  host: string,
): Promise<Outcome> {
  const { method = '' } = message;
  const headers = joinHeaders(message);
  // Read it in any case: a client that still sends misses the answer.
  const bytes = await readBody(message);
  const stranger = comesFromElsewhere(headers, host);
  if (stranger !== undefined) return refused(403, stranger);
  const place = OPERATIONS.find(([template]) => patternOf(template).test(path));
  if (!place) {
    const known = OPERATIONS.map(([each]) => PREFIX + each).join(', ');
    return refused(404, `There is nothing at ${PREFIX}${shorten(path)}; there are ${known}`);
  }
  const [template, methods] = place;
  const operation = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!operation) {
    const allowed = Object.keys(methods).join(', ');
    const refusal = refused(405, `${PREFIX}${path} takes ${allowed}, not ${method}`);
    return { ...refusal, headers: { Allow: allowed } };
  }
  if (bytes === undefined) return refused(413, 'The body of the request is larger than 1 MiB');
  if (operation.takesJson && !/^application\/json *(;|$)/i.test(headers['content-type'] ?? '')) {
    return refused(415, 'Send the body as JSON, with Content-Type: application/json');
  }
  const [, id = ''] = patternOf(template).exec(path) ?? [];
  const owner = {
    stripeAccount: headers['stripe-account'],
    stripeContext: headers['stripe-context'],
  };
  try {
    const body: unknown = operation.takesJson ? JSON.parse(bytes.toString()) : undefined;
    return operation.run(mock, { id: decodeURIComponent(id), owner, body });
  } catch (error) {
    // Each of them says what was sent wrongly.
    return refused(400, error instanceof Error ? error.message : String(error));
  }
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${template.replace('{id}', '([^/]+)')}$`);
}

function refused(status: number, message: string): Outcome {
  return { status, content: { error: { message } } };
}
