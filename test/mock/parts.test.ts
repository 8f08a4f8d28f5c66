import { describe, expect, it } from 'vitest';
import { apiKeyIn, isLiveKey } from '../../src/mock/api-key.js';
import { BoundedMap } from '../../src/mock/bounded-map.js';
import { findExample } from '../../src/mock/find-example.js';
import { parsePrefer } from '../../src/mock/parse-prefer.js';
import { type Refusal, refuse, refuseAs, shorten } from '../../src/mock/refusal.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each<[header: string | undefined, isLive: boolean]>([
  ['Bearer sk_live_1', true],
  ['Bearer rk_live_1', true],
  ['bearer  sk_live_1', true],
  ['sk_live_1', true],
  ['Bearer=sk_live_1', true],
  ['Bearer "sk_live_1', true],
  ['Bearer Bearer sk_live_1', true],
  ['Basic sk_live_1', true],
  [`Basic ${base64('sk_live_1:')}`, true],
  [`BASIC ${base64('rk_live_1:')}`, true],
  [`Basic ${base64(':sk_live_1')}`, true],
  ['Bearer sk_test_1', false],
  ['Bearer pk_live_1', false],
  ['Bearer xsk_live_1', false],
  ['Bearer sk_live', false],
  [`Basic ${base64('sk_test_1:')}`, false],
  ['', false],
  [undefined, false],
])('the header %j holds a live key: %j', (header, isLive) => {
  expect(isLiveKey(header)).toBe(isLive);
});

it.each([
  ['Bearer sk_test_1', 'sk_test_1'],
  ['bearer  rk_test_1', 'rk_test_1'],
  [`Basic ${base64('sk_test_1:')}`, 'sk_test_1'],
  [`BASIC ${base64('sk_test_1:a:b')}`, 'sk_test_1'],
  [`Basic ${base64('sk_test_1')}`, 'sk_test_1'],
  [`Basic ${base64(':')}`, ''],
  [`Basic ${base64('null:')}`, ''],
  ['Basic', ''],
  ['Bearer ', ''],
  ['Bearer undefined', ''],
  ['Bearer undefined_1', 'undefined_1'],
  ['Bearer not_null', 'not_null'],
  [`Basic  ${base64('sk_test_1:')}`, 'sk_test_1'],
  ['Basics sk:1', 'sk:1'],
  ['NoBasic sk:1', 'sk:1'],
  ['', ''],
  [undefined, ''],
])('the header %j holds the key %j', (header, key) => {
  expect(apiKeyIn(header)).toBe(key);
});

const content = (examples: { [name: string]: number | undefined }) => ({
  content: {
    'application/json': {
      examples: Object.fromEntries(
        Object.entries(examples).map(([name, status]) => [
          name,
          { ...(status !== undefined && { 'x-status': status }), value: `the ${name}` },
        ]),
      ),
    },
  },
});
const responses = {
  200: content({ guaranteed: undefined, failed: undefined }),
  default: content({ missing: 400, rate_limit: 429, fault: 500, down: 503 }),
};

describe('findExample', () => {
  it.each([
    [{}, 200, 'the guaranteed'],
    [{ status: 200 }, 200, 'the guaranteed'],
    [{ status: 429 }, 429, 'the rate_limit'],
    [{ status: 400 }, 400, 'the missing'],
    [{ status: 503 }, 503, 'the down'],
    [{ status: 502 }, 502, 'the fault'],
    [{ status: 404 }, 404, 'the missing'],
    [{ name: 'failed' }, 200, 'the failed'],
    [{ name: 'rate_limit' }, 429, 'the rate_limit'],
    [{ status: 404, name: 'rate_limit' }, 404, 'the rate_limit'],
  ])('answers %j', (wanted, status, text) => {
    expect(findExample(responses, wanted)).toStrictEqual({ status, content: text });
  });

  it.each([
    [{ name: 'nope' }, 'the contract has no example nope; it has guaranteed, failed, missing, '],
    [{ status: 200, name: 'rate_limit' }, 'status 200 has no example rate_limit; it has guaran'],
    [{ status: 201 }, 'status 201 has no example; it has none'],
    [{ status: 404, name: 'failed' }, 'status 404 has no example failed; it has missing, rate_'],
  ])('says what there is instead of %j', (wanted, fault) => {
    expect(findExample(responses, wanted)).toStrictEqual({ fault: expect.stringContaining(fault) });
  });

  it('finds none where the contract has none', () => {
    const fault = 'status 200 has no example; it has none';
    expect(findExample({}, {})).toStrictEqual({ fault });
    const bare = { 200: { content: { 'application/json': {} } } };
    expect(findExample(bare, {})).toStrictEqual({ fault });
    expect(findExample(bare, { name: 'a' })).toStrictEqual({
      fault: 'the contract has no example a; it has none',
    });
  });
});

