import Stripe from 'stripe';
import { expect, test } from 'vitest';
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
