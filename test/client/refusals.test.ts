import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../src/index.js';

const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const apiKey = 'sk_test_refusals';
const params = { initiated_at: 1 };

const fetch = vi.fn(async () => Response.json({ object: 'payment_record', id: 'pr_1' }));
const client = createClient({ apiKey, fetch });

/** Takes arguments that TypeScript refuses. */
const untyped: {
  createClient(options?: unknown): unknown;
  report(...rest: unknown[]): Promise<unknown>;
  POST(path: unknown, init?: unknown): Promise<unknown>;
} = {
  createClient: (options) => Reflect.apply(createClient, undefined, [options]),
  report: (...rest) => Reflect.apply(client.reportPaymentAttempt, undefined, rest),
  POST: (...rest) => Reflect.apply(client.POST, undefined, rest),
};

afterEach(() => fetch.mockClear());

const badTimes = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '1000', null, true];
const badRetries = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 101, '2', null, true];
const badTokens = ['', ' ', 'a b', 'a\n', '\ta', 'a\u0000', 'é', '\u2028', null, 1, {}];
const badKeys = ['', ' ', ' a', 'a ', 'a\n', 'a\tb', 'é', '\u007f', 'x'.repeat(256), null, 1];
const badHeaders = [null, 1, 'X-A: 1', [['X-A', '1']], new Headers({ 'X-A': '1' }), new Map()];

async function refused(call: () => Promise<unknown>, name: string): Promise<void> {
  // A call must reject, and not throw: this would pass a throw on.
  const promise = call();
  expect(promise).toBeInstanceOf(Promise);
  await expect(promise).rejects.toThrow(TypeError);
  await expect(promise).rejects.toThrow(name);
  expect(fetch).not.toHaveBeenCalled();
}

describe('createClient refuses', () => {
  it.each([
    ...[undefined, ...badTokens].map((value) => ['apiKey', value]),
    ...badTimes.map((value) => ['timeout', value]),
    ...badRetries.map((value) => ['maxRetries', value]),
    ...badTokens.flatMap((value) => [
      ['stripeAccount', value],
      ['stripeContext', value],
      ['apiVersion', value],
    ]),
    ...badHeaders.map((value) => ['headers', value]),
    ...[null, 'fetch', {}].map((value) => ['fetch', value]),
  ])('%s: %j', (name, value) => {
    const create = () => untyped.createClient({ apiKey, [String(name)]: value });
    expect(create).toThrow(TypeError);
    expect(create).toThrow(String(name));
  });

  const noApi = 'http://localhost.example http://127.0.0.1.example http://128.0.0.1 http://[::2]';
  const noWeb = 'http://api.stripe.com ftp://localhost file:///etc api.stripe.com /v1 https://';
  const secret = 'https://user@api.stripe.com https://:pass@api.stripe.com';
  const more = 'https://a.example?x https://a.example/? https://a.example/# https://a.example/#h';
  it.each([
    ...`${noApi} ${noWeb} ${secret} ${more}`.split(' '),
    ...['', null, new URL('https://api.stripe.com')],
  ])('the baseUrl %s', (baseUrl) => {
    const create = () => untyped.createClient({ apiKey, baseUrl });
    expect(create).toThrow(TypeError);
    expect(create).toThrow('baseUrl');
  });

  const local = 'http://localhost:4010 http://127.0.0.1 http://127.255.0.1:1 http://[::1]:4010';
  it.each(`${local} https://api.stripe.com/ https://proxy.example:8443/stripe/`.split(' '))(
    'not the baseUrl %s',
    (baseUrl) => {
      expect(() => createClient({ apiKey, baseUrl })).not.toThrow();
    },
  );

  it.each([undefined, null, 'sk_test_1', 1, [apiKey], new (class Own {})()])(
    'options that are %j',
    (options) => {
      expect(() => untyped.createClient(options)).toThrow(TypeError);
      expect(() => untyped.createClient(options)).toThrow('options must');
    },
  );

  it.each(['apikey', 'maxNetworkRetries', 'signal', 'idempotencyKey', '__proto__x'])(
    'the unknown option %s by its name',
    (name) => {
      const create = () => untyped.createClient({ apiKey, [name]: undefined });
      expect(create).toThrow(TypeError);
      expect(create).toThrow(`"${name}"`);
    },
  );
});