describe('parsePrefer', () => {
  const seed = 'stripe-payment-attempt';
  it.each<[header: string | undefined, found: object | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['respond-async, wait=10', undefined],
    ['code=429', { status: 429, content: 'the rate_limit' }],
    ['code=200', { status: 200, content: 'the guaranteed' }],
    ['code=599', { status: 599, content: 'the fault' }],
    ['Code = "404"', { status: 404, content: 'the missing' }],
    ['example=failed', { status: 200, content: 'the failed' }],
    ['example=rate_limit', { status: 429, content: 'the rate_limit' }],
    ['code=404, example=rate_limit', { status: 404, content: 'the rate_limit' }],
    [' code=404 ;EXAMPLE="rate_limit" ', { status: 404, content: 'the rate_limit' }],
    ['example=failed, dynamic=true', { status: 200, content: 'the failed' }],
    ['dynamic=true', { status: 200, seed }],
    ['code=402, dynamic=true', { status: 402, seed }],
    ['dynamic=true, dynamic=false', { status: 200, content: 'the guaranteed' }],
    ['seed=7', { status: 200, content: 'the guaranteed' }],
    ['dynamic=true, seed=7', { status: 200, seed: '7' }],
    ['dynamic=true, seed="7', { status: 200, seed: '"7' }],
    ['dynamic=true, seed=7"', { status: 200, seed: '7"' }],
    ['dynamic=true, seed=a"7"', { status: 200, seed: 'a"7"' }],
    ['dynamic=true, seed="7"a', { status: 200, seed: '"7"a' }],
  ])('reads %j', (header, found) => {
    expect(parsePrefer(header, responses)).toStrictEqual(found);
  });

  it.each([
    ['code', 'code= is no status'],
    ['code=199', 'code=199 is no status'],
    ['code=600', 'code=600 is no status'],
    ['code=4040', 'code=4040 is no status'],
    ['code=1404', 'code=1404 is no status'],
    ['code=4xx', 'code=4xx is no status'],
    ['dynamic=1', 'dynamic=1 is neither true nor false'],
    ['dynamic=trues', 'dynamic=trues is neither true nor false'],
    ['dynamic=untrue', 'dynamic=untrue is neither true nor false'],
    ['seed=', 'seed is empty'],
    [
      'code=404, example=failed',
      'status 404 has no example failed; it has missing, rate_limit, fault, down',
    ],
  ])('says what is wrong with %j', (header, fault) => {
    expect(parsePrefer(header, responses)).toStrictEqual({ fault });
  });
});

describe('BoundedMap', () => {
  it('holds 10,000 entries, and lets the one go that was set first', () => {
    const map = new BoundedMap<number>();
    for (let index = 0; index < 10_000; index++) map.set(`${index}`, index);
    map.set('0', -1);
    expect(map.get('1')).toBe(1);
    map.set('new', 1);
    expect([map.get('0'), map.get('1'), map.get('2'), map.get('new')]).toStrictEqual([
      ...[-1, undefined, 2, 1],
    ]);
  });

  it('holds 64 million characters, and counts none of what is gone', () => {
    const map = new BoundedMap<string>();
    const half = 'x'.repeat(2 ** 25 - 2);
    for (const _ of [1, 2, 3]) {
      map.set('a', half);
      map.set('b', half);
      expect([map.get('a'), map.get('b')]).toStrictEqual([half, half]);
    }
    map.set('c', '');
    expect([map.get('a'), map.get('b'), map.get('c')]).toStrictEqual([undefined, half, '']);
    map.clear();
    expect(map.get('c')).toBeUndefined();
    map.set('a', half);
    map.set('b', half);
    expect(map.get('a')).toBe(half);
  });
});

