import { expect, test } from 'vitest';
import { refusals } from '../../src/mock/refusals.js';
import { ATTEMPT, send, serve } from '../support/contract-server.js';

const mock = await serve();

interface Asked {
  request?: string;
  body?: string;
  headers?: Record<string, string>;
  /** What happens before. A function that it gives ends that. */
  before?: () => unknown;
}

const BAD = 'invalid_request_error';
const KEY = { 'Idempotency-Key': 'order-6735' };
const JSON_BODY = { 'Content-Type': 'application/json' };
const reported = (headers = {}, request = ATTEMPT) =>
  send(mock, request, 'initiated_at=1', headers);

// The literals that callers decide by; nothing here is taken from the contract or from the server.
test.each<[what: string, Asked, status: number, type: string, code: string | undefined]>([
  ['a missing parameter', { body: '' }, 400, BAD, 'parameter_missing'],
  ['an unknown parameter', { body: 'initiated_at=1&a=1' }, 400, BAD, 'parameter_unknown'],
  ['no integer', { body: 'initiated_at=soon' }, 400, BAD, 'parameter_invalid_integer'],
  ['an empty text', { body: 'initiated_at=1&description=' }, 400, BAD, 'parameter_invalid_empty'],
  ['an empty header', { headers: { 'Idempotency-Key': '' } }, 400, BAD, 'parameter_invalid_empty'],
  ['an unknown value', { body: 'initiated_at=1&outcome=won' }, 400, BAD, undefined],
  ['a text for a hash', { body: 'initiated_at=1&failed=1' }, 400, BAD, undefined],
  ['a parameter twice', { body: 'initiated_at=1&initiated_at=1' }, 400, BAD, undefined],
  ['a time in milliseconds', { body: 'initiated_at=1747742100000' }, 400, BAD, undefined],
  ['what cannot be expanded', { body: 'initiated_at=1&expand[]=a' }, 400, BAD, undefined],
  ['bad UTF-8', { body: 'initiated_at=1&description=%ff' }, 400, BAD, undefined],
  ['no version', { headers: { 'Stripe-Version': 'latest' } }, 400, BAD, undefined],
  ['an unknown preference', { headers: { Prefer: 'code=1' } }, 400, BAD, undefined],
  ['a bad path', { request: ATTEMPT.replace('pr_1', '%E0') }, 400, BAD, undefined],
  ['an attempt that is open', { before: reported }, 400, BAD, undefined],
  [
    'metadata that is full',
    {
      body: 'initiated_at=1&metadata[k]=v',
      before: () =>
        mock.records.set('pr_1', {
          metadata: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v'])),
        }),
    },
    400,
    BAD,
    undefined,
  ],
  [
    'a key with other parameters',
    { headers: KEY, body: 'initiated_at=2', before: () => reported(KEY) },
    400,
    'idempotency_error',
    undefined,
  ],
  [
    'a key for another URL',
    { headers: KEY, before: () => reported(KEY, ATTEMPT.replace('pr_1', 'pr_2')) },
    400,
    'idempotency_error',
    undefined,
  ],
  [
    'a key in use',
    {
      headers: KEY,
      before: async () => {
        mock.next({ delay: 600_000 });
        const controller = new AbortController();
        const { signal } = controller;
        const headers = { Authorization: 'Bearer sk_test_123', ...KEY };
        const url = mock.url + ATTEMPT.slice('POST '.length);
        const body = new URLSearchParams('initiated_at=1');
        mock.fetch(url, { method: 'POST', headers, body, signal }).catch(() => {});
        await expect.poll(() => mock.requests.length, { timeout: 600_000 }).toBe(1);
        return () => controller.abort();
      },
    },
    409,
    BAD,
    'idempotency_key_in_use',
  ],
  ['no key', { headers: { Authorization: '' } }, 401, BAD, undefined],
  ['a live key', { headers: { Authorization: 'Bearer sk_live_1' } }, 401, BAD, undefined],
  [
    'a publishable key',
    { headers: { Authorization: 'Bearer pk_test_1' } },
    403,
    BAD,
    'secret_key_required',
  ],
  ['an unknown URL', { request: 'POST /v1/charges' }, 404, BAD, undefined],
  [
    'an unknown record',
    { before: () => mock.records.delete('pr_1') },
    404,
    BAD,
    'resource_missing',
  ],
  ['a body over 1 MiB', { body: 'x'.repeat(2 ** 20 + 1) }, 413, BAD, undefined],
  ['a body of JSON', { headers: JSON_BODY }, 415, BAD, undefined],
  ['a rate limit', { before: () => mock.next({ example: 'rate_limit' }) }, 429, BAD, 'rate_limit'],
  ['a lock', { before: () => mock.next({ example: 'lock_timeout' }) }, 429, BAD, 'lock_timeout'],
  ['a wrong key', { before: () => mock.next({ status: 401 }) }, 401, BAD, undefined],
  ['a fault', { before: () => mock.next({ status: 500 }) }, 500, 'api_error', undefined],
])(
  '%s',
  async (_, { request = ATTEMPT, body = 'initiated_at=1', headers, before }, ...expected) => {
    const after = await before?.();
    const { status, content } = await send(mock, request, body, headers);
    if (after instanceof Function) after();
    expect([status, content.error.type, content.error.code]).toStrictEqual(expected);
  },
);

test('the refusals that no request over fetch leads to', () => {
  expect(Object.keys(refusals).sort()).toStrictEqual(
    [
      ...['bodyTooLarge', 'headTooLarge', 'liveKey', 'malformedPath', 'malformedRequest'],
      ...['mediaType', 'metadataFull', 'missingKey', 'preference', 'publishableKey'],
      ...['requestTimeout', 'serverFault', 'unknownRoute', 'violations'],
    ].sort(),
  );
  const unread = [
    refusals.headTooLarge(1),
    refusals.malformedRequest(''),
    refusals.requestTimeout(),
  ];
  expect(unread.map(({ status, content }) => [status, content.error.type])).toStrictEqual([
    [431, BAD],
    [400, BAD],
    [408, BAD],
  ]);
  const { status, content } = refusals.serverFault('');
  expect([status, content.error.type]).toStrictEqual([500, 'api_error']);
});
