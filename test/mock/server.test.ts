import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type MockServerOptions, startMockServer } from '../../src/mock/index.js';
import { FORM, faultsOf, path } from '../support/contract.js';
import { ATTEMPT, LOG_URL, send, serve } from '../support/contract-server.js';

const at = (id: string) => `POST ${path.replace('{id}', id)}`;
const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
const key = (authorization: string) => ({ headers: { Authorization: authorization } });
const typed = (type: string) => ({ headers: { 'Content-Type': type } });
const once = (idempotencyKey: string) => ({ headers: { 'Idempotency-Key': idempotencyKey } });
const version = (sent: string) => ({ headers: { 'Stripe-Version': sent } });
const prefer = (preference: string) => ({ headers: { Prefer: preference } });
const [, PATH] = ATTEMPT.split(' ');
const mock = await serve();

const NO_TIME = /^Invalid \S+: must be a time in whole Unix seconds, not milliseconds$/;

interface Sent {
  request?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
}

/** Sends a report that is in order but for what is given. */
async function report({ request = ATTEMPT, body = 'initiated_at=1', headers }: Sent = {}) {
  const answer = await send(mock, request, request.startsWith('GET') ? undefined : body, headers);
  const { status, content } = answer;
  if (status >= 400) expect(faultsOf('stripe_error_body', content)).toStrictEqual([]);
  return answer;
}

test.each<[fact: string, sent: Sent, status: number, message: RegExp, param?: string]>([
  ['no key', key(''), 401, /did not provide an API key/],
  ['a bearer without a key', key('Bearer '), 401, /did not provide/],
  ['another scheme', key('Digest sk'), 401, /did not provide/],
  ['a user name that is empty', key(basic(':')), 401, /did not provide/],
  ['a key that is not set', key('Bearer undefined'), 401, /did not provide/],
  ['a publishable key', key('Bearer pk_test_1'), 403, /publishable/],
  ['a live key', key('Bearer sk_live_1'), 401, /a live one/],
  ['a live restricted key', key('Bearer rk_live_1'), 401, /a live one/],
  ['a live key as user name', key(basic('sk_live_1:')), 401, /a live one/],
  ['an unknown route', { request: 'POST /v1/charges' }, 404, /request URL \(POST: \/v1\/charges\)/],
  ['a slash too many', { request: `${at('a:b')}/` }, 404, /attempt\/\)\. If .+ trailing slash/],
  ['a bad escape in the path', { request: at('%E0') }, 400, /path .* not valid/],
  [
    'an empty id',
    { request: at('') },
    404,
    /records\/\/report.*\)\. If you are .* \(non-empty\) identifier in your code\. Please see/,
  ],
  ['an id over 5000', { request: at('x'.repeat(5001)) }, 400, /5000/, 'id'],
  [
    'a GET',
    { request: `GET ${PATH}` },
    404,
    /\(GET: \/v1.*Please see https:\/\/stripe\.com\/docs or/,
  ],
  ['a method of its own', { request: `REPORT ${PATH}` }, 404, /\(REPORT: /],
  ['JSON', typed('application/json'), 415, /unsupported Content-Type application\/json/],
  ['another charset', typed(`${FORM}; charset=latin1`), 415, /latin1/],
  ['a charset like UTF-8', typed(`${FORM}; charset=utf-85`), 415, /utf-85/],
  ['over 1 MiB', { body: 'x'.repeat(2 ** 20 + 1) }, 413, /larger than 1048576 bytes/],
  ['bytes that are no UTF-8', { body: new Uint8Array([97, 61, 0xff]) }, 400, /UTF-8/],
  ['a body of nothing', { body: '' }, 400, /Missing required param/, 'initiated_at'],
  ['an idempotency key over 255', once('x'.repeat(256)), 400, /255 characters/, 'Idempotency-Key'],
  ['an idempotency key that is empty', once(''), 400, /passed an empty value/, 'Idempotency-Key'],
  ['no version', version('latest'), 400, /^Invalid Stripe API version: latest$/, 'Stripe-Version'],
  ['a time in milliseconds', { body: 'initiated_at=1747742100000' }, 400, NO_TIME, 'initiated_at'],
  [
    'a time of 0',
    { body: 'initiated_at=1&failed[failed_at]=0' },
    400,
    NO_TIME,
    'failed[failed_at]',
  ],
  ['a negative time', { body: 'initiated_at=-1' }, 400, NO_TIME, 'initiated_at'],
  ['an unknown example', prefer('example=nope'), 400, /no example nope; it has/],
  ['a status of letters', prefer('code=abc'), 400, /code=abc is no status/],
  ['dynamic=maybe', prefer('dynamic=maybe'), 400, /neither true nor false/],
])('refuses %s', async (_, sent, status, message, param) => {
  const { status: got, content } = await report(sent);
  expect(got).toBe(status);
  expect(content.error.message).toMatch(message);
  expect(content.error.param).toBe(param);
  expect(mock.requests.at(-1)).toMatchObject({ status, violations: [{ param: param ?? '' }] });
});

