import type Stripe from 'stripe';
import { describe, expectTypeOf, test } from 'vitest';
import type {
  components,
  PaymentRecord,
  ReportPaymentAttemptParams,
  StripeErrorBody,
} from '../../src/index.js';

type StripeParams = Stripe.PaymentRecordReportPaymentAttemptParams;
/** Every path of names in a type, such as `failed.failed_at`. */
type Paths<T> = T extends string
  ? never
  : T extends readonly (infer Item)[]
    ? Paths<Item>
    : T extends object
      ? string extends keyof T
        ? never
        : { [Key in keyof T & string]: Key | `${Key}.${Paths<NonNullable<T[Key]>>}` }[keyof T &
            string]
      : never;

/** The literals of an open enum; never where they have collapsed to `string`. */
type Known<T> = T extends string ? (string extends T ? never : T) : never;

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

  test("are assignable to the official SDK's, with the same names", () => {
    expectTypeOf<ReportPaymentAttemptParams>().toExtend<StripeParams>();
    expectTypeOf<Paths<ReportPaymentAttemptParams>>().toEqualTypeOf<Paths<StripeParams>>();
  });
});

describe('the answer', () => {
  test('of the official SDK is assignable to ours, with the same names at the top', () => {
    expectTypeOf<Stripe.PaymentRecord>().toExtend<PaymentRecord>();
    expectTypeOf<keyof PaymentRecord>().toEqualTypeOf<keyof Stripe.PaymentRecord>();
  });

  test('offers the known enum values and takes any other', () => {
    expectTypeOf<Known<PaymentRecord['reported_by']>>().toEqualTypeOf<'self' | 'stripe'>();
    expectTypeOf<Known<PaymentRecord['customer_presence']>>().toEqualTypeOf<
      'off_session' | 'on_session'
    >();
    expectTypeOf<'added_later'>().toExtend<PaymentRecord['reported_by']>();
  });

  test('has its component under a name of its own', () => {
    expectTypeOf<PaymentRecord>().toEqualTypeOf<components['schemas']['payment_record']>();
    expectTypeOf<StripeErrorBody>().toEqualTypeOf<components['schemas']['stripe_error_body']>();
  });
});
