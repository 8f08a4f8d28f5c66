import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import {
  ATTEMPT,
  exampleBody,
  LOG_URL,
  type Report,
  received,
  reportTo,
  send,
  serve,
} from '../support/contract-server.js';

const shared = await serve();
let mock: MockServer = shared;
const FAILED = { initiated_at: 1, outcome: 'failed' } as const;
const OTHER = { initiated_at: 2 };
const TAKEN = { status: 200, replayed: null };
const REPLAYED = { status: 200, replayed: 'true' };

const report = (sent: Report = {}) =>
  reportTo(mock, { idempotencyKey: 'order-6735', params: FAILED, ...sent });

test('the same key with the same params gets the first answer again', async () => {
  const first = await report();
  const record = mock.records.get('pr_1');
  const second = await report();
  expect(first).toMatchObject(TAKEN);
  expect(second).toStrictEqual({ ...first, replayed: 'true' });
  expect(mock.records.get('pr_1')).toStrictEqual(record);
  expect(await report()).toStrictEqual(second);
});

test('the params are the same in another order', async () => {
  await report({ params: { ...FAILED, metadata: { a: '1', b: '2' } } });
  const params = { metadata: { b: '2', a: '1' }, outcome: 'failed', initiated_at: 1 } as const;
  expect(await report({ params })).toMatchObject(REPLAYED);
});

test('the first answer is given again after the record has changed, and where it was a refusal', async () => {
  const first = await report();
  await report({ idempotencyKey: 'another', params: OTHER });
  expect(await report()).toStrictEqual({ ...first, replayed: 'true' });
  const refused = await report({ idempotencyKey: 'third' });
  expect(refused).toMatchObject({ status: 400, replayed: null });
  mock.records.set('pr_1');
  expect(await report({ idempotencyKey: 'third' })).toStrictEqual({ ...refused, replayed: 'true' });
});

test.each<[string, Report, example: string]>([
  ['params', { params: { ...FAILED, description: 'x' } }, 'idempotency_key_reused'],
  ['a record', { id: 'pr_2' }, 'idempotency_key_other_endpoint'],
])('the same key with other %s is refused', async (_, sent, example) => {
  await report();
  const record = mock.records.get('pr_1');
  const error = exampleBody(example);
  expect(await report(sent)).toStrictEqual({ status: 400, data: undefined, error, replayed: null });
  expect(mock.requests.at(-1)).toMatchObject({ status: 400, violations: [] });
  expect(mock.records.get('pr_1')).toStrictEqual(record);
  expect(mock.records.get('pr_2')).toBeUndefined();
  expect(await report()).toMatchObject(REPLAYED);
});

test('the refusal names the key, and both paths', async () => {
  await report({ idempotencyKey: "it's $&" });
  const { error } = await report({ idempotencyKey: "it's $&", params: OTHER });
  expect(error?.error.message).toContain("a key other than 'it's $&' if");
  const other = await report({ idempotencyKey: "it's $&", id: 'pr_3' });
  const pathOf = (id: string) => `'/v1/payment_records/${id}/report_payment_attempt'`;
  expect(other.error?.error.message).toContain(`(${pathOf('pr_3')} vs ${pathOf('pr_1')})`);
});

describe('while the first report with a key is in flight', () => {
  let slow: Promise<unknown>;
  beforeEach(async () => {
    mock = await startMockServer();
    mock.next({ delay: 600_000 });
    slow = report().catch((error) => error);
    await received(mock, 1);
  });
  afterEach(async () => {
    await mock.close();
    expect(await slow).toMatchObject({ code: 'network' });
    mock = shared;
  });

  test('the key is in use, whatever the params', async () => {
    const error = exampleBody('idempotency_key_in_use');
    const inUse = { status: 409, error, replayed: null };
    expect(await report()).toMatchObject(inUse);
    expect(await report({ params: OTHER })).toMatchObject(inUse);
    expect(await report({ idempotencyKey: 'another', id: 'pr_2' })).toMatchObject(TAKEN);
  });

  test('a reset frees it', async () => {
    mock.reset();
    expect(await report({ params: OTHER })).toMatchObject(TAKEN);
    expect(await report({ params: OTHER })).toMatchObject(REPLAYED);
  });
});

test('a key is free again when the answer has left', async () => {
  mock.next({ delay: 1 });
  const first = await report();
  expect(await report()).toStrictEqual({ ...first, replayed: 'true' });
});

test.each(['stripeAccount', 'stripeContext'])('each %s has keys of its own', async (name) => {
  expect(await report()).toMatchObject(TAKEN);
  const one = await report({ [name]: 'acct_1' });
  expect(one).toMatchObject(TAKEN);
  expect(await report({ [name]: 'acct_2', params: OTHER })).toMatchObject(TAKEN);
  expect(await report({ [name]: 'acct_1' })).toStrictEqual({ ...one, replayed: 'true' });
});

test('a context of one ID is that account, and a path of IDs is not', async () => {
  const first = await report({ stripeAccount: 'acct_1' });
  expect(await report({ stripeContext: 'acct_1' })).toStrictEqual({ ...first, replayed: 'true' });
  expect(await report({ stripeContext: 'acct_1/acct_2' })).toMatchObject(TAKEN);
});

test('a report without a key is carried out each time', async () => {
  const attempts = new Set<string>();
  for (const _ of [1, 2]) {
    const { status, headers, content } = await send(mock, ATTEMPT, 'initiated_at=1&outcome=failed');
    expect([status, headers.get('Idempotent-Replayed')]).toStrictEqual([200, null]);
    attempts.add(content.latest_payment_attempt_record);
  }
  expect(attempts.size).toBe(2);
});

test.each([
  ['breaks the contract', { initiated_at: 1, description: 'x'.repeat(5001) }],
  ['has more metadata than its record has room for', { ...FAILED, metadata: { more: 'v' } }],
])('a report that %s uses no key up', async (_, params) => {
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v']));
  mock.records.set('pr_1', { metadata });
  expect(await report({ params })).toMatchObject({ status: 400 });
  expect(await report()).toMatchObject(TAKEN);
});

test.each(['code=429', 'example=guaranteed', 'dynamic=true', 'code=500, dynamic=true, seed=1'])(
  'Prefer: %s neither uses a key nor is bound by one, and changes no record',
  async (prefer) => {
    const headers = { Prefer: prefer };
    const chosen = await report({ headers });
    expect(mock.records.get('pr_1')).toBeUndefined();
    const first = await report();
    expect(first).toMatchObject(TAKEN);
    const record = mock.records.get('pr_1');
    // Of an example the link to the log of its request differs.
    const same =
      chosen.error && !prefer.includes('dynamic')
        ? { ...chosen, error: { error: { ...chosen.error.error, request_log_url: LOG_URL } } }
        : chosen;
    expect(await report({ headers })).toStrictEqual(same);
    expect(await report({ headers, params: OTHER })).toStrictEqual(same);
    expect(mock.records.get('pr_1')).toStrictEqual(record);
    expect(await report()).toStrictEqual({ ...first, replayed: 'true' });
  },
);
