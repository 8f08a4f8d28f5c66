import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type MockServer, type MockServerOptions, startMockServer } from '../../src/mock/index.js';
import { faultsOf, path } from '../support/contract.js';

const FORM = 'application/x-www-form-urlencoded';
const BASIC = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
afterEach(() => mock.reset());
afterAll(() => mock.close());

interface Sent {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer> | null;
}

interface Content {
  object?: string;
  error: { message: string; param?: string };
}

/** Sends a report that is in order but for what is given. */
async function send({ method = 'POST', path: at = '', headers, body = 'initiated_at=1' }: Sent) {
  const response = await fetch(mock.url + (at || path.replace('{id}', 'pr_123')), {
    method,
    headers: { Authorization: 'Bearer sk_test_123', 'Content-Type': FORM, ...headers },
    body: method === 'GET' ? null : body,
  });
  const content: Content = JSON.parse(await response.text());
  if (!response.ok) expect(faultsOf('stripe_error_body', content)).toStrictEqual([]);
  return { status: response.status, headers: response.headers, content };
}

const refusals: [fact: string, sent: Sent, status: number, message: RegExp, param?: string][] = [
  ['no key', { headers: { Authorization: '' } }, 401, /did not provide an API key/],
  ['a bearer without a key', { headers: { Authorization: 'Bearer ' } }, 401, /did not provide/],
  ['another scheme', { headers: { Authorization: 'Digest sk' } }, 401, /did not provide/],
  ['a user name that is empty', { headers: { Authorization: BASIC(':') } }, 401, /did not provide/],
  ['a key that is not set', { headers: { Authorization: 'Bearer undefined' } }, 401, /not provide/],
  ['a publishable key', { headers: { Authorization: 'Bearer pk_test_1' } }, 403, /publishable/],
  ['a live key', { headers: { Authorization: 'Bearer sk_live_1' } }, 401, /a live one/],
  ['a live restricted key', { headers: { Authorization: 'Bearer rk_live_1' } }, 401, /a live one/],
  ['a live key as user name', { headers: { Authorization: BASIC('sk_live_1:') } }, 401, /live/],
  ['an unknown route', { path: '/v1/charges' }, 404, /Unrecognized request URL \(POST: \/v1\/cha/],
  ['an encoded slash too many', { path: `${path}/` }, 404, /Unrecognized request URL/],
  ['a bad escape in the path', { path: path.replace('{id}', '%E0') }, 400, /path .* not valid/],
  ['an empty id', { path: path.replace('{id}', '') }, 400, /Missing required param: id/, 'id'],
  ['an id over 5000', { path: path.replace('{id}', 'x'.repeat(5001)) }, 400, /5000/, 'id'],
  ['a GET', { method: 'GET' }, 405, /Unrecognized request URL \(GET: \/v1/],
  ['a method of its own', { method: 'REPORT' }, 405, /\(REPORT: .*It takes POST/],
  [
    'JSON',
    { headers: { 'Content-Type': 'application/json' } },
    415,
    /unsupported Content-Type application\/json/,
  ],
  ['another charset', { headers: { 'Content-Type': `${FORM}; charset=latin1` } }, 415, /latin1/],
  ['over 1 MiB', { body: 'x'.repeat(2 ** 20 + 1) }, 413, /larger than 1048576 bytes/],
  [
    'a query',
    { path: `${path}?description=x` },
    400,
    /in the query: description; got "x"/,
    'description',
  ],
  ['bytes that are no UTF-8', { body: new Uint8Array([97, 61, 0xff]) }, 400, /UTF-8/],
  ['a body of nothing', { body: '' }, 400, /Missing required param/, 'initiated_at'],
  [
    'an idempotency key over 255',
    { headers: { 'Idempotency-Key': 'x'.repeat(256) } },
    ...([400, /255 characters/, 'Idempotency-Key'] as const),
  ],
  [
    'an idempotency key that is empty',
    { headers: { 'Idempotency-Key': '' } },
    ...([400, /passed an empty value/, 'Idempotency-Key'] as const),
  ],
  ['an unknown example', { headers: { Prefer: 'example=nope' } }, 400, /no example nope; it has/],
  ['a status of letters', { headers: { Prefer: 'code=abc' } }, 400, /code=abc is no status/],
  ['dynamic=maybe', { headers: { Prefer: 'dynamic=maybe' } }, 400, /neither true nor false/],
];

test.each(refusals)('refuses %s', async (_, sent, status, message, param) => {
  const { status: got, content } = await send(sent);
  expect(got).toBe(status);
  expect(content.error.message).toMatch(message);
  expect(content.error.param).toBe(param);
  expect(mock.requests.at(-1)).toMatchObject({ status, violations: [{ param: param ?? '' }] });
});

test.each([
  ['a bearer key', {}],
  ['a key as user name', { headers: { Authorization: BASIC('sk_test_123:') } }],
  ['a charset of UTF-8', { headers: { 'Content-Type': `${FORM}; charset=UTF-8` } }],
  ['any Accept', { headers: { Accept: 'text/html' } }],
  ['an id with a comma', { path: path.replace('{id}', 'pr_1,2') }],
  ['an id with an encoded slash', { path: path.replace('{id}', 'pr_1%2F2') }],
  ['an idempotency key of 255', { headers: { 'Idempotency-Key': 'x'.repeat(255) } }],
  ['a preference it does not know', { headers: { Prefer: 'respond-async' } }],
] satisfies [string, Sent][])('accepts %s', async (_, sent) => {
  expect(await send(sent)).toMatchObject({ status: 200, content: { object: 'payment_record' } });
  expect(mock.requests.at(-1)).toMatchObject({ status: 200, violations: [] });
});

test('names every answer with a Request-Id of its own', async () => {
  const ids = [await send({}), await send({ body: '' })].map(({ headers }) =>
    headers.get('Request-Id'),
  );
  expect(ids).toStrictEqual([
    expect.stringMatching(/^req_\w{24}$/),
    expect.stringMatching(/^req_\w{24}$/),
  ]);
  expect(ids[0]).not.toBe(ids[1]);
});

test('lists every violation of a request', async () => {
  await send({ body: `initiated_at=1&outcome=won&description=${'x'.repeat(5001)}` });
  expect(
    mock.requests
      .at(-1)
      ?.violations.map(({ param }) => param)
      .sort(),
  ).toStrictEqual(['description', 'outcome']);
});

describe('the record of requests', () => {
  test('holds what was sent and what became of it', async () => {
    await send({ body: 'initiated_at=1&failed%5Bfailed_at%5D=2' });
    expect(mock.requests).toStrictEqual([
      {
        method: 'POST',
        path: '/v1/payment_records/pr_123/report_payment_attempt',
        headers: expect.objectContaining({
          authorization: 'Bearer sk_test_123',
          'content-type': FORM,
        }),
        rawBody: 'initiated_at=1&failed%5Bfailed_at%5D=2',
        body: { initiated_at: 1, failed: { failed_at: 2 } },
        status: 200,
        violations: [],
      },
    ]);
  });

  test('has no body where it could not be decoded', async () => {
    await send({ body: 'initiated_at=soon' });
    expect(mock.requests).toMatchObject([
      { rawBody: 'initiated_at=soon', body: undefined, status: 400 },
    ]);
  });

  test.each([
    { Authorization: 'Bearer sk_live_abc' },
    { Authorization: 'sk_live_abc' },
    { Authorization: BASIC(':sk_live_abc') },
    { 'X-Key': 'sk_live_abc' },
  ])('leaves a live key out: %j', async (headers) => {
    await send({ headers: { ...headers } });
    const record = JSON.stringify(mock.requests);
    expect(record).not.toContain('sk_live_abc');
    expect(record).not.toContain(BASIC(':sk_live_abc'));
  });

  test('keeps 64 million characters of bodies', async () => {
    for (let index = 0; index < 70; index++)
      await send({ body: `${index}=${'x'.repeat(10 ** 6)}` });
    expect(mock.requests).toHaveLength(67);
    expect(mock.requests[0]?.rawBody).toMatch(/^3=/);
    mock.reset();
    await send({ body: 'x'.repeat(10 ** 6) });
    expect(mock.requests).toHaveLength(1);
  });

  test('counts what is wrong with them among the characters', async () => {
    const body = Array.from({ length: 999 }, (_, index) => `unknown_${index}=`).join('&');
    for (let index = 0; index < 600; index++) await send({ body });
    expect(mock.requests.length).toBeLessThan(550);
    expect(mock.requests.length).toBeGreaterThan(100);
  });

  test('keeps the last 1,000', async () => {
    for (let index = 0; index < 1001; index++) await send({ body: `initiated_at=${index}` });
    expect(mock.requests).toHaveLength(1000);
    expect(mock.requests[0]?.body).toStrictEqual({ initiated_at: 1 });
    expect(mock.requests.at(-1)?.body).toStrictEqual({ initiated_at: 1000 });
  });
});

test.each([
  [`http://api.stripe.com${path.replace('{id}', 'pr_1')}`, 200],
  [`https://x:1${path.replace('{id}', '')}?a=b`, 400],
  ['http://api.stripe.com', 400],
  ['http://api.stripe.com?a', 400],
  ['*', 400],
])('answers the request target %s, as of a proxy, with %d', async (target, status) => {
  const { port } = new URL(mock.url);
  const socket = connect(Number(port), '127.0.0.1');
  const body = 'initiated_at=1';
  socket.end(
    `POST ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer sk_test_1\r\n` +
      `Content-Type: ${FORM}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(mock.requests.at(-1)?.status).toBe(status);
});

test('survives what is no HTTP, and a client that goes away', async () => {
  const port = Number(new URL(mock.url).port);
  const say = (text: string) =>
    new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(text));
      socket
        .on('error', () => resolve())
        .on('close', () => resolve())
        .resume();
    });
  await say('nonsense\r\n\r\n');
  await say(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort`);
  await say('POST http:///%%% HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(await send({})).toMatchObject({ status: 200 });
});

test.each([
  [{ port: 'abc' }, /port must be from 0 to 65535/],
  [{ port: Number.NaN }, /port must be from 0 to 65535/],
  [{ port: 70_000 }, /port must be from 0 to 65535/],
  [{ port: -1 }, /port must be from 0 to 65535/],
  [{ host: '' }, /host an address/],
  [{ host: null }, /host an address/],
  [{ host: 5 }, /host an address/],
  [{ prot: 1 }, /^startMockServer\(\): there is no option prot$/],
])('does not start with %j', async (options, message) => {
  await expect(startMockServer(options as MockServerOptions)).rejects.toThrow(message);
  await expect(startMockServer(options as MockServerOptions)).rejects.toThrow(TypeError);
});

const OF_IPV6: [string, RegExp][] = [
  ['::', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['::1', /^http:\/\/\[::1]:\d+$/],
];
const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

test.each([
  ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+$/],
  ['localhost', /^http:\/\/localhost:\d+$/],
  // Not every container has it.
  ...(hasIpv6 ? OF_IPV6 : []),
] as const)('on %s says where it is reached', async (host, url) => {
  const everywhere = await startMockServer({ host });
  try {
    expect(everywhere.url).toMatch(url);
    expect(await fetch(everywhere.url)).toMatchObject({ status: 404 });
  } finally {
    await everywhere.close();
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
