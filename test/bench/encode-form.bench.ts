import qs from 'qs';
import { bench, describe } from 'vitest';
// By file path, because the SDK's `exports` leave its encoder out.
import { queryStringifyRequestData } from '../../node_modules/stripe/esm/utils.js';
import { encodeForm } from '../../src/form/encode-form.js';
import { requestExamples } from '../support/contract.js';

const payloads: Record<string, object> = {
  ...Object.fromEntries(requestExamples.map(([name, { value }]) => [name, value])),
  '50 metadata keys': {
    initiated_at: 1_764_000_000,
    metadata: Object.fromEntries(
      Array.from({ length: 50 }, (_, n) => [`order_line_${n}`, `sku_${n * 7919}`]),
    ),
  },
  'Unicode-heavy': {
    initiated_at: 1_764_000_000,
    description: 'Überweisung für 東京支店 – Оплата заказа наличными 🎉 '.repeat(5),
    metadata: { läden: '東京都渋谷区神宮前一丁目', κατάστημα: 'Πλατεία Συντάγματος 1, Αθήνα' },
    shipping_details: { name: 'Zoë Nuñez 山田太郎', address: { line1: 'Große Straße 5' } },
  },
  '5 kB of prose': {
    initiated_at: 1_764_000_000,
    description:
      "The customer paid in cash (exact change!) at the counter; we've given her a receipt. "
        .repeat(60)
        .slice(0, 5000),
  },
};

const encoders = {
  encodeForm,
  "the SDK's encoder": queryStringifyRequestData,
  qs: (params: object) => qs.stringify(params),
  'JSON.stringify, the floor': (params: object) => JSON.stringify(params),
};

/** Calls per sample: one call alone is shorter than a look at the clock. */
const CALLS = 50;

for (const [payload, params] of Object.entries(payloads)) {
  if (encodeForm(params) !== queryStringifyRequestData(params)) {
    throw new Error(`${payload}: the bytes differ, so the speed of them cannot be compared`);
  }
  // V8 puts off the copying of concatenated text until someone reads it, as fetch will.
  describe(`${payload}, ${CALLS} times`, () => {
    for (const [name, encode] of Object.entries(encoders)) {
      bench(name, () => {
        for (let call = 0; call < CALLS; call++) encode(params).charCodeAt(0);
      });
    }
  });
}