test.each<[string, Sent]>([
  ['a bearer key', {}],
  ['a key as user name', key(basic('sk_test_123:'))],
  ['a key as user name without a colon', key(basic('sk_test_123'))],
  ['a scheme in any case', key('bEARER sk_test_123')],
  ['basic in any case', key(basic('sk_test_123:').replace('Basic', 'bAsIc'))],
  ['a slash that is doubled before v1', { request: ATTEMPT.replace('/v1', '//v1') }],
  ['a charset of UTF-8', typed(`${FORM}; charset=UTF-8`)],
  ['a charset by its other label', typed(`${FORM}; charset="utf8"`)],
  ['a charset behind something else', typed(`${FORM}; a=b; charset=utf-8`)],
  ['another version', version('2024-06-20')],
  ['a version with betas', version('2025-03-31.preview; orders_beta=v4')],
  ['any Accept', { headers: { Accept: 'text/html' } }],
  ['an id with a comma', { request: at('pr_1,2') }],
  ['an id with an encoded slash', { request: at('pr_1%2F2') }],
  ['an idempotency key of 255', once('x'.repeat(255))],
  ['a preference it does not know', prefer('respond-async')],
])('accepts %s', async (_, sent) => {
  expect(await report(sent)).toMatchObject({ status: 200, content: { object: 'payment_record' } });
  expect(mock.requests.at(-1)).toMatchObject({ status: 200, violations: [] });
});

test('answers with the first violation of a request, and lists every one', async () => {
  const { content } = await report({ body: 'outcome=failed' });
  const code = 'parameter_missing';
  const message = 'Missing required param: initiated_at.';
  expect(content.error).toStrictEqual({
    type: 'invalid_request_error',
    ...{ param: 'initiated_at', code, message },
    doc_url: 'https://docs.stripe.com/error-codes#parameter-missing',
    request_log_url: LOG_URL,
  });
  await report({ body: `initiated_at=1&outcome=won&description=${'x'.repeat(5001)}` });
  const params = mock.requests.at(-1)?.violations.map(({ param }) => param);
  expect(params?.sort()).toStrictEqual(['description', 'outcome']);
});

describe('the record of requests', () => {
  test('holds what was sent and what became of it', async () => {
    await report({ body: 'initiated_at=1&failed%5Bfailed_at%5D=2' });
    const headers = { authorization: 'Bearer sk_test_123', 'content-type': FORM };
    expect(mock.requests).toStrictEqual([
      {
        method: 'POST',
        path: '/v1/payment_records/pr_1/report_payment_attempt',
        headers: expect.objectContaining(headers),
        rawBody: 'initiated_at=1&failed%5Bfailed_at%5D=2',
        body: { initiated_at: 1, failed: { failed_at: 2 } },
        status: 200,
        violations: [],
      },
    ]);
  });

  test.each(['initiated_at=soon', '\uFEFFinitiated_at=1'])(
    'has no body where it could not be decoded: %s',
    async (rawBody) => {
      await report({ body: rawBody });
      expect(mock.requests).toMatchObject([{ rawBody, body: undefined, status: 400 }]);
    },
  );

  test.each([
    { Authorization: 'Bearer sk_live_abc' },
    { Authorization: 'sk_live_abc' },
    { Authorization: basic(':sk_live_abc') },
    { 'X-Key': 'sk_live_abc' },
  ])('leaves a live key out: %j', async (headers) => {
    await report({ headers: { ...headers } });
    const record = JSON.stringify(mock.requests);
    expect(record).not.toContain('sk_live_abc');
    expect(record).not.toContain(basic(':sk_live_abc'));
  });
});

