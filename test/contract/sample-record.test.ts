import { expect, test } from 'vitest';
import type { PaymentRecord } from '../../src/index.js';
import { faultsOf } from '../support/contract.js';

const amount = { currency: 'usd', value: 111_972_721 };
const address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};
/** A record as Stripe's own sample has it: everything that may be unknown is null. */
const sample: PaymentRecord = {
  id: 'obj_123',
  object: 'payment_record',
  livemode: true,
  created: 1_028_554_472,
  amount,
  amount_authorized: amount,
  amount_canceled: amount,
  amount_failed: amount,
  amount_guaranteed: amount,
  amount_refunded: amount,
  amount_requested: amount,
  application: null,
  customer_details: { customer: null, email: null, name: null, phone: null },
  customer_presence: null,
  description: null,
  latest_payment_attempt_record: null,
  metadata: { key: 'metadata' },
  payment_method_details: {
    type: 'type',
    billing_details: { address, email: null, name: null, phone: null },
    payment_method: null,
  },
  processor_details: { type: 'custom' },
  reported_by: 'stripe',
  shipping_details: { address, name: null, phone: null },
};

const faults = (record: unknown): string[] => faultsOf('payment_record', record);

test("Stripe's own sample is a valid answer", () => {
  expect(faults(sample)).toStrictEqual([]);
});

test('a field and an enum value that Stripe adds later are valid', () => {
  expect(faults({ ...sample, added_later: {}, reported_by: 'added_later' })).toStrictEqual([]);
  const card = { type: 'card', card: { last4: '4242' } };
  expect(faults({ ...sample, payment_method_details: card })).toStrictEqual([]);
});

test.each([
  ...['amount', 'amount_authorized', 'amount_canceled', 'amount_failed', 'amount_guaranteed'],
  ...['amount_refunded', 'amount_requested', 'created', 'id', 'livemode', 'metadata', 'object'],
  ...['processor_details', 'reported_by'],
])('a record without %s is no valid answer', (name) => {
  const { [name as keyof PaymentRecord]: _, ...rest } = sample;
  expect(faults(rest)).toStrictEqual([` must have required property '${name}'`]);
});

test.each([
  ['id', null],
  ['object', 'charge'],
  ['amount', { currency: 'usd' }],
  ['amount', { currency: 'usd', value: 1.5 }],
  ['created', '1028554472'],
  ['livemode', 'true'],
  ['metadata', { key: 1 }],
  ['description', 1],
  ['customer_presence', 1],
  ['payment_method_details', {}],
  ['processor_details', {}],
  ['shipping_details', { name: 'Zoë' }],
])('a record with %s: %j is no valid answer', (name, value) => {
  expect(faults({ ...sample, [name]: value }).join()).toContain(`/${name}`);
});
