import { describe, expect, it } from 'vitest';
import { type CallOptions, type ClientOptions, createClient } from '../../src/index.js';
import { entryFor, THINGS } from '../support/entry-for.js';

const apiKey = 'sk_test_51SECRETsecret';
const PATH = '/v1/payment_records/{id}/report_payment_attempt';

/** The message of what `createClient` throws, with options that TypeScript may refuse. */
function refusalOf(options: { [Name in keyof ClientOptions]?: unknown }): string {
  try {
    Reflect.apply(createClient, undefined, [{ apiKey, ...options }]);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
  }
  return 'nothing was thrown';
}

describe('createClient says', () => {
  const key = 'non-empty printable ASCII without blanks, quotes and backslashes';
  const url = 'baseUrl must be an https URL without credentials, query and hash';
  it.each<[message: string, options: Parameters<typeof refusalOf>[0]]>([
    [`apiKey must be ${key} (is STRIPE_SECRET_KEY set?), got ""`, { apiKey: '' }],
    [`apiKey must be ${key} (is STRIPE_SECRET_KEY set?), got undefined`, { apiKey: undefined }],
    [`apiKey must be ${key} (is STRIPE_SECRET_KEY set?), got text`, { apiKey: 'sk test' }],
    [
      'timeout must be a whole number of milliseconds from 1 to 2147483647, got "5s"',
      { timeout: '5s' },
    ],
    ['maxRetries must be a whole number from 0 to 100, got -1', { maxRetries: -1 }],
    ['fetch must be of type function, got "node-fetch"', { fetch: 'node-fetch' }],
    [`${url}, got "api.stripe.com"`, { baseUrl: 'api.stripe.com' }],
    [`${url}, got text`, { baseUrl: 'https://me:secret@api.stripe.com' }],
    [`${url}, got text`, { baseUrl: 'https://api.stripe.com?token=secret' }],
    [`${url}, got text`, { baseUrl: 'https://api.stripe.com#secret' }],
    [`${url}, got text`, { apiKey: 'https://api.stripe.com', baseUrl: 'rk_live_secret' }],
    [
      'baseUrl must be "https://api.stripe.com", got "https://api.stripe.com/v1/"',
      { baseUrl: 'https://api.stripe.com/v1/' },
    ],
    [
      'baseUrl must be "http://localhost:4010/a", got "http://localhost:4010/a/v1"',
      { baseUrl: 'http://localhost:4010/a/v1' },
    ],
    ['baseUrl must be text, got text', { baseUrl: `https://gate.example/${apiKey}/v1` }],
    [
      'headers["Authorization"] must be left to the option apiKey, got text',
      { headers: { Authorization: 'Bearer secret' } },
    ],
    [
      'headers["stripe-version"] must be left to the option apiVersion, got text',
      { headers: { 'stripe-version': '2020-01-01' } },
    ],
    [
      'headers["X-A"] must be Latin-1 without control codes, got text',
      { headers: { 'X-A': 'secret\n' } },
    ],
    ['allowInsecureHttp must be of type boolean, got "true"', { allowInsecureHttp: 'true' }],
  ])('%s', (message, options) => {
    expect(refusalOf(options)).toBe(message);
  });

  it('nothing of a base URL that only looks as if it held the start of a path', () => {
    for (const baseUrl of ['https://v1', 'https://api.example/v10', 'https://api.example/v1/x']) {
      expect(() => createClient({ apiKey, baseUrl })).not.toThrow();
    }
  });
});

