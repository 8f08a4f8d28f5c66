import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createContractService } from '../../src/mock/contract-service.js';
import { startMockServer } from '../../src/mock/index.js';
import { refuseUnreadable } from '../../src/mock/refuse-unreadable.js';
import { contract, FORM, faultsOf, operation, path } from '../support/contract.js';
import { clientOf, serve, sharing } from '../support/contract-server.js';

const ORIGIN = 'https://docs.example.com';
const mock = await serve();
const shared = sharing(await startMockServer({ allowOrigin: ORIGIN }));

/** What a server answers to bytes, until it closes the connection. */
async function answerTo(bytes: string, { url } = mock) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(bytes);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  const [first, ...headers] = head.split('\r\n');
  return {
    first,
    headers: new Headers(headers.map((line) => line.split(': ', 2) as [string, string])),
    body,
  };
}

test('takes an ID as long as the contract lets it be, in bytes, beside a long header', async () => {
  const { schema } = operation.parameters.find(({ name }) => name === 'id') ?? {};
  const id = '𝄞'.repeat(Number(schema?.maxLength));
  const { data } = await clientOf(mock).reportPaymentAttempt(
    id,
    { initiated_at: 1 },
    { stripeContext: `acct_1/${'x'.repeat(500_000)}` },
  );
  expect(data?.id).toBe(id);
  expect(mock.requests).toMatchObject([{ status: 200, violations: [] }]);
});

const HEAD = `POST ${path.replace('{id}', 'pr_1')} HTTP/1.1\r\nHost: x\r\n`;
const CHUNKED = `${HEAD}Content-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`;
test.each([
  [
    'headers over 1 MiB',
    `${HEAD}X-Long: ${'x'.repeat(2 ** 20)}\r\n\r\n`,
    431,
    'larger than 1048576 bytes',
  ],
  ['a path over 1 MiB', `GET /${'x'.repeat(2 ** 20)} HTTP/1.1\r\n\r\n`, 431, 'larger than 1048576'],
  ['no HTTP', 'nonsense\r\n\r\n', 400, 'The request cannot be read as HTTP: Invalid method'],
  ['the hello of TLS', '\x16\x03\x01\x02\x00\x01\x00', 400, 'cannot be read as HTTP'],
  ['a header without a colon', `${HEAD}sk_test_123\r\n\r\n`, 400, 'Invalid header token'],
  ['a length that is none', `${HEAD}Content-Length: x\r\n\r\n`, 400, 'Content-Length'],
  ['a chunk that is none', `${CHUNKED}zz\r\n`, 400, 'chunk size'],
])('refuses %s with a body, and keeps it on record', async (_, bytes, status, message) => {
  const { first, headers, body } = await answerTo(bytes);
  expect(first).toMatch(new RegExp(`^HTTP/1.1 ${status} [A-Z]`));
  const { error } = JSON.parse(body);
  expect(faultsOf('stripe_error_body', { error })).toStrictEqual([]);
  expect([error.type, error.message]).toEqual([
    'invalid_request_error',
    expect.stringContaining(message),
  ]);
  expect(headers.get('Content-Type')).toBe('application/json');
  expect(headers.get('Connection')).toBe('close');
  expect(headers.get('Content-Length')).toBe(String(Buffer.byteLength(body)));
  expect(headers.get('Request-Id')).toMatch(/^req_\w{24}$/);
  expect(headers.get('Stripe-Version')).toBe(contract.info.version);
  expect(headers.get('Access-Control-Allow-Origin')).toBeNull();
  const unknown = { method: '', path: '', headers: {}, rawBody: '', body: undefined };
  const violations = [{ param: '', code: undefined, message: error.message }];
  expect(mock.requests).toStrictEqual([{ ...unknown, status, violations }]);
});

test('takes a request without a Host, and a header that comes twice', async () => {
  const { first } = await answerTo('GET / HTTP/1.1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n\r\n');
  expect(first).toBe('HTTP/1.1 404 Not Found');
  const headers = { 'set-cookie': 'a, b' };
  expect(mock.requests).toMatchObject([{ path: '/', headers, status: 404 }]);
});

test.each(['nonsense\r\n\r\n', `${HEAD}X-Long: ${'x'.repeat(2 ** 20)}\r\n\r\n`])(
  'a page of the allowed origin can read why (%#)',
  async (bytes) => {
    const { headers } = await answerTo(bytes, shared);
    expect(headers.get('Access-Control-Allow-Origin')).toBe(ORIGIN);
    expect(headers.get('Access-Control-Expose-Headers')).toBe('*');
    expect(headers.get('Vary')).toBe('Origin');
  },
);

const { refuse, requests } = await createContractService(structuredClone(contract));
test.each([
  ['ERR_HTTP_REQUEST_TIMEOUT', /^HTTP\/1.1 408 Request Timeout\r\n.*did not arrive in time/s, 1],
  ['ECONNRESET', /^$/, 0],
])('a connection with %s is answered once, if it can be', async (code, answer, count) => {
  const before = requests.length;
  const socket = new PassThrough();
  const closed = once(socket, 'close');
  const said = text(socket).catch(() => '');
  for (const _ of [1, 2]) {
    refuseUnreadable(Object.assign(new Error(), { code }), socket, refuse, {});
  }
  expect(await said).toMatch(answer);
  await closed;
  expect(requests.length - before).toBe(count);
});
