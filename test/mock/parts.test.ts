import { describe, expect, test } from 'vitest';
import { isLiveKey, readAuthorization } from '../../src/mock/api-key.js';
import { BoundedMap } from '../../src/mock/bounded-map.js';
import { complete } from '../../src/mock/complete.js';
import { parsePrefer } from '../../src/mock/parse-prefer.js';
import { refusalByExample, refusals } from '../../src/mock/refusals.js';
import { createRequestLog } from '../../src/mock/request-log.js';
import type { RecordedRequest } from '../../src/mock/types.js';
import { readme } from '../support/readme.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each<[header: string | undefined, key: string, isLive: boolean]>([
  ['bearer  sk_live_1', 'sk_live_1', true],
  ['sk_live_1', '', true],
  ['Bearer sk_org_live_1', 'sk_org_live_1', true],
  ['Bearer=sk_live_1', '', true],
  ['Bearer "sk_live_1', '"sk_live_1', true],
  ['Bearer Bearer sk_live_1', 'Bearer', true],
  [`BASIC ${base64('rk_live_1:')}`, 'rk_live_1', true],
  [`Basic ${base64(':sk_live_1')}`, '', true],
  ['Bearer pk_live_1', 'pk_live_1', false],
  ['Bearer xsk_live_1', 'xsk_live_1', false],
  ['Bearer sk_live', 'sk_live', false],
  ['Bearer undefined_1', 'undefined_1', false],
  ['Bearer not_null', 'not_null', false],
  [`BASIC ${base64('sk_test_1:a:b')}`, 'sk_test_1', false],
  [`Basic  ${base64('sk_test_1')}`, 'sk_test_1', false],
  [`Basic ${base64('null:')}`, '', false],
  ['Basic', '', false],
  ['Basics sk:1', 'sk:1', false],
  ['NoBasic sk:1', 'sk:1', false],
  [undefined, '', false],
])('the header %j holds the key %j, live: %j', (header, key, isLive) => {
  expect([readAuthorization(header).key, isLiveKey(header)]).toStrictEqual([key, isLive]);
});

