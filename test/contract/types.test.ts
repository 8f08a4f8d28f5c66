import { describe, expectTypeOf, test } from 'vitest';
import type {
  components,
  PaymentRecord,
  ReportPaymentAttemptParams,
  StripeErrorBody,
} from '../../src/index.js';

// What the types hold is compared with the official SDK's by `npm run drift`.
// `npm run typecheck` is what fails here; vitest only lists the facts.
describe('the params', () => {
  test('need initiated_at', () => {
    // @ts-expect-error initiated_at is missing
    const params: ReportPaymentAttemptParams = { outcome: 'failed' };
    expectTypeOf(params).toEqualTypeOf<ReportPaymentAttemptParams>();
  });

  test('refuse an unknown field at every level', () => {
    // @ts-expect-error unknown is no field
    const top: ReportPaymentAttemptParams = { initiated_at: 1, unknown: 1 };
    const nested: ReportPaymentAttemptParams = {
      initiated_at: 1,
      // @ts-expect-error reason is no field of failed
      failed: { failed_at: 1, reason: '' },
    };
    const deep: ReportPaymentAttemptParams = {
      initiated_at: 1,
      // @ts-expect-error town is no field of an address
      shipping_details: { address: { town: 'Berlin' } },
    };
    expectTypeOf([top, nested, deep]).toEqualTypeOf<ReportPaymentAttemptParams[]>();
  });

  test('need failed_at in failed, and refuse an outcome that does not exist', () => {
    // @ts-expect-error failed_at is missing
    const childless: ReportPaymentAttemptParams = { initiated_at: 1, failed: {} };
    // @ts-expect-error won is no outcome
    const won: ReportPaymentAttemptParams = { initiated_at: 1, outcome: 'won' };
    // @ts-expect-error a time is a number of seconds
    const dated: ReportPaymentAttemptParams = { initiated_at: '2026-01-01' };
    expectTypeOf([childless, won, dated]).toEqualTypeOf<ReportPaymentAttemptParams[]>();
  });
});

describe('the answer', () => {
  test('takes a value that an open enum does not name', () => {
    expectTypeOf<'added_later'>().toExtend<PaymentRecord['reported_by']>();
  });

  test('has its component under a name of its own', () => {
    expectTypeOf<PaymentRecord>().toEqualTypeOf<components['schemas']['payment_record']>();
    expectTypeOf<StripeErrorBody>().toEqualTypeOf<components['schemas']['stripe_error_body']>();
  });
});
