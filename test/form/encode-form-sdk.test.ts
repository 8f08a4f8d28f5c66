import fc from 'fast-check';
import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { encodeForm } from '../../src/form/encode-form.js';

describe('encodeForm beside the SDK', () => {
  const bodies: unknown[] = [];
  const spy: typeof fetch = async (_url, init) => {
    bodies.push(init?.body);
    return new Response('{"object":"payment_record","id":"pr_1"}');
  };
  const { paymentRecords } = new Stripe('sk_test_x', {
    httpClient: Stripe.createFetchHttpClient(spy),
    telemetry: false,
  });

  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...Array.from("az09-_.~!'()*[]%&=+#; é東🎉\n")) }),
  );
  const key = text.filter((name) => name !== '' && !/[[\]]/.test(name));
  const { fields } = fc.letrec<{ item: unknown; value: unknown; fields: object }>((tie) => ({
    item: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.maxSafeInteger(),
      fc.double({ noDefaultInfinity: true, noNaN: true, min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
      fc.boolean(),
      fc.bigInt(-(2n ** 63n), 2n ** 64n - 1n),
      fc.date({ noInvalidDate: true }),
      tie('fields'),
    ),
    value: fc.oneof(
      tie('item'),
      fc.constantFrom(null, undefined, ''),
      fc.array(tie('item'), { maxLength: 4 }),
    ),
    fields: fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  }));
  const metadata = fc.dictionary(key, text, { maxKeys: 8 });
  const payload = fc
    .tuple(fields, fc.record({ initiated_at: fc.nat(), metadata }, { requiredKeys: [] }))
    .map(([free, known]) => ({ ...free, ...known }));

  test('sends the same bytes', async ({ annotate }) => {
    await fc.assert(
      fc.asyncProperty(payload, async (params) => {
        bodies.length = 0;
        // The generated fields are not the SDK's declared ones; it encodes them all the same.
        await Reflect.apply(paymentRecords.reportPaymentAttempt, paymentRecords, ['pr_1', params]);
        expect(bodies).toEqual([encodeForm(params)]);
      }),
      { numRuns: 1000, seed: 20261028 },
    );
    await annotate(
      `stripe ${Stripe.PACKAGE_VERSION}: the same bytes for 1,000 payloads`,
      'SDK bytes',
    );
  });
});