describe('parsePrefer', () => {
  const named = (examples: { [name: string]: number | undefined }) => ({
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
    200: named({ guaranteed: undefined, failed: undefined }),
    default: named({ missing: 400, rate_limit: 429, fault: 500, down: 503 }),
  };
  const seed = 'stripe-payment-attempt';

  test.each<[header: string | undefined, found: object | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['respond-async, wait=10', undefined],
    ['code=503', { status: 503, content: 'the down', headers: {} }],
    ['code=502', { status: 502, content: 'the fault', headers: {} }],
    ['code=599', { status: 599, content: 'the fault', headers: {} }],
    ['Code = "404"', { status: 404, content: 'the missing', headers: {} }],
    [' code=404 ;EXAMPLE="rate_limit" ', { status: 404, content: 'the rate_limit', headers: {} }],
    ['example=failed, dynamic=true', { status: 200, content: 'the failed', headers: {} }],
    ['dynamic=true', { status: 200, seed }],
    ['code=402, dynamic=true', { status: 402, seed }],
    ['dynamic=true, dynamic=false', { status: 200, content: 'the guaranteed', headers: {} }],
    ['seed=7', { status: 200, content: 'the guaranteed', headers: {} }],
    ['dynamic=true, seed=7', { status: 200, seed: '7' }],
    ['dynamic=true, seed="7', { status: 200, seed: '"7' }],
    ['dynamic=true, seed=7"', { status: 200, seed: '7"' }],
    ['dynamic=true, seed=a"7"', { status: 200, seed: 'a"7"' }],
    ['dynamic=true, seed="7"a', { status: 200, seed: '"7"a' }],
  ])('reads %j', (header, found) => {
    expect(parsePrefer(header, responses)).toStrictEqual(found);
  });

  test.each([
    ['code', 'code= is no status'],
    ['code=199', 'code=199 is no status'],
    ['code=600', 'code=600 is no status'],
    ['code=4040', 'code=4040 is no status'],
    ['code=1404', 'code=1404 is no status'],
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

  test('reads the status of a range, and of no 2xx that there is none', () => {
    const found = { status: 400, content: 'the a', headers: {} };
    const range = { '4xx': named({ a: undefined }) };
    expect(parsePrefer('example=a', range)).toStrictEqual(found);
    expect(parsePrefer('code=404', range)).toStrictEqual({ ...found, status: 404 });
    expect(parsePrefer('code=400', { default: named({ a: 400 }) })).toStrictEqual(found);
    expect(parsePrefer('dynamic=true', { 422: {} })).toStrictEqual({ status: 200, seed });
    const fault = 'status 204 has no example a; it has none';
    expect(parsePrefer('code=204, example=a', { 204: {} })).toStrictEqual({ fault });
  });

  test.each([{}, { 200: { content: { 'application/json': {} } } }])('finds none in %j', (none) => {
    const at200 = 'status 200 has no example; it has none';
    expect(parsePrefer('seed=7', none)).toStrictEqual({ fault: at200 });
    const named = 'the contract has no example a; it has none';
    expect(parsePrefer('example=a', none)).toStrictEqual({ fault: named });
  });
});

describe('BoundedMap', () => {
  test('holds 10,000 entries, and lets the one go that was set first', () => {
    const map = new BoundedMap<number>();
    for (let index = 0; index < 10_000; index++) map.set(`${index}`, index);
    map.set('0', -1);
    expect(map.get('1')).toBe(1);
    map.set('new', 1);
    const held = ['0', '1', '2', 'new'].map((key) => map.get(key));
    expect(held).toStrictEqual([-1, undefined, 2, 1]);
  });

  test('holds 64 million characters, and counts none of what is gone', () => {
    const map = new BoundedMap<string>();
    // With its key and two quotes.
    const half = 'x'.repeat(2 ** 25 - 3);
    const setHalves = () => {
      map.set('a', half);
      map.set('b', half);
      expect([map.get('a'), map.get('b')]).toStrictEqual([half, half]);
    };
    setHalves();
    setHalves();
    map.set('c', '');
    expect([map.get('a'), map.get('b'), map.get('c')]).toStrictEqual([undefined, half, '']);
    map.clear();
    expect(map.get('c')).toBeUndefined();
    setHalves();
  });
});

test('a value is completed with null where it may be null, and with nothing where it must be', () => {
  const required = ['text', 'flag', 'count', 'share', 'list', 'hash', 'fixed', 'listed', 'known'];
  const hash = { type: 'object', required: ['deep'], properties: { deep: { type: 'string' } } };
  const properties = {
    ...{ text: { type: 'string' }, flag: { type: 'boolean' }, count: { type: 'integer' } },
    ...{ share: { type: 'number' }, list: { type: 'array' }, hash, fixed: { const: 'a' } },
    ...{ listed: { enum: ['b', 'c'] }, known: { type: 'string' }, optional: { type: 'string' } },
    nullable: { type: ['string', 'null'] },
  };
  const schema = { anyOf: [{ type: 'array' }, { type: 'object', required, properties }] };
  expect(complete({ known: 'k', other: [null] }, schema, {})).toStrictEqual({
    ...{ known: 'k', other: [null], text: '', flag: false, count: 0, share: 0, list: [] },
    ...{ hash: { deep: '' }, fixed: 'a', listed: 'b', nullable: null },
  });
  expect(complete(null, schema, {})).toBeNull();
});

describe('the record of requests', () => {
  const small = { method: 'POST', path: '', headers: {}, rawBody: '', body: undefined };
  const request = { ...small, status: 200, violations: [] };
  const fault = { param: '', code: undefined, message: '' };
  const half = 2 ** 25 - 200;
  const text = 'x'.repeat(half);

  test.each<[part: string, Partial<RecordedRequest>]>([
    ['a path', { path: text }],
    ['headers', { headers: { long: text } }],
    ['a body', { rawBody: text }],
    ['the name of what is wrong', { violations: [{ ...fault, param: text }] }],
    ['what is said of it', { violations: [{ ...fault, message: text }] }],
    ['100 for all that is wrong', { violations: Array(Math.floor(half / 100)).fill(fault) }],
  ])('holds 64 million characters of %s', (_, part) => {
    const log = createRequestLog();
    for (const path of ['/1', '/2', '/3']) log.add({ ...request, path, ...part });
    expect(log.requests).toHaveLength(2);
  });

  test('counts none of what is gone', () => {
    const log = createRequestLog();
    const held = (rawBody: string) => {
      log.add({ ...request, rawBody });
      return log.requests.length;
    };
    const quarter = text.slice(half / 2);
    expect([held(text), held(text), held(quarter), held(quarter)]).toStrictEqual([1, 2, 2, 3]);
    log.clear();
    expect([held(text), held(text)]).toStrictEqual([1, 2]);
  });

  test('holds the last 1,000', () => {
    const log = createRequestLog();
    for (let index = 1; index <= 1001; index++) log.add({ ...request, rawBody: `${index}` });
    expect(log.requests).toHaveLength(1000);
    expect([log.requests[0]?.rawBody, log.requests.at(-1)?.rawBody]).toStrictEqual(['2', '1001']);
    expect(readme).toContain('the last 1,000 requests');
  });
});

describe('a refusal', () => {
  const long = `/${'x'.repeat(200)}`;
  const shown = `/${'x'.repeat(99)}…`;
  test.each([
    [refusals.malformedPath(long), `The path of the request is not valid: ${shown}`],
    [refusals.mediaType(long, 'a/c'), `unsupported Content-Type ${shown}. Send the parameters as`],
    [refusals.mediaType(undefined, 'a/c'), 'Content-Type none. Send the parameters as a/c.'],
  ])('shows the start of what was sent (%#)', ({ content, violations }, text) => {
    const { message } = content.error;
    expect(message).toContain(text);
    expect(violations).toStrictEqual([{ param: '', code: undefined, message }]);
  });

  test('of a route says in the record alone what the path takes', () => {
    const refusal = refusals.unknownRoute('PUT', long, ['GET', 'POST']);
    const message = `Unrecognized request URL (PUT: ${shown}).`;
    const advice =
      'Please see https://stripe.com/docs or we can help at https://support.stripe.com/.';
    expect(refusal.content.error.message).toBe(`${message} ${advice}`);
    expect(refusal.violations[0]?.message).toBe(`${message} It takes GET, POST.`);
    expect(refusals.unknownRoute('PUT', '/a', []).violations[0]?.message).toMatch(
      /\(PUT: \/a\)\.$/,
    );
  });

  const responsesWith = (examples: {
    [name: string]: { 'x-status': number; 'x-headers'?: { [name: string]: string }; value: object };
  }) => ({
    default: { content: { 'application/json': { examples } } },
  });

  test('by an example puts subjects in the place of what is quoted, and blames no parameter', () => {
    const responses = responsesWith({
      resource_missing: {
        'x-status': 410,
        'x-headers': { 'X-Why': 'gone' },
        value: { error: { type: 'a', message: "No 'x', or 'y', and 'z'." } },
      },
      attempt_open: { 'x-status': 400, value: { error: { type: 'b' } } },
    });
    const refusal = refusalByExample(responses, 'resource_missing', '$&', '');
    const content = { error: { type: 'a', message: "No '$&', or '', and 'z'." } };
    const headers = { 'X-Why': 'gone' };
    expect(refusal).toStrictEqual({ status: 410, content, headers, violations: [] });
    expect(refusalByExample(responses, 'attempt_open').content).toEqual({ error: { type: 'b' } });
  });

  const ofRequest = 'invalid_request_error';
  const ofKey = 'idempotency_error';
  test.each([
    ['resource_missing', 404, ofRequest, 'resource_missing', "No such object: 'the subject'"],
    [
      'attempt_open',
      400,
      ofRequest,
      undefined,
      'A new attempt needs all other attempts to be canceled or',
    ],
    [
      'idempotency_key_reused',
      400,
      ofKey,
      undefined,
      "The idempotency key 'the subject' was used with other",
    ],
    ['idempotency_key_other_endpoint', 400, ofKey, undefined, "The path is 'the subject', but"],
    [
      'secret_key_required',
      403,
      ofRequest,
      'secret_key_required',
      'cannot be made with a publishable API key',
    ],
    [
      ...(['idempotency_key_in_use', 409, ofRequest, 'idempotency_key_in_use'] as const),
      "Another request with the idempotency key 'the subject' is still in",
    ],
  ] as const)('by the example %s has words where the contract has none', (...row) => {
    const [name, status, type, code, text] = row;
    for (const responses of [{}, responsesWith({})]) {
      const refusal = refusalByExample(responses, name, 'the subject');
      expect(refusal).toMatchObject({ status, content: { error: { type } }, violations: [] });
      expect(refusal.content.error.code).toBe(code);
      expect(refusal.content.error.message).toContain(text);
    }
  });
});
