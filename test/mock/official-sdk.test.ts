import Stripe from 'stripe';
import { expect, test } from 'vitest';
import { createClient } from '../../src/index.js';
import { serve } from '../support/contract-server.js';

// A client that shares nothing with ours: what it makes of the contract server's answers.
const mock = await serve();
const { port } = new URL(mock.url);
const place = { protocol: 'http', host: '127.0.0.1', port } as const;
const stripe = new Stripe('sk_test_123', { ...place, telemetry: false, maxNetworkRetries: 0 });
const report = () =>
  stripe.paymentRecords.reportPaymentAttempt('pr_1', {
    initiated_at: 1747742100,
    metadata: { order_id: '6735' },
  });

test('the official SDK reports an attempt and reads the record', async () => {
  const record = await report();
  expect(record).toMatchObject({ id: 'pr_1', metadata: { order_id: '6735' } });
  expect(record.lastResponse.requestId).toMatch(/^req_/);
  expect(record).toEqual(expect.objectContaining(mock.records.get('pr_1')));
  expect(mock.requests).toMatchObject([{ status: 200, violations: [] }]);
});

test('the official SDK finds its key, its account and its version in an answer', async () => {
  const options = { idempotencyKey: 'order-6735', stripeAccount: 'acct_1' };
  const params = { initiated_at: 1 };
  const { paymentRecords } = stripe;
  const { lastResponse } = await paymentRecords.reportPaymentAttempt('pr_1', params, options);
  expect(lastResponse).toMatchObject({ ...options, apiVersion: Stripe.API_VERSION });
  const inContext = { stripeContext: 'acct_1/acct_2' };
  await paymentRecords.reportPaymentAttempt('pr_1', params, inContext);
  expect(mock.records.get('pr_1', inContext)?.id).toBe('pr_1');
});

test('the official SDK takes refusals for what they are', async () => {
  await report();
  await expect(report()).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  mock.records.delete('pr_1');
  await expect(report()).rejects.toMatchObject({ code: 'resource_missing', statusCode: 404 });
  mock.reset();
  mock.next({ example: 'rate_limit' });
  await expect(report()).rejects.toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  mock.next({ cut: true });
  await expect(report()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
});

// What the README's first table says of it, beside the client.
test.each([1747742100.5, 1747742100000])(
  'the official SDK sends the time %s, and the client refuses it',
  async (initiated_at) => {
    const ours = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url });
    await expect(ours.reportPaymentAttempt('pr_1', { initiated_at })).rejects.toThrow(TypeError);
    expect(mock.requests).toHaveLength(0);
    await expect(
      stripe.paymentRecords.reportPaymentAttempt('pr_1', { initiated_at }),
    ).rejects.toMatchObject({ param: 'initiated_at' });
    expect(mock.requests[0]?.rawBody).toBe(`initiated_at=${initiated_at}`);
  },
);

test('the official SDK gives an answer that is lost half-way up, and the client sends again', async () => {
  mock.next({ cut: true });
  const byDefault = new Stripe('sk_test_123', { ...place, telemetry: false });
  await expect(
    byDefault.paymentRecords.reportPaymentAttempt('pr_1', { initiated_at: 1747742100 }),
  ).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect(mock.requests).toHaveLength(1);
  mock.reset();
  mock.next({ cut: true });
  const ours = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url });
  await ours.reportPaymentAttempt('pr_1', { initiated_at: 1747742100 });
  const keys = mock.requests.map(({ headers }) => headers['idempotency-key']);
  expect(keys).toHaveLength(2);
  expect(new Set(keys)).toHaveLength(1);
});
