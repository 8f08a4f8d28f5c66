import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../src/index.js';
import { entryFor, THINGS } from '../support/entry-for.js';

const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const apiKey = 'sk_test_51SECRETsecret';
const params = { initiated_at: 1 };
const path = { id: 'pr_1' };

const fetch = vi.fn(async (_url: string) => Response.json({ object: 'payment_record', id: '1' }));
const client = createClient({ apiKey, fetch });

// These take arguments that TypeScript refuses.
const create = async (options: unknown) => Reflect.apply(createClient, undefined, [options]);
const createWith = (options: object) => create({ apiKey, fetch, ...options });
const report = (...rest: unknown[]) => Reflect.apply(client.reportPaymentAttempt, undefined, rest);
const reportWith = (options: unknown) => report('pr_1', params, options);
const post = (...rest: unknown[]) => Reflect.apply(client.POST, undefined, rest);
const postWith = (init: object) => post(PATH, { params: { path }, body: params, ...init });

afterEach(() => fetch.mockClear());

/** What a refusal says, before anything is sent. A call has to reject: what it throws, this would not catch. */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error = await call.catch((thrown: unknown) => thrown);
  expect(fetch).not.toHaveBeenCalled();
  expect(error).toBeInstanceOf(TypeError);
  return String(error).replace('TypeError: ', '');
}

type Rule = [option: string, rule: string, values: unknown[]];
const TOKEN = 'be non-empty printable ASCII without blanks';
const tokens = ['', ' ', 'a b', 'a\n', '\ta', 'a\u0000', 'é', '\u2028', null, 1, {}];
const numbers = [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '2', null, true];
const objects = [null, 1, 'X-A: 1', [['X-A', '1']], new Headers({ 'X-A': '1' }), new Map()];
const millis = 'be a whole number of milliseconds from 1 to 2147483647';
const SHARED: Rule[] = [
  ['timeout', millis, [0, 2 ** 31, ...numbers]],
  ['maxRetries', 'be a whole number from 0 to 100', [101, ...numbers]],
  ['stripeAccount', TOKEN, tokens],
  ['stripeContext', TOKEN, tokens],
  ['apiVersion', TOKEN, tokens],
  ['headers', 'be a plain object', objects],
];

const local = 'http://localhost.example http://127.0.0.1.example http://128.0.0.1 http://[::2]';
const noWeb = 'ftp://localhost file:///etc api.stripe.com /v1 https://';
const secret = 'https://user@api.stripe.com https://:pass@api.stripe.com';
const more = 'https://a.example?x https://a.example/? https://a.example/# https://a.example/#h';
const keyRule = `${TOKEN}, quotes and backslashes (is STRIPE_SECRET_KEY set?)`;
const urlRule = 'be an https URL without credentials, query and hash';
const privateRule = 'be https, or http to loopback, unless allowInsecureHttp is true';
const OF_CLIENT: Rule[] = [
  ...SHARED,
  ['apiKey', keyRule, [undefined, 'a"', 'a\\', ...tokens]],
  ['fetch', 'be of type function', [null, 'fetch', {}]],
  ['allowInsecureHttp', 'be of type boolean', [null, 'true', 1]],
  ['baseUrl', urlRule, ['', null, new URL('https://api.stripe.com'), ...noWeb.split(' ')]],
  ['baseUrl', urlRule, `${secret} ${more}`.split(' ')],
  ['baseUrl', privateRule, `http://api.stripe.com ${local}`.split(' ')],
];

const ends = '1 to 255 characters of printable ASCII without blanks at the ends';
const keys = ['', ' ', ' a', 'a ', 'a\n', 'a\tb', 'é', '\u007f', 'x'.repeat(256), null, 1];
const signals = [null, {}, 'signal', 1, new AbortController(), { aborted: false, reason: null }];
const OF_CALL: Rule[] = [
  ...SHARED,
  ['idempotencyKey', `be ${ends}`, keys],
  ['signal', 'be an AbortSignal', signals],
  ['middleware', 'be an array of objects', [1, [() => {}]]],
];

const each = (rules: Rule[]) =>
  rules.flatMap(([option, rule, values]) =>
    values.map((value): [string, unknown, string] => [option, value, `${option} must ${rule}`]),
  );