test.each([
  [`http://api.stripe.com${PATH}`, 200, PATH],
  ['https://x:1/v1/charges?a=b', 404, '/v1/charges?a=b'],
  ['http://api.stripe.com', 400, ''],
  ['http://api.stripe.com?a', 400, '?a'],
  ['/v1/charges?a=http://x/b', 404, '/v1/charges?a=http://x/b'],
  ['*', 400, '*'],
])('answers the request target %s, as of a proxy, with %d', async (target, status, known) => {
  const socket = connect(Number(new URL(mock.url).port), '127.0.0.1');
  const key = 'Host: x\r\nConnection: close\r\nAuthorization: Bearer sk_test_1';
  const body = `Content-Type: ${FORM}\r\nContent-Length: 14\r\n\r\ninitiated_at=1`;
  socket.end(`POST ${target} HTTP/1.1\r\n${key}\r\n${body}`);
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(mock.requests).toMatchObject([{ path: known, status }]);
});

test.each([
  [4010, 'the options must be an object such as { port: 4010 }; got 4010'],
  ['4010', "got '4010'"],
  [null, 'got null'],
  [[4010], 'got [ 4010 ]'],
  [{ port: 'abc' }, "port must be a whole number from 0 to 65535; got 'abc'"],
  [{ port: Number.NaN }, 'got NaN'],
  [{ port: 70_000 }, 'got 70000'],
  [{ port: -1 }, 'got -1'],
  [{ host: '' }, "host must be an address such as 127.0.0.1; got ''"],
  [{ host: null }, 'got null'],
  [{ host: 5 }, 'got 5'],
  [{ reference: 'yes' }, "reference must be true or false; got 'yes'"],
  [{ control: 1 }, 'control must be true or false; got 1'],
  [{ prot: 1 }, 'there is no option prot; there are listen, port, host,'],
  [{ toString: 1 }, 'there is no option toString'],
  [{ listen: 0 }, 'listen must be true or false; got 0'],
  [{ listen: false, port: 0 }, 'port needs a server that listens, and listen is false'],
  [{ listen: false, reference: true }, 'reference needs a server that listens'],
])('does not start with %j', async (options, message) => {
  const start = () => startMockServer(options as MockServerOptions);
  await expect(start()).rejects.toThrow(TypeError);
  await expect(start()).rejects.toThrow(/^startMockServer\(\): /);
  await expect(start()).rejects.toThrow(message);
});

test.each([
  { listen: true, port: 0, host: undefined },
  { listen: false, port: undefined },
  { allowOrigin: 'null' },
])('starts with %j', async (options: object) => {
  const server = await startMockServer(options);
  await server.close();
  expect(server.url === undefined).toBe('listen' in options && options.listen === false);
});

// Not every container has IPv6.
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((found) => found?.address === '::1');
test.each([
  ['0.0.0.0', '127.0.0.1'],
  ['localhost', 'localhost'],
  ...(hasIpv6 ? [['::', '127.0.0.1'] as const, ['::1', '[::1]'] as const] : []),
] as const)('on %s says that it is reached at %s', async (host, name) => {
  const server = await startMockServer({ host });
  try {
    const { port } = new URL(server.url);
    expect([server.url, Number(port) > 0]).toStrictEqual([`http://${name}:${port}`, true]);
    expect(await fetch(server.url)).toMatchObject({ status: 404 });
  } finally {
    await server.close();
  }
});

test('frees its port when it closes, and says so when one is taken', async () => {
  const first = await startMockServer();
  const port = Number(new URL(first.url).port);
  await expect(startMockServer({ port })).rejects.toThrow(/EADDRINUSE.*127\.0\.0\.1/);
  await first.close();
  const second = await startMockServer({ port });
  expect(second.url).toBe(first.url);
  await Promise.all([second.close(), second.close()]);
  await second.close();
});
