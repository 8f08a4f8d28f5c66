import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type CallOptions,
  type Client,
  type ClientOptions,
  createClient,
  type PaymentRecord,
  type PostInit,
  type ReportPaymentAttemptParams,
  type ReportPaymentAttemptResult,
  type StripeErrorBody,
} from '../../src/index.js';

const PATH = '/v1/payment_records/{id}/report_payment_attempt';

// The compiler is the test: `npm run typecheck` fails where an expected error does not come.
describe('the compiler', () => {
  it('tells success from error', () => {
    const read = (result: ReportPaymentAttemptResult) => {
      if (result.error) {
        expectTypeOf(result.error).toEqualTypeOf<StripeErrorBody>();
        expectTypeOf(result.data).toEqualTypeOf<undefined>();
        return result.error.error.type;
      }
      expectTypeOf(result.data).toEqualTypeOf<PaymentRecord>();
      return result.data.id;
    };
    expectTypeOf(read).returns.toBeString();
    expectTypeOf<ReportPaymentAttemptResult['response']>().toEqualTypeOf<Response>();
    expectTypeOf<ReportPaymentAttemptResult['requestId']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ReportPaymentAttemptResult['idempotencyKey']>().toEqualTypeOf<string>();
    expectTypeOf<ReportPaymentAttemptResult['attempts']>().toEqualTypeOf<number>();
    expect(read).toBeTypeOf('function');
  });

  it('gives both methods the same result', () => {
    expectTypeOf<ReturnType<Client['POST']>>().toEqualTypeOf<Promise<ReportPaymentAttemptResult>>();
    expectTypeOf<ReturnType<Client['reportPaymentAttempt']>>().toEqualTypeOf<
      ReturnType<Client['POST']>
    >();
    expect(createClient).toBeTypeOf('function');
  });

  it('refuses wrong options of a client', () => {
    // @ts-expect-error apiKey is required
    const none: ClientOptions = {};
    // @ts-expect-error timeout is a number
    const wrong: ClientOptions = { apiKey: 'sk_test_1', timeout: '1 s' };
    // @ts-expect-error idempotencyKey is of the call
    const misplaced: ClientOptions = { apiKey: 'sk_test_1', idempotencyKey: 'a' };
    const all: Required<ClientOptions> = {
      apiKey: 'sk_test_1',
      baseUrl: undefined,
      allowInsecureHttp: undefined,
      apiVersion: undefined,
      stripeAccount: undefined,
      stripeContext: undefined,
      timeout: undefined,
      maxRetries: undefined,
      fetch,
      headers: { 'X-A': '1' },
    };
    expect([none, wrong, misplaced, all]).toHaveLength(4);
  });

  it('refuses wrong options of a call', () => {
    // @ts-expect-error the API key is of the client
    const misplaced: CallOptions = { apiKey: 'sk_test_1' };
    // @ts-expect-error a signal is no controller
    const wrong: CallOptions = { signal: new AbortController() };
    expect([misplaced, wrong]).toHaveLength(2);
  });

  it('refuses wrong arguments of both methods', () => {
    const calls = ({ reportPaymentAttempt, POST }: Client) => {
      // @ts-expect-error initiated_at is required
      reportPaymentAttempt('pr_1', {});
      // @ts-expect-error there is no initiatedAt
      reportPaymentAttempt('pr_1', { initiated_at: 1, initiatedAt: 1 });
      // @ts-expect-error the id is a string
      reportPaymentAttempt(1, { initiated_at: 1 });
      // @ts-expect-error the id is required
      POST(PATH, { params: { path: {} }, body: { initiated_at: 1 } });
      const params = { path: { id: 'pr_1' }, header: { 'X-A': '1' } };
      // @ts-expect-error there is no such header parameter
      POST(PATH, { params, body: { initiated_at: 1 } });
    };
    expect(calls).toBeTypeOf('function');
  });

  it('knows the types of the spec in the options', () => {
    expectTypeOf<PostInit['body']>().toEqualTypeOf<ReportPaymentAttemptParams>();
    expectTypeOf<PostInit['params']['path']>().toEqualTypeOf<{ id: string }>();
    expectTypeOf(createClient).parameters.toEqualTypeOf<[options: ClientOptions]>();
    expect(createClient).toBeTypeOf('function');
  });
});