describe('createClient refuses', () => {
  it.each(each(OF_CLIENT))('the option %s: %j', async (option, value, rule) => {
    const message = await refusalOf(createWith({ [option]: value }));
    expect(message.split(', got ')[0]).toBe(rule);
  });

  it.each([undefined, null, 'sk_test_1', 1, [apiKey], new (class Own {})()])(
    'options that are %j',
    async (options) => {
      expect(await refusalOf(create(options))).toContain('options must be a plain object, got ');
    },
  );

  it.each(['apikey', 'maxNetworkRetries', 'signal', 'idempotencyKey', '__proto__x'])(
    'the unknown option %s by its name',
    async (name) => {
      const message = await refusalOf(createWith({ [name]: undefined }));
      expect(message).toMatch(/^options must hold apiKey, baseUrl, .* only, got/);
      expect(message).toContain(`got "${name}"`);
    },
  );
});

const noKey = `apiKey must ${keyRule}`;
const noUrl = `baseUrl must ${urlRule}`;
it.each<[says: string, options: object]>([
  [`${noKey}, got ""`, { apiKey: '' }],
  [`${noKey}, got undefined`, { apiKey: undefined }],
  [`${noKey}, got text`, { apiKey: 'sk test' }],
  [`${noKey}, got text`, { apiKey: `${apiKey}\n` }],
  [`${noKey}, got text`, { apiKey: `${apiKey}é` }],
  [`timeout must ${millis}, got "5s"`, { timeout: '5s' }],
  ['maxRetries must be a whole number from 0 to 100, got -1', { maxRetries: -1 }],
  [`${noUrl}, got "api.stripe.com"`, { baseUrl: 'api.stripe.com' }],
  [`${noUrl}, got text`, { baseUrl: 'https://me:secret@api.stripe.com' }],
  [`${noUrl}, got text`, { baseUrl: 'https://api.stripe.com?token=secret' }],
  [`${noUrl}, got text`, { baseUrl: 'https://api.stripe.com#secret' }],
  [`${noUrl}, got text`, { apiKey: 'https://api.stripe.com', baseUrl: 'rk_test_secret' }],
  [
    'baseUrl must be "https://api.stripe.com", got "https://api.stripe.com/v1/"',
    { baseUrl: 'https://api.stripe.com/v1/' },
  ],
  [
    'baseUrl must be "http://localhost:4010/a", got "http://localhost:4010/a/v1"',
    { baseUrl: 'http://localhost:4010/a/v1' },
  ],
  ['baseUrl must be text, got text', { baseUrl: `https://gate.example/${apiKey}/v1` }],
])('createClient says: %s', async (message, options) => {
  expect(await refusalOf(createWith(options))).toBe(message);
});

it.each([
  ...['http://localhost:4010', 'http://127.0.0.1', 'http://127.255.0.1:1', 'http://[::1]:4010'],
  ...['https://api.stripe.com/', 'https://proxy.example:8443/stripe/'],
  // These only look as if they held the start of a path.
  ...['https://v1', 'https://api.example/v10', 'https://api.example/v1/x'],
])('createClient takes the baseUrl %s', (baseUrl) => {
  expect(() => createClient({ apiKey, baseUrl })).not.toThrow();
});

it('what the base URL may not end with comes from the contract', async () => {
  const paths = { '/api/things/{id}': { get: THINGS.paths['/v1/things/{id}'].delete } };
  const { createClient } = await entryFor({ ...THINGS, paths });
  const create = (baseUrl: string) => () => createClient({ apiKey, baseUrl });
  expect(create('https://api.example/api')).toThrow('must be "https://api.example", got');
  expect(create('https://api.example/v1')).not.toThrow();
});