describe('a refusal', () => {
  const long = `/${'x'.repeat(200)}`;
  const shown = `/${'x'.repeat(99)}…`;
  it.each<[make: () => Refusal, status: number, message: string]>([
    [
      () => refuse.missingKey(),
      401,
      "You did not provide an API key. Send one in the Authorization header, as 'Bearer YOUR_SECRET_KEY' or as the user name of basic authentication; any test key will do here.",
    ],
    [
      () => refuse.liveKey(),
      401,
      'The API key sent is a live one, and a live key has no business in a contract server: use a test key, and roll the live one if it may have leaked.',
    ],
    [
      () => refuse.publishableKey(),
      403,
      'This API call cannot be made with a publishable API key. Please use a secret API key.',
    ],
    [() => refuse.malformedPath(long), 400, `The path of the request is not valid: ${shown}`],
    [() => refuse.unknownRoute('POST', long), 404, `Unrecognized request URL (POST: ${shown}).`],
    [() => refuse.bodyTooLarge(7), 413, 'The body of the request is larger than 7 bytes.'],
    [
      () => refuse.mediaType('a/b', 'a/c'),
      415,
      'Invalid request: unsupported Content-Type a/b. Send the parameters as a/c.',
    ],
    [
      () => refuse.mediaType(undefined, 'a/c'),
      415,
      'Invalid request: unsupported Content-Type none. Send the parameters as a/c.',
    ],
    [() => refuse.preference('code=1'), 400, 'The Prefer header cannot be followed: code=1.'],
  ])('has its status and words (%#)', (make, status, message) => {
    expect(make()).toStrictEqual({
      status,
      content: { error: { type: 'invalid_request_error', message } },
      violations: [{ param: '', code: undefined, message }],
    });
  });

  it('of too much metadata tells how many keys there would be, and what was sent', () => {
    const violation = {
      param: 'metadata',
      code: undefined,
      message:
        'Invalid metadata: the Payment Record would hold 51 keys, more than it may; got {"a":"b"}',
    };
    expect(refuse.metadataFull(51, { a: 'b' })).toStrictEqual(refuse.violations([violation]));
  });

  it('of a method names those that are taken', () => {
    expect(refuse.method('PUT', long, 'POST')).toMatchObject({
      status: 405,
      headers: { Allow: 'POST' },
      content: { error: { message: `Unrecognized request URL (PUT: ${shown}). It takes POST.` } },
    });
  });

  it('cuts no character in half', () => {
    expect(refuse.unknownRoute('POST', '😀'.repeat(101)).violations[0]?.message).toBe(
      `Unrecognized request URL (POST: ${'😀'.repeat(100)}…).`,
    );
  });

  const responses = {
    default: {
      content: {
        'application/json': {
          examples: {
            gone: { 'x-status': 404, value: { error: { type: 'a', message: "No 'x', or 'y'." } } },
            mute: { 'x-status': 400, value: { error: { type: 'b' } } },
          },
        },
      },
    },
  };

  it('by an example puts the subject in the place of what is quoted, and blames no parameter', () => {
    const refusal = refuseAs(responses, 'gone', '$&');
    const error = { type: 'a', message: "No '$&'." };
    expect(refusal).toStrictEqual({ status: 404, content: { error }, violations: [] });
    expect(refuseAs(responses, 'mute').content).toEqual({ error: { type: 'b' } });
    expect(() => refuseAs(responses, 'lost')).toThrow('the contract has no example lost');
  });

  it('for a fault of the server is an api_error', () => {
    expect(refuse.serverFault('why')).toStrictEqual({
      status: 500,
      content: { error: { type: 'api_error', message: 'why' } },
      violations: [{ param: '', code: undefined, message: 'why' }],
    });
  });

  it('for violations shows the first one', () => {
    const first = { param: 'a', code: 'parameter_missing', message: 'm' };
    const second = { param: '', code: undefined, message: 'n' };
    expect(refuse.violations([first, second])).toStrictEqual({
      status: 400,
      content: {
        error: {
          type: 'invalid_request_error',
          ...first,
          doc_url: 'https://docs.stripe.com/error-codes#parameter-missing',
        },
      },
      violations: [first, second],
    });
    expect(refuse.violations([second, first])).toStrictEqual({
      status: 400,
      content: { error: { type: 'invalid_request_error', message: 'n' } },
      violations: [second, first],
    });
  });

  it('shows as much of a text as a message can bear', () => {
    expect(shorten('x'.repeat(100))).toBe('x'.repeat(100));
    expect(shorten('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
  });
});