describe('a call says', () => {
  const client = createClient({ apiKey, fetch: () => Promise.reject(new Error('was sent')) });
  const messageOf = (call: Promise<unknown>) => call.catch((error: Error) => error.message);
  const report = (id: string, options: object = {}) =>
    messageOf(client.reportPaymentAttempt(id, { initiated_at: 1 }, options as CallOptions));
  const POST: (path: string, init?: object) => Promise<unknown> = Object(client).POST;

  it.each<[message: string, call: () => Promise<unknown>]>([
    [
      `id must be a non-empty string, not '.' or '..', without lone surrogates, got ""`,
      () => report(''),
    ],
    [
      'stripeAccount must be non-empty printable ASCII without blanks, got "acct 1"',
      () => report('pr_1', { stripeAccount: 'acct 1' }),
    ],
    [
      'stripeAccount must be non-empty printable ASCII without blanks, got text',
      () => report('pr_1', { stripeAccount: ` ${apiKey}` }),
    ],
    ['signal must be an AbortSignal, got "abort"', () => report('pr_1', { signal: 'abort' })],
    [
      'headers["Idempotency-Key"] must be left to the option idempotencyKey, got text',
      () => report('pr_1', { headers: { 'Idempotency-Key': 'order-1' } }),
    ],
    [
      'headers["AUTHORIZATION"] must be left to the option apiKey, got text',
      () =>
        messageOf(
          POST(PATH, {
            params: { header: { AUTHORIZATION: 'secret' } },
            body: { initiated_at: 1 },
          }),
        ),
    ],
    [
      'params must hold path, query, header only, got "cookie"',
      () => messageOf(POST(PATH, { params: { cookie: {} } })),
    ],
    [
      'the name of headers["Host"] must be one that a caller may set, got "Host"',
      () => report('pr_1', { headers: { Host: 'api.example' } }),
    ],
    [
      'idempotencyKey must be given once, got it and Idempotency-Key',
      () =>
        messageOf(
          POST(PATH, { params: { header: { 'Idempotency-Key': 'a' } }, idempotencyKey: 'b' }),
        ),
    ],
    ['body must be a plain object, got undefined', () => messageOf(POST(PATH))],
    [
      'body must be a plain object, got undefined',
      () => messageOf(POST(PATH, { params: { path: { id: 'pr_1' } } })),
    ],
    [
      'body must be a plain object, got "initiated_at=1"',
      () => messageOf(POST(PATH, { body: 'initiated_at=1' })),
    ],
  ])('%s', async (message, call) => {
    expect(await call()).toBe(message);
  });
});

describe('plain http to another machine', () => {
  const baseUrl = 'http://contract:4010';
  const rule = 'baseUrl must be https, or http to loopback,';
  const got = 'got "http://contract:4010"';

  it('is refused where it is not allowed', () => {
    const message = `${rule} unless allowInsecureHttp is true, ${got}`;
    expect(refusalOf({ baseUrl })).toBe(message);
    expect(refusalOf({ baseUrl, allowInsecureHttp: false })).toBe(message);
    expect(refusalOf({ baseUrl: `${baseUrl}/a`, allowInsecureHttp: undefined })).toBe(message);
  });

  it.each(['sk_test_1', 'rk_test_1', 'test', 'xsk_live_1'])('takes the key %s', async (key) => {
    const urls: string[] = [];
    const fetch = async (url: string) => {
      urls.push(url);
      return Response.json({ object: 'payment_record', id: 'pr_1' });
    };
    const client = createClient({ apiKey: key, baseUrl, allowInsecureHttp: true, fetch });
    await client.reportPaymentAttempt('pr_1', { initiated_at: 1 });
    expect(urls).toEqual([`${baseUrl}/v1/payment_records/pr_1/report_payment_attempt`]);
  });

  it.each(['sk_live_1', 'rk_live_1', 'sk_org_1', 'sk_org_live_1', 'SK_LIVE_1', 'a,sk_live_1'])(
    'is refused with the key %s, allowed or not',
    (key) => {
      const message = `${rule} for a key that may be live, ${got}`;
      expect(refusalOf({ apiKey: key, baseUrl })).toBe(message);
      expect(refusalOf({ apiKey: key, baseUrl, allowInsecureHttp: true })).toBe(message);
      expect(refusalOf({ apiKey: key, baseUrl: 'http://localhost:4010' })).toMatch(/^nothing/);
    },
  );

  it('is refused where a middleware sets a key that may be live', async () => {
    const fetch = () => Promise.reject(new Error('was sent'));
    const client = createClient({ apiKey, baseUrl, allowInsecureHttp: true, fetch });
    client.use({
      onRequest: ({ request }) => request.headers.set('Authorization', 'Bearer sk_live_1'),
    });
    const call = client.reportPaymentAttempt('pr_1', { initiated_at: 1 });
    await expect(call).rejects.toThrow(`${rule} for a key that may be live, ${got}`);
  });
});

it('what the base URL may not end with comes from the contract', async () => {
  const paths = { '/api/things/{id}': { get: THINGS.paths['/v1/things/{id}'].delete } };
  const { createClient } = await entryFor({ ...THINGS, paths });
  const create = (baseUrl: string) => () => createClient({ apiKey, baseUrl });
  expect(create('https://api.example/api')).toThrow('must be "https://api.example", got');
  expect(create('https://api.example/v1')).not.toThrow();
});
