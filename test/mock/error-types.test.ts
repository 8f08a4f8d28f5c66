import { expect, test } from 'vitest';
import { refusals } from '../../src/mock/refusals.js';
import { ATTEMPT, received, send, serve } from '../support/contract-server.js';

const mock = await serve();

interface Asked {
  request?: string;
  body?: string;
  headers?: Record<string, string>;
  /** What happens before. A function that it gives ends that. */
  before?: () => unknown;
}

const BAD = 'invalid_request_error';
const REUSED = 'idempotency_error';
const KEY = { 'Idempotency-Key': 'order-6735' };
const JSON_BODY = { 'Content-Type': 'application/json' };
const PUBLISHABLE = { Authorization: 'Bearer pk_test_1' };

const reported = (headers = {}, request = ATTEMPT) =>
  send(mock, request, 'initiated_at=1', headers);
const use = () => reported(KEY);
const useElsewhere = () => reported(KEY, ATTEMPT.replace('pr_1', 'pr_2'));
const remove = () => mock.records.delete('pr_1');
const keys = Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']);
const fill = () => mock.records.set('pr_1', { metadata: Object.fromEntries(keys) });
async function keepInUse() {
  mock.next({ delay: 600_000 });
  const controller = new AbortController();
  const { signal } = controller;
  const headers = { Authorization: 'Bearer sk_test_123', ...KEY };
  const url = mock.url + ATTEMPT.slice('POST '.length);
  const body = new URLSearchParams('initiated_at=1');
  mock.fetch(url, { method: 'POST', headers, body, signal }).catch(() => {});
  await received(mock, 1);
  return () => controller.abort();
}

// The literals that callers decide by; nothing here is taken from the contract or from the server.
test.each<[what: string, Asked, status: number, type: string, code?: string]>([
  ['a missing parameter', { body: '' }, 400, BAD, 'parameter_missing'],
  ['an unknown parameter', { body: 'initiated_at=1&a=1' }, 400, BAD, 'parameter_unknown'],
  ['no integer', { body: 'initiated_at=soon' }, 400, BAD, 'parameter_invalid_integer'],
  ['an empty text', { body: 'initiated_at=1&description=' }, 400, BAD, 'parameter_invalid_empty'],
  ['an empty header', { headers: { 'Idempotency-Key': '' } }, 400, BAD, 'parameter_invalid_empty'],
  ['an unknown value', { body: 'initiated_at=1&outcome=won' }, 400, BAD],
  ['a text for a hash', { body: 'initiated_at=1&failed=1' }, 400, BAD],
  ['a parameter twice', { body: 'initiated_at=1&initiated_at=1' }, 400, BAD],
  ['a time in milliseconds', { body: 'initiated_at=1747742100000' }, 400, BAD],
  ['what cannot be expanded', { body: 'initiated_at=1&expand[]=a' }, 400, BAD],
  ['bad UTF-8', { body: 'initiated_at=1&description=%ff' }, 400, BAD],
  ['no version', { headers: { 'Stripe-Version': 'latest' } }, 400, BAD],
  ['an unknown preference', { headers: { Prefer: 'code=1' } }, 400, BAD],
  ['a bad path', { request: ATTEMPT.replace('pr_1', '%E0') }, 400, BAD],
  ['an attempt that is open', { before: reported }, 400, BAD],
  ['metadata that is full', { body: 'initiated_at=1&metadata[k]=v', before: fill }, 400, BAD],
  [
    'a key with other parameters',
    { headers: KEY, body: 'initiated_at=2', before: use },
    400,
    REUSED,
  ],
  ['a key for another URL', { headers: KEY, before: useElsewhere }, 400, REUSED],
  ['a key in use', { headers: KEY, before: keepInUse }, 409, BAD, 'idempotency_key_in_use'],
  ['no key', { headers: { Authorization: '' } }, 401, BAD],
  ['a live key', { headers: { Authorization: 'Bearer sk_live_1' } }, 401, BAD],
  ['a publishable key', { headers: PUBLISHABLE }, 403, BAD, 'secret_key_required'],
  ['an unknown URL', { request: 'POST /v1/charges' }, 404, BAD],
  ['an unknown record', { before: remove }, 404, BAD, 'resource_missing'],
  ['a body over 1 MiB', { body: 'x'.repeat(2 ** 20 + 1) }, 413, BAD],
  ['a body of JSON', { headers: JSON_BODY }, 415, BAD],
  ['a rate limit', { before: () => mock.next({ example: 'rate_limit' }) }, 429, BAD, 'rate_limit'],
  ['a lock', { before: () => mock.next({ example: 'lock_timeout' }) }, 429, BAD, 'lock_timeout'],
  ['a wrong key', { before: () => mock.next({ status: 401 }) }, 401, BAD],
  ['a fault', { before: () => mock.next({ status: 500 }) }, 500, 'api_error'],
])('%s', async (_, asked, status, type, code) => {
  const { request = ATTEMPT, body = 'initiated_at=1', headers, before } = asked;
  const after = await before?.();
  const answer = await send(mock, request, body, headers);
  if (after instanceof Function) after();
  const { error } = answer.content;
  expect([answer.status, error.type, error.code]).toStrictEqual([status, type, code]);
});

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
