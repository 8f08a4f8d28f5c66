import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultsOf } from '../support/contract.js';

/** A record as Stripe publishes it as a sample (stripe/openapi): what may be unknown is null. */
const sample = JSON.parse(readFileSync('test/fixtures/payment-record.json', 'utf8'));

const faults = (record: unknown): string[] => faultsOf('payment_record', record);

test("Stripe's own sample is a valid answer", () => {
  expect(faults(sample)).toStrictEqual([]);
});

test('a field and an enum value that Stripe adds later are valid', () => {
  expect(faults({ ...sample, added_later: {}, reported_by: 'added_later' })).toStrictEqual([]);
  const card = { type: 'card', card: { last4: '4242' } };
  expect(faults({ ...sample, payment_method_details: card })).toStrictEqual([]);
});

test('a record without its id, and one of another kind, are not valid', () => {
  const { id: _, ...rest } = sample;
  expect(faults(rest)).toStrictEqual([" must have required property 'id'"]);
  expect(faults({ ...sample, object: 'charge' }).join()).toContain('/object');
});
