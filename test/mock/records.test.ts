import { describe, expect, test } from 'vitest';
import { contractCases } from '../../scripts/cases/contract-cases.js';
import type { ReportPaymentAttemptParams } from '../../src/index.js';
import { contract, requestSchema } from '../support/contract.js';
import { exampleBody, type Report, reportTo, serve } from '../support/contract-server.js';

const ENDED = ['canceled', 'failed', 'guaranteed'] as const;
const mock = await serve();
const report = (params: Partial<ReportPaymentAttemptParams> = {}, sent: Report = {}) =>
  reportTo(mock, { params: { initiated_at: 1747742100, ...params }, ...sent });

describe('a record that was never mentioned', () => {
  test('is made at its first report, as in the example of a failed one', async () => {
    expect(mock.records.get('pr_1')).toBeUndefined();
    const before = Math.floor(Date.now() / 1000);
    const { data } = await report();
    expect(data).toStrictEqual({
      ...exampleBody('failed'),
      id: 'pr_1',
      amount: { currency: 'usd', value: 1990 },
      amount_failed: { currency: 'usd', value: 0 },
      created: expect.any(Number),
      latest_payment_attempt_record: expect.stringMatching(/^par_\w{24}$/),
    });
    expect(data?.created).toBeGreaterThanOrEqual(before);
    expect(data?.created).toBeLessThanOrEqual(Date.now() / 1000);
    expect(mock.records.get('pr_1')).toStrictEqual(data);
  });

  test('is one for each account', async () => {
    await report();
    expect(await report({}, { stripeAccount: 'acct_1' })).toMatchObject({ status: 200 });
    expect(await report({}, { stripeAccount: 'acct_1' })).toMatchObject({ status: 400 });
    expect(await report({}, { stripeAccount: 'acct_2' })).toMatchObject({ status: 200 });
    const own = mock.records.get('pr_1', { stripeAccount: 'acct_1' });
    expect(own?.id).toBe('pr_1');
    expect(own).not.toStrictEqual(mock.records.get('pr_1'));
    expect(mock.records.get('pr_1', { stripeAccount: 'acct_3' })).toBeUndefined();
  });

  test('is one for each context, whose single ID is that of an account', async () => {
    await report({}, { stripeContext: 'acct_1/acct_2' });
    expect(await report({}, { stripeContext: 'acct_2' })).toMatchObject({ status: 200 });
    expect(await report({}, { stripeAccount: 'acct_2' })).toMatchObject({ status: 400 });
    const owner = { stripeContext: 'acct_1/acct_2' };
    expect(mock.records.get('pr_1', owner)?.id).toBe('pr_1');
    mock.records.delete('pr_1', owner);
    expect(await report({}, owner)).toMatchObject({ status: 404 });
    expect(mock.records.get('pr_1')).toBeUndefined();
  });

  test('has the id of its path, decoded', async () => {
    expect((await report({}, { id: 'a/b c,é' })).data?.id).toBe('a/b c,é');
    expect(mock.records.get('a/b c,é')?.id).toBe('a/b c,é');
  });
});

describe('the next attempt', () => {
  test.each([undefined, 'guaranteed'] as const)(
    'is refused after one of outcome %s',
    async (outcome) => {
      const first = await report(outcome && { outcome });
      const error = exampleBody('attempt_open');
      expect(await report({ outcome: 'failed' })).toMatchObject({ status: 400, error });
      expect(mock.requests.at(-1)).toMatchObject({ status: 400, violations: [] });
      expect(mock.records.get('pr_1')).toStrictEqual(first.data);
      expect(await report({}, { id: 'pr_2' })).toMatchObject({ status: 200 });
    },
  );

  test.each(['failed', 'canceled'] as const)(
    'is taken after a %s one, and is a new one',
    async (outcome) => {
      const answers = [await report({ outcome }), await report({ outcome }), await report()];
      expect(answers.map(({ status }) => status)).toStrictEqual([200, 200, 200]);
      const ids = answers.map(({ data }) => data?.latest_payment_attempt_record);
      expect(new Set(ids).size).toBe(3);
      expect(answers[2]?.data?.[`amount_${outcome}`].value).toBe(0);
      expect(await report()).toMatchObject({ status: 400 });
    },
  );
});

