import type Stripe from 'stripe';
import { NotAnswered, type Provider } from './provider.js';
import { jsonOf } from './read-answer.js';
import { writeForm } from './write-form.js';

const TARGET = '/v1/payment_records/report_payment';

/** Makes a Payment Record whose only attempt has failed, so that it takes another. */
export async function createRecord(provider: Provider): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const params = {
    amount_requested: { currency: 'usd', value: 1990 },
    initiated_at: now,
    outcome: 'failed',
    failed: { failed_at: now },
    payment_method_details: { type: 'custom', custom: { display_name: 'npm run verify' } },
  } satisfies Stripe.PaymentRecordReportPaymentParams;
  const sent = { method: 'POST', target: TARGET, headers: {}, auth: 'bearer' };
  const { status, text } = await provider.send({ ...sent, form: writeForm(params) });
  const { id } = Object(jsonOf(text));
  if (status !== 200 || typeof id !== 'string')
    throw new NotAnswered(`${TARGET} made no record: ${status}`, true);
  return id;
}
