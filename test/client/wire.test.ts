import { expect, test } from 'vitest';
import { encodeForm } from '../../src/index.js';
import { requestExamples } from '../support/contract.js';

/** What goes over the wire for each request example of the contract, byte for byte. */
const WIRE: Record<string, string> = {
  initiated: 'initiated_at=1747742100',
  guaranteed: 'initiated_at=1747742100&outcome=guaranteed&guaranteed[guaranteed_at]=1747742400',
  failed: 'initiated_at=1747742100&outcome=failed&failed[failed_at]=1747742400',
  canceled: 'initiated_at=1747742100&outcome=canceled&canceled[canceled_at]=1747742400',
  everything: [
    'initiated_at=1747742100',
    'outcome=guaranteed',
    'guaranteed[guaranteed_at]=1747742400',
    'failed[failed_at]=1747742300',
    'canceled[canceled_at]=1747742200',
    'description=Invoice%201042%20%E2%80%93%20paid%20in%20cash%20at%20Caf%C3%A9%20Zo%C3%AB',
    'metadata[order_id]=6735',
    'metadata[note]=50%20%25%20off%20%26%20free%20shipping%20%3D%2019%2C90%20%E2%82%AC',
    'payment_method_details[type]=custom',
    'payment_method_details[payment_method]=pm_1RQo2k2eZvKYlo2C0g8vN4bT',
    'payment_method_details[custom][display_name]=Cash%20on%20delivery',
    'payment_method_details[custom][type]=cpmt_1RQo1A2eZvKYlo2CqKz5mXdW',
    'payment_method_details[billing_details][name]=Zo%C3%AB%20M%C3%BCller',
    'payment_method_details[billing_details][email]=zoe%40example.com',
    'payment_method_details[billing_details][phone]=%2B49%2030%20901820',
    'payment_method_details[billing_details][address][line1]=Unter%20den%20Linden%2077',
    'payment_method_details[billing_details][address][line2]=c%2Fo%20Caf%C3%A9%20Zo%C3%AB',
    'payment_method_details[billing_details][address][postal_code]=10117',
    'payment_method_details[billing_details][address][city]=Berlin',
    'payment_method_details[billing_details][address][state]=Berlin',
    'payment_method_details[billing_details][address][country]=DE',
    'shipping_details[name]=Zo%C3%AB%20M%C3%BCller',
    'shipping_details[phone]=%2B49%2030%20901820',
    'shipping_details[address][line1]=Unter%20den%20Linden%2077',
    'shipping_details[address][line2]=c%2Fo%20Caf%C3%A9%20Zo%C3%AB',
    'shipping_details[address][postal_code]=10117',
    'shipping_details[address][city]=Berlin',
    'shipping_details[address][state]=Berlin',
    'shipping_details[address][country]=DE',
  ].join('&'),
  metadata_key_unset: 'initiated_at=1747742100&metadata[order_id]=&metadata[invoice]=1042',
  metadata_cleared: 'initiated_at=1747742100&metadata=',
};

test.each(requestExamples)(
  'the request example %s goes over the wire as written here',
  (name, { value }) => {
    expect(encodeForm(value)).toBe(WIRE[name]);
  },
);

test('expand goes over the wire with an index for each path', () => {
  const expand = ['payment_method_details.ideal.generated_sepa_debit', 'a b'];
  const wire = 'expand[0]=payment_method_details.ideal.generated_sepa_debit&expand[1]=a%20b';
  expect(encodeForm({ expand })).toBe(wire);
});

test('no wire form is left over', () => {
  expect(Object.keys(WIRE)).toStrictEqual(requestExamples.map(([name]) => name));
});