describe('a call refuses, before anything is sent,', () => {
  it.each([undefined, null, '', '.', '..', 1, {}, ['pr_1'], '\ud800', 'a\udc00b'])(
    'the id %j',
    async (id) => {
      await refused(() => untyped.report(id, params), 'id must be');
      await refused(
        () => untyped.POST(PATH, { params: { path: { id } }, body: params }),
        'id must',
      );
    },
  );

  it.each([
    ...badKeys.map((value) => ['idempotencyKey', value]),
    ...badTimes.map((value) => ['timeout', value]),
    ...badRetries.map((value) => ['maxRetries', value]),
    ...badTokens.map((value) => ['stripeAccount', value]),
    ...badTokens.map((value) => ['stripeContext', value]),
    ...badTokens.map((value) => ['apiVersion', value]),
    ...badHeaders.map((value) => ['headers', value]),
    ...[null, {}, 'signal', 1, new AbortController(), { aborted: false, reason: null }].map(
      (value) => ['signal', value],
    ),
  ])('%s: %j', async (name, value) => {
    await refused(() => untyped.report('pr_1', params, { [String(name)]: value }), String(name));
  });

  it.each(['apiKey', 'baseUrl', 'fetch', 'parseAs', 'idempotencykey'])(
    'the unknown option %s by its name',
    async (name) => {
      await refused(() => untyped.report('pr_1', params, { [name]: undefined }), `"${name}"`);
    },
  );

  it.each(
    `parseAs baseUrl bodySerializer querySerializer pathSerializer Request fetch redirect`.split(
      ' ',
    ),
  )('the init %s of POST by its name', async (name) => {
    const init = { params: { path: { id: 'pr_1' } }, body: params, [name]: 1 };
    await refused(() => untyped.POST(PATH, init), `"${name}"`);
  });

  const path = { id: 'pr_1' };
  const withHeader = (header: unknown) => ({ params: { path, header }, body: params });
  it.each([
    ['init', null],
    ['body must', { params: { path } }],
    ['id', { body: params }],
    ['id', { params: {}, body: params }],
    ['params.path', { params: { path: 'pr_1' }, body: params }],
    ['"idd"', { params: { path: { idd: 'pr_1' } }, body: params }],
    ['"cookie"', { params: { path, cookie: {} }, body: params }],
    ['params.query', { params: { path, query: { a: 1 } }, body: params }],
    ['params.header', withHeader(null)],
    ['idempotencyKey', withHeader({ 'Idempotency-Key': '' })],
    ['stripeAccount', withHeader({ 'Stripe-Account': 'a b' })],
    ['apiVersion', withHeader({ 'Stripe-Version': null })],
    [
      'idempotencyKey must be given once',
      { ...withHeader({ 'Idempotency-Key': 'a' }), idempotencyKey: 'b' },
    ],
    ['middleware', { params: { path }, body: params, middleware: 1 }],
    ['middleware', { params: { path }, body: params, middleware: [() => {}] }],
  ])('a POST for its %s', async (name, init) => {
    await refused(() => untyped.POST(PATH, init), name);
  });

  it.each(['/v1/payment_records/pr_1/report_payment_attempt', '/v1/charges', undefined])(
    'a POST to %s',
    async (path) => {
      const init = { params: { path: { id: 'pr_1' } }, body: params };
      await refused(() => untyped.POST(path, init), 'path must be');
    },
  );

  it.each([null, undefined, 'a=1', 1, []])('params that are %j', async (value) => {
    await refused(() => untyped.report('pr_1', value), 'params must be');
  });

  it.each([0, -1, 1_747_742_100_000, 10 ** 11, 1_747_742_100_000n])(
    'the time %s, which is no time in Unix seconds',
    async (initiated_at) => {
      const message = `initiated_at must be a time in whole Unix seconds, not milliseconds, got ${initiated_at}`;
      await refused(() => untyped.report('pr_1', { initiated_at }), message);
    },
  );

  it('params that have no encoding, naming the field', async () => {
    const bad = { ...params, failed: { failed_at: 1.5 } };
    const message =
      'failed[failed_at] must be a time in whole Unix seconds, not milliseconds, got 1.5';
    await refused(() => untyped.report('pr_1', bad), message);
    const hole = { ...params, metadata: { a: Number.NaN } };
    await refused(() => untyped.report('pr_1', hole), 'metadata[a]');
  });

  // Object.entries does not see what is inherited.
  it.each([null, 'a', [], Object.create({ idempotencyKey: 'order-1' })])(
    'options that are %j',
    async (value) => {
      const message = 'options must be a plain object';
      await refused(() => untyped.report('pr_1', params, value), message);
    },
  );
});

describe('headers of the caller', () => {
  const reserved =
    'Authorization content-type IDEMPOTENCY-KEY Stripe-Account stripe-context stripe-version';
  const framing = 'Host Content-Length Transfer-Encoding Connection Expect Content-Encoding';

  it.each(`${reserved} ${framing}`.split(' '))('cannot set %s', async (name) => {
    const headers = { [name]: 'secret-value' };
    expect(() => createClient({ apiKey, headers })).toThrow(`headers["${name}"]`);
    await refused(() => untyped.report('pr_1', params, { headers }), `headers["${name}"]`);
  });

  it.each([
    ['X A', '1'],
    ['', '1'],
    ['X-A:', '1'],
    ['X-É', '1'],
    ['X-A', 'secret\r\nX-B: 1'],
    ['X-A', 'secret\u0000'],
    ['X-A', 'secret\u0001'],
    ['X-A', 'secret\u007f'],
    ['X-A', 'secret…'],
    ['X-A', 1],
    ['X-A', null],
    ['X-A', ['secret']],
  ])('cannot hold %j: %j', async (name, value) => {
    const headers = { [name]: value };
    expect(() => untyped.createClient({ apiKey, headers })).toThrow(`headers["${name}"]`);
    const call = untyped.report('pr_1', params, { headers });
    const message = await call.catch((error: TypeError) => error.message);
    expect(message).toContain(`headers["${name}"]`);
    expect(message).not.toContain('secret');
    expect(fetch).not.toHaveBeenCalled();
  });
});
