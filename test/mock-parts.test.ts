import { describe, expect, it } from 'vitest';
import { isLiveKey } from '../src/mock/is-live-key.js';
import { parsePrefer } from '../src/mock/parse-prefer.js';
import { type Refusal, refuse, shorten } from '../src/mock/refusal.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

it.each<[header: string | undefined, isLive: boolean]>([
  ['Bearer sk_live_1', true],
  ['Bearer rk_live_1', true],
  ['bearer  sk_live_1', true],
  [`Basic ${base64('sk_live_1:')}`, true],
  [`BASIC ${base64('rk_live_1:')}`, true],
  ['Bearer sk_test_1', false],
  ['Bearer pk_live_1', false],
  ['Bearer xsk_live_1', false],
  ['Bearer sk_live', false],
  [`Bearer ${base64('sk_live_1:')}`, false],
  ['Basic sk_live_1', false],
  ['sk_live_1', false],
  ['', false],
  [undefined, false],
])('the Authorization %j carries a live key: %j', (header, isLive) => {
  expect(isLiveKey(header)).toBe(isLive);
});

describe('parsePrefer', () => {
  const content = (...names: string[]) => ({
    content: {
      'application/json': { examples: Object.fromEntries(names.map((name) => [name, {}])) },
    },
  });
  const responses = { 200: content('guaranteed', 'failed'), default: content('rate_limit') };
  const preference = { dynamic: false, seed: 'stripe-payment-attempt' };

  it.each<[header: string | undefined, found: object]>([
    [undefined, {}],
    ['', {}],
    ['code=429', { code: 429 }],
    ['code=200', { code: 200 }],
    ['code=599', { code: 599 }],
    ['Code = "404"', { code: 404 }],
    ['example=failed', { exampleKey: 'failed' }],
    ['code=404, example=rate_limit', { code: 404, exampleKey: 'rate_limit' }],
    [' code=404 ;EXAMPLE="rate_limit" ', { code: 404, exampleKey: 'rate_limit' }],
    ['dynamic=true', { dynamic: true }],
    ['dynamic=true, dynamic=false', {}],
    ['seed=7', { seed: '7' }],
    ['seed="7', { seed: '"7' }],
    ['seed=7"', { seed: '7"' }],
    ['seed=a"7"', { seed: 'a"7"' }],
    ['seed="7"a', { seed: '"7"a' }],
    ['respond-async, wait=10', {}],
  ])('reads %j', (header, found) => {
    expect(parsePrefer(header, responses)).toStrictEqual({ ...preference, ...found });
  });

  it.each([
    ['code', 'code= is no status'],
    ['code=199', 'code=199 is no status'],
    ['code=600', 'code=600 is no status'],
    ['code=4040', 'code=4040 is no status'],
    ['code=1404', 'code=1404 is no status'],
    ['code=4xx', 'code=4xx is no status'],
    ['dynamic=1', 'dynamic=1 is neither true nor false'],
    ['seed=', 'seed is empty'],
    ['example=nope', 'status 200 has no example nope; it has guaranteed, failed'],
    ['code=404, example=failed', 'status 404 has no example failed; it has rate_limit'],
  ])('says what is wrong with %j', (header, fault) => {
    expect(parsePrefer(header, responses)).toStrictEqual({ fault });
  });

  it('finds no examples where the contract has none', () => {
    const fault = 'status 200 has no example a; it has ';
    expect(parsePrefer('example=a', {})).toStrictEqual({ fault });
    const bare = { 200: { content: { 'application/json': {} } } };
    expect(parsePrefer('example=a', bare)).toStrictEqual({ fault });
  });
});

describe('a refusal', () => {
  const long = `/${'x'.repeat(200)}`;
  const shown = `/${'x'.repeat(98)}…`;
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
    [() => refuse.malformedPath(long), 400, `The path of the request is not valid: ${shown}`],
    [() => refuse.unknownRoute('POST', long), 404, `Unrecognized request URL (POST: ${shown}).`],
    [() => refuse.method('PUT', long), 405, `PUT is not allowed on ${shown}.`],
    [() => refuse.bodyTooLarge(7), 413, 'The body of the request is larger than 7 bytes.'],
    [
      () => refuse.mediaType('a/b', 'a/c'),
      415,
      'Send the parameters as a/c. The Content-Type sent is a/b.',
    ],
    [
      () => refuse.mediaType(undefined, 'a/c'),
      415,
      'Send the parameters as a/c. The Content-Type sent is none.',
    ],
    [() => refuse.preference('code=1'), 400, 'The Prefer header cannot be followed: code=1.'],
  ])('has its status and words (%#)', (make, status, message) => {
    expect(make()).toStrictEqual({
      status,
      content: { error: { type: 'invalid_request_error', message } },
      violations: [{ param: '', code: undefined, message }],
    });
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
      content: { error: { type: 'invalid_request_error', ...first } },
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
    expect(shorten('x'.repeat(101))).toBe(`${'x'.repeat(99)}…`);
  });
});
