import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, type PaymentRecord } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { answerExamples, faultsOf } from '../support/contract.js';

let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

async function report(id = 'pr_1') {
  const client = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 });
  const { data, error, response } = await client.reportPaymentAttempt(id, { initiated_at: 1 });
  return { status: response.status, data, error };
}

test('gives copies', async () => {
  const { data } = await report();
  const copy = mock.records.get('pr_1');
  if (copy) copy.metadata.a = 'changed';
  const set = mock.records.set('pr_2', { metadata: {} });
  set.metadata.a = 'changed';
  expect(mock.records.get('pr_1')).toStrictEqual(data);
  expect(mock.records.get('pr_2')?.metadata).toStrictEqual({});
});

test('sets a record that takes an attempt, with what was left out as in a new one', async () => {
  const set = mock.records.set('pr_1', { description: 'Invoice 7' });
  expect(set).toMatchObject({ id: 'pr_1', description: 'Invoice 7' });
  expect(set.latest_payment_attempt_record).toBeNull();
  expect(set.amount).toStrictEqual({ currency: 'usd', value: 1990 });
  expect(faultsOf('payment_record', set)).toStrictEqual([]);
  expect((await report()).data).toMatchObject({ description: 'Invoice 7', created: set.created });
});

test.each<[string, Partial<PaymentRecord>, number]>([
  ['open', { latest_payment_attempt_record: 'par_1' }, 400],
  [
    'failed',
    { latest_payment_attempt_record: 'par_1', amount_failed: { currency: 'usd', value: 1 } },
    200,
  ],
  [
    'canceled',
    { latest_payment_attempt_record: 'par_1', amount_canceled: { currency: 'usd', value: 1 } },
    200,
  ],
  [
    'failed, but in part guaranteed',
    {
      latest_payment_attempt_record: 'par_1',
      amount_failed: { currency: 'usd', value: 1 },
      amount_guaranteed: { currency: 'usd', value: 1 },
    },
    400,
  ],
])('sets a record whose last attempt is %s', async (_, fields, status) => {
  mock.records.set('pr_1', fields);
  expect((await report()).status).toBe(status);
});

test('deletes a record, so that reports on it find none', async () => {
  await report();
  mock.records.delete('pr_1');
  mock.records.delete('pr_unknown');
  expect(mock.records.get('pr_1')).toBeUndefined();
  const { status, error } = await report();
  expect([status, error?.error.message]).toEqual([404, "No such payment record: 'pr_1'"]);
  expect(await report('pr_unknown')).toStrictEqual({
    status: 404,
    data: undefined,
    error: answerExamples('default').find(({ name }) => name === 'resource_missing')?.value,
  });
  mock.records.set('pr_1');
  expect((await report()).status).toBe(200);
});

test.each([
  [
    { amount_refunded: { currency: 'usd', value: 1.5 } },
    "records.set('pr_1'): Invalid amount_refunded[value]: must be integer; got 1.5",
  ],
  [{ created: '1' }, 'records.set(\'pr_1\'): Invalid created: must be integer; got "1"'],
  [
    { shipping_details: { name: 'Zoë' } },
    "records.set('pr_1'): Missing required param: shipping_details[address].",
  ],
  [{ amount_refunded: null }, /Invalid amount_refunded: must be object; got null/],
  [
    { amount: { currency: 'usd', value: 0 } },
    "records.set('pr_1'): amount_requested[value] must be positive",
  ],
  [
    { metadata: { a: 'x'.repeat(501) } },
    "records.set('pr_1'): Invalid metadata[a]: must NOT have more than 500 characters",
  ],
])('refuses to set %j', (fields, message) => {
  expect(() => mock.records.set('pr_1', fields as Partial<PaymentRecord>)).toThrow(message);
  expect(() => mock.records.set('pr_1', fields as Partial<PaymentRecord>)).toThrow(TypeError);
  expect(mock.records.get('pr_1')).toBeUndefined();
});

test('is empty after a reset', async () => {
  await report();
  mock.records.delete('pr_2');
  mock.reset();
  expect(mock.records.get('pr_1')).toBeUndefined();
  expect((await report('pr_2')).status).toBe(200);
});