describe('a call refuses, before anything is sent,', () => {
  const idRule = `id must be a non-empty string, not '.' or '..', without lone surrogates`;
  it.each([undefined, null, '', '.', '..', 1, {}, ['pr_1'], '\ud800', 'a\udc00b'])(
    'the id %j',
    async (id) => {
      expect(await refusalOf(report(id, params))).toContain(`${idRule}, got `);
      expect(await refusalOf(postWith({ params: { path: { id } } }))).toContain(`${idRule}, got `);
    },
  );

  it.each(each(OF_CALL))('the option %s: %j', async (option, value, rule) => {
    const message = await refusalOf(reportWith({ [option]: value }));
    expect(message.split(', got ')[0]).toBe(rule);
  });

  it.each(['apiKey', 'baseUrl', 'fetch', 'parseAs', 'idempotencykey'])(
    'the unknown option %s by its name',
    async (name) => {
      expect(await refusalOf(reportWith({ [name]: undefined }))).toContain(`got "${name}"`);
    },
  );

  it.each(
    'parseAs baseUrl bodySerializer querySerializer pathSerializer Request fetch redirect'.split(
      ' ',
    ),
  )('the init %s of POST by its name', async (name) => {
    expect(await refusalOf(postWith({ [name]: 1 }))).toContain(`got "${name}"`);
  });

  // Object.entries does not see what is inherited.
  it.each([null, 'a', [], Object.create({ idempotencyKey: 'order-1' })])(
    'options that are %j',
    async (options) => {
      const message = await refusalOf(reportWith(options));
      expect(message).toContain('options must be a plain object, got ');
    },
  );

  it.each([null, undefined, 'a=1', 1, []])('params that are %j', async (value) => {
    const message = await refusalOf(report('pr_1', value));
    expect(message).toContain('params must be a plain object, got ');
  });

  it.each(['/v1/payment_records/pr_1/report_payment_attempt', '/v1/charges', undefined])(
    'a POST to %s',
    async (path) => {
      const message = await refusalOf(
        post(path, { params: { path: { id: 'pr_1' } }, body: params }),
      );
      expect(message).toContain('path must be one of the contract that takes POST, got ');
    },
  );

  it('params that cannot be encoded, naming the field', async () => {
    const message = await refusalOf(report('pr_1', { ...params, metadata: { a: Number.NaN } }));
    expect(message).toMatch(/^metadata\[a\] must be text, .*, got NaN$/);
  });

  const seconds = 'must be a time in whole Unix seconds, not milliseconds, got';
  it.each([0, -1, 1_747_742_100_000, 10 ** 11, 1_747_742_100_000n])(
    'the time %s, which is none in seconds',
    async (initiated_at) => {
      const message = await refusalOf(report('pr_1', { initiated_at }));
      expect(message).toBe(`initiated_at ${seconds} ${initiated_at}`);
    },
  );

  it.each<[says: string, call: () => Promise<unknown>]>([
    [`${idRule}, got ""`, () => report('', params)],
    [`stripeAccount must ${TOKEN}, got "acct 1"`, () => reportWith({ stripeAccount: 'acct 1' })],
    [`stripeAccount must ${TOKEN}, got text`, () => reportWith({ stripeAccount: ` ${apiKey}` })],
    ['signal must be an AbortSignal, got "abort"', () => reportWith({ signal: 'abort' })],
    [`failed[failed_at] ${seconds} 1.5`, () => report('pr_1', { failed: { failed_at: 1.5 } })],
    ['init must be a plain object, got null', () => post(PATH, null)],
    ['body must be a plain object, got undefined', () => post(PATH)],
    ['body must be a plain object, got undefined', () => post(PATH, { params: { path } })],
    [`${idRule}, got undefined`, () => post(PATH, { body: params })],
  ])('and says: %s', async (message, call) => {
    expect(await refusalOf(call())).toBe(message);
  });

  const once = 'idempotencyKey must be given once, got it and Idempotency-Key';
  const key = { 'Idempotency-Key': 'a' };
  const secret = { AUTHORIZATION: 'secret' };
  it.each<[says: string, init: { body: string } | { params: object; idempotencyKey?: string }]>([
    ['body must be a plain object, got "a=1"', { body: 'a=1' }],
    [`${idRule}, got undefined`, { params: {} }],
    ['params.path must be a plain object, got "pr_1"', { params: { path: 'pr_1' } }],
    ['params.path must fit the path, got "idd"', { params: { path: { idd: 'pr_1' } } }],
    ['params must hold path, query, header only, got "cookie"', { params: { path, cookie: {} } }],
    ['params.query must be left out, got Object', { params: { path, query: { a: 1 } } }],
    ['params.header must be a plain object, got null', { params: { path, header: null } }],
    [`idempotencyKey must be ${ends}, got ""`, { params: { header: { 'Idempotency-Key': '' } } }],
    [`stripeAccount must ${TOKEN}, got "a b"`, { params: { header: { 'Stripe-Account': 'a b' } } }],
    [`apiVersion must ${TOKEN}, got null`, { params: { header: { 'Stripe-Version': null } } }],
    [
      'headers["AUTHORIZATION"] must be left to the option apiKey, got text',
      { params: { header: secret } },
    ],
    [once, { params: { header: key }, idempotencyKey: 'b' }],
  ])('a POST, and says: %s', async (message, init) => {
    expect(await refusalOf(postWith(init))).toBe(message);
  });
});

