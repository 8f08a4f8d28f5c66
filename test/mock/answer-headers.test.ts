import { describe, expect, test } from 'vitest';
import { contract } from '../support/contract.js';
import { ATTEMPT, fixtureContract, send, serve, serving } from '../support/contract-server.js';

const mock = await serve();
const FAILED = 'initiated_at=1&outcome=failed';
const KEY = { 'Idempotency-Key': 'order-6735' };
const report = (headers: Record<string, string> = {}, body = FAILED) =>
  send(mock, ATTEMPT, body, headers);

test('an answer has only headers that the contract has', async () => {
  const { default: error, 200: success } =
    contract.paths['/v1/payment_records/{id}/report_payment_attempt']?.post?.responses ?? {};
  const usual = ['connection', 'content-length', 'content-type', 'date', 'keep-alive'];
  for (const [body, response] of [
    [FAILED, success],
    ['', error],
  ] as const) {
    const known = Object.keys(response?.headers ?? {}).map((name) => name.toLowerCase());
    const { headers } = await report({ ...KEY, 'Stripe-Account': 'acct_1' }, body);
    const names = [...headers.keys()].filter((name) => !usual.includes(name));
    expect(known).toEqual(expect.arrayContaining(names));
    expect(names.length).toBeGreaterThan(3);
  }
});

describe('all headers of', () => {
  const id = expect.stringMatching(/^req_\w{24}$/);
  const http = {
    connection: 'keep-alive',
    'content-length': expect.stringMatching(/^\d+$/),
    date: expect.stringMatching(/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/),
  };
  const json = { ...http, 'content-type': 'application/json' };
  const usual = { ...json, 'request-id': id, 'stripe-version': contract.info.version };
  const echoed = {
    'idempotency-key': 'order-6735',
    'original-request': id,
    'stripe-account': 'acct_1',
    'stripe-version': '2024-06-20',
  };
  const sent = { ...KEY, 'Stripe-Account': 'acct_1', 'Stripe-Version': '2024-06-20' };

  test.each<
    [what: string, sent: Record<string, string>, { request?: string; body?: string }, object]
  >([
    ['a success', {}, {}, usual],
    ['a success with a key, an account and a version', sent, {}, { ...usual, ...echoed }],
    ['a refusal', {}, { body: '' }, usual],
    ['a refusal with all of them', sent, { body: '' }, { ...usual, ...echoed }],
    ['a version that is none', { 'Stripe-Version': 'latest' }, {}, usual],
    ['a live key', { 'Stripe-Account': 'sk_live_123' }, {}, usual],
    ['an unknown URL', {}, { request: 'GET /v1/charges' }, usual],
    ['a missing key', { Authorization: '' }, {}, usual],
    ['a made-up answer', { Prefer: 'dynamic=true, seed=1' }, {}, usual],
    [
      'an answer that was asked for',
      { Prefer: 'example=rate_limit' },
      {},
      { ...usual, 'stripe-rate-limited-reason': 'global-rate' },
    ],
  ])('%s', async (_, sent, { request = ATTEMPT, body = FAILED }, expected) => {
    const { headers } = await send(mock, request, request === ATTEMPT ? body : undefined, sent);
    expect(Object.fromEntries(headers)).toStrictEqual(expected);
  });

  test('a repeated answer and a refusal of the key, which name the first request', async () => {
    const first = await report(KEY);
    const original = first.headers.get('Request-Id');
    expect(first.headers.get('Original-Request')).toBe(original);
    const known = { ...usual, 'idempotency-key': 'order-6735', 'original-request': original };
    const again = await report(KEY);
    const replayed = { ...known, 'idempotent-replayed': 'true' };
    expect([again.status, Object.fromEntries(again.headers)]).toStrictEqual([200, replayed]);
    expect(again.headers.get('Request-Id')).not.toBe(original);
    const refused = await report(KEY, 'initiated_at=2');
    expect([refused.status, Object.fromEntries(refused.headers)]).toStrictEqual([400, known]);
  });

  test('an answer that was chosen', async () => {
    mock.next({ status: 502, body: '7', headers: { 'X-Own': '1' } });
    const type = { 'content-type': 'text/plain; charset=utf-8' };
    expect(Object.fromEntries((await report()).headers)).toStrictEqual({
      ...usual,
      ...type,
      'x-own': '1',
    });
    mock.next({ status: 204 });
    const { 'content-length': _, 'content-type': __, ...bodiless } = usual;
    expect(Object.fromEntries((await report()).headers)).toStrictEqual(bodiless);
    mock.next({ status: 302 });
    const { headers } = await report();
    expect(Object.fromEntries(headers)).toStrictEqual({ ...usual, 'content-length': '0' });
  });
});

test('an error links to the log of its request, also when it is given again', async () => {
  await report({}, 'initiated_at=1');
  const before = Math.floor(Date.now() / 1000);
  const refused = await report(KEY);
  const url = new URL(refused.content.error.request_log_url);
  expect(url.origin + url.pathname).toBe(
    `https://dashboard.stripe.com/test/logs/${refused.headers.get('Request-Id')}`,
  );
  expect(Number(url.searchParams.get('t'))).toBeGreaterThanOrEqual(before);
  expect((await report(KEY)).content).toStrictEqual(refused.content);
});

describe('an error example brings its headers', () => {
  test.each([
    ['rate_limit', 'global-rate', null],
    ['lock_timeout', null, 'true'],
    ['api_error', null, null],
  ])('%s: %s, %s', async (example, reason, retry) => {
    mock.next({ example });
    for (const { headers } of [await report(), await report({ Prefer: `example=${example}` })]) {
      expect(headers.get('Stripe-Rate-Limited-Reason')).toBe(reason);
      expect(headers.get('Stripe-Should-Retry')).toBe(retry);
    }
  });

  test('a chosen header takes the place of one of them', async () => {
    mock.next({ example: 'lock_timeout', headers: { 'Stripe-Should-Retry': 'false' } });
    expect((await report()).headers.get('Stripe-Should-Retry')).toBe('false');
  });
});

test('a contract without a version says none', async () => {
  const { info: _, ...document } = fixtureContract();
  await serving(document, async (server) => {
    const { headers } = await send(server, ATTEMPT, 'initiated_at=1');
    expect(headers.get('Stripe-Version')).toBeNull();
  });
});