describe('the answer', () => {
  test.each(ENDED)('of a %s attempt has moved the amount requested', async (outcome) => {
    const money = { currency: 'eur', value: 500 };
    const nothing = { currency: 'eur', value: 0 };
    mock.records.set('pr_1', { amount: money });
    expect((await report({ outcome })).data).toMatchObject({
      ...Object.fromEntries(ENDED.map((name) => [`amount_${name}`, nothing])),
      [`amount_${outcome}`]: money,
      amount: money,
      amount_requested: money,
      amount_authorized: nothing,
      amount_refunded: nothing,
    });
  });

  const { properties = {} } = contract.components.schemas.payment_record ?? {};
  const shown = contractCases(requestSchema, contract).accepted.flatMap((sample) => {
    const [name = ''] = sample.param.split('[');
    return name in properties && name !== 'metadata' ? [{ ...sample, name }] : [];
  });
  test.each(shown)('carries $param: $what', async ({ name, params }) => {
    const { data } = await report(params);
    expect(data).toMatchObject({ [name]: params[name] });
  });
  test('carries samples of what a request and a record both have', () => {
    expect(shown.length).toBeGreaterThan(0);
  });

  test('has null for what is not known of an address and a payment method', async () => {
    const address = { city: 'Berlin' };
    const { data } = await report({
      shipping_details: { name: 'Zoë' },
      payment_method_details: { billing_details: { address }, custom: { type: 'cpmt_1' } },
    });
    const fields = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'];
    const nowhere = Object.fromEntries(fields.map((field) => [field, null]));
    expect(data?.shipping_details).toStrictEqual({ name: 'Zoë', phone: null, address: nowhere });
    const unknown = { name: null, email: null, phone: null };
    expect(data?.payment_method_details).toStrictEqual({
      type: 'custom',
      payment_method: null,
      custom: { display_name: '', type: 'cpmt_1' },
      billing_details: { ...unknown, address: { ...nowhere, ...address } },
    });
    const bare = { type: 'custom' } as const;
    const { data: other } = await report({ payment_method_details: bare }, { id: 'pr_2' });
    const known = { ...bare, payment_method: null, billing_details: null };
    expect(other?.payment_method_details).toStrictEqual(known);
  });

  test('keeps what a later report does not mention', async () => {
    const first = await report({
      outcome: 'failed',
      description: 'first',
      metadata: { a: '1' },
      shipping_details: { name: 'Zoë' },
      payment_method_details: { type: 'custom' },
    });
    const latest_payment_attempt_record = expect.any(String);
    const { data } = await report({ outcome: 'failed' });
    expect(data).toStrictEqual({ ...first.data, latest_payment_attempt_record });
  });
});

describe('another payment method', () => {
  const before = {
    custom: { display_name: 'Cash', type: 'cpmt_1' },
    payment_method: 'pm_1',
    billing_details: { name: 'Zoë', email: 'zoe@example.com', address: { city: 'Berlin' } },
  };
  const nothing = { type: 'custom', payment_method: null, billing_details: null };

  test('keeps no field of the one before', async () => {
    await report({ outcome: 'failed', payment_method_details: before });
    const { data } = await report({
      outcome: 'failed',
      payment_method_details: { payment_method: 'pm_2' },
    });
    expect(data?.payment_method_details).toStrictEqual({ ...nothing, payment_method: 'pm_2' });
  });

  test('keeps no name or address of who was billed before', async () => {
    await report({ outcome: 'failed', payment_method_details: before });
    const { data } = await report({
      payment_method_details: { billing_details: { phone: '+49 30 1' } },
    });
    expect(data?.payment_method_details?.billing_details).toStrictEqual({
      ...{ name: null, email: null, phone: '+49 30 1' },
      address: expect.objectContaining({ city: null, country: null }),
    });
  });

  test('keeps nothing of a card', async () => {
    const card = { type: 'card', card: { brand: 'visa' }, payment_method: 'pm_1' };
    mock.records.set('pr_1', { payment_method_details: card });
    const { data } = await report({ payment_method_details: { type: 'custom' } });
    expect(data?.payment_method_details).toStrictEqual(nothing);
  });
});

describe('metadata', () => {
  type Metadata = NonNullable<ReportPaymentAttemptParams['metadata']>;
  const failed = async (metadata?: Metadata) =>
    (await report({ outcome: 'failed', ...(metadata !== undefined && { metadata }) })).data
      ?.metadata;

  test('is set, kept, unset one by one, and unset all at once', async () => {
    expect(await failed({ a: '1', b: '2' })).toStrictEqual({ a: '1', b: '2' });
    expect(await failed()).toStrictEqual({ a: '1', b: '2' });
    expect(await failed({ b: '3', c: '4' })).toStrictEqual({ a: '1', b: '3', c: '4' });
    expect(await failed({ a: '', d: '' })).toStrictEqual({ b: '3', c: '4' });
    expect(await failed('')).toStrictEqual({});
    expect(await failed({ z: '1' })).toStrictEqual({ z: '1' });
  });

  test('takes names that every object inherits, and changes no prototype', async () => {
    const metadata = JSON.parse('{"__proto__":"a","constructor":"b"}');
    const stored = await failed(metadata);
    expect(JSON.stringify(stored)).toBe(JSON.stringify(metadata));
    expect(Object.getPrototypeOf(stored)).toBe(Object.prototype);
  });

  test('is refused where a record would have more than 50 keys, and nothing is remembered', async () => {
    const keys = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`k${from + n}`, 'v']));
    await failed(keys(0, 40));
    const { status, error } = await report({ metadata: keys(40, 51) });
    expect(status).toBe(400);
    expect(error?.error).toMatchObject({
      type: 'invalid_request_error',
      param: 'metadata',
      message: "Metadata can have up to 50 keys, but you've set 51.",
    });
    const said =
      /^Invalid metadata: the Payment Record would hold 51 keys, more than it may; got \{"k40":/;
    expect(mock.requests.at(-1)?.violations[0]?.message).toMatch(said);
    expect(Object.keys(mock.records.get('pr_1')?.metadata ?? {})).toHaveLength(40);
    expect(Object.keys((await failed(keys(40, 50))) ?? {})).toHaveLength(50);
  });
});