describe('headers of the caller', () => {
  const both = async (headers: object) => [
    await refusalOf(createWith({ headers })),
    await refusalOf(reportWith({ headers })),
  ];

  it.each([
    ['Authorization', 'apiKey'],
    ['IDEMPOTENCY-KEY', 'idempotencyKey'],
    ['Stripe-Account', 'stripeAccount'],
    ['stripe-context', 'stripeContext'],
    ['stripe-version', 'apiVersion'],
  ])('leave %s to the option %s', async (name, option) => {
    const message = `headers["${name}"] must be left to the option ${option}, got text`;
    expect(await both({ [name]: 'secret-value' })).toEqual([message, message]);
  });

  const framing = 'Content-Length Transfer-Encoding Connection Expect Content-Encoding';
  it.each([...`Host content-type ${framing}`.split(' '), 'X A', '', 'X-A:', 'X-É'])(
    'cannot be named %j',
    async (name) => {
      const shown = `the name of headers["${name}"]`;
      const message = `${shown} must be one that a caller may set, got "${name}"`;
      expect(await both({ [name]: 'secret-value' })).toEqual([message, message]);
    },
  );

  it.each([
    ['secret\r\nX-B: 1', 'text'],
    ['secret\u0000', 'text'],
    ['secret\u0001', 'text'],
    ['secret\u007f', 'text'],
    ['secret…', 'text'],
    [1, '1'],
    [null, 'null'],
    [['secret'], 'Array'],
  ])('cannot hold %j', async (value, shown) => {
    const message = `headers["X-A"] must be Latin-1 without control codes, got ${shown}`;
    expect(await both({ 'X-A': value })).toEqual([message, message]);
  });
});

describe('plain http to another machine', () => {
  const baseUrl = 'http://contract:4010';
  const rule = 'baseUrl must be https, or http to loopback,';
  const live = `${rule} for a key that may be live, got "http://contract:4010"`;

  it.each([{}, { allowInsecureHttp: false }, { allowInsecureHttp: undefined }])(
    'is refused where it is not allowed: %j',
    async (options) => {
      const message = `${rule} unless allowInsecureHttp is true, got "http://contract:4010"`;
      expect(await refusalOf(createWith({ baseUrl: `${baseUrl}/a`, ...options }))).toBe(message);
    },
  );

  it.each(['sk_test_1', 'rk_test_1', 'test', 'xsk_live_1'])('takes the key %s', async (key) => {
    const client = createClient({ apiKey: key, baseUrl, allowInsecureHttp: true, fetch });
    await client.reportPaymentAttempt('pr_1', params);
    const url = `${baseUrl}/v1/payment_records/pr_1/report_payment_attempt`;
    expect(fetch.mock.calls.map(([target]) => target)).toEqual([url]);
  });

  it.each(['sk_live_1', 'rk_live_1', 'sk_org_1', 'sk_org_live_1', 'SK_LIVE_1', 'a,sk_live_1'])(
    'is refused with the key %s, allowed or not',
    async (apiKey) => {
      expect(await refusalOf(createWith({ apiKey, baseUrl }))).toBe(live);
      const allowed = { apiKey, baseUrl, allowInsecureHttp: true };
      expect(await refusalOf(createWith(allowed))).toBe(live);
      expect(() => createClient({ apiKey, baseUrl: 'http://localhost:4010' })).not.toThrow();
    },
  );

  it('is refused where a middleware sets a key that may be live', async () => {
    const client = createClient({ apiKey, baseUrl, allowInsecureHttp: true, fetch });
    client.use({
      onRequest: ({ request }) => request.headers.set('Authorization', 'Bearer sk_live_1'),
    });
    expect(await refusalOf(client.reportPaymentAttempt('pr_1', params))).toBe(live);
  });
});
