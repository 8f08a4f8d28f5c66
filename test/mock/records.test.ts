import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient, type ReportPaymentAttemptParams } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { answerExamples, contract, faultsOf, requestSchema } from '../support/contract.js';
import { walkRequest } from '../support/walk-request.js';

const OPEN: ReportPaymentAttemptParams = { initiated_at: 1747742100 };
const ENDED = ['canceled', 'failed', 'guaranteed'] as const;
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

async function report(
  params: ReportPaymentAttemptParams = OPEN,
  id = 'pr_1',
  stripeAccount?: string,
) {
  const client = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 });
  const { data, error, response } = await client.reportPaymentAttempt(id, params, {
    stripeAccount,
  });
  if (data) expect(faultsOf('payment_record', data)).toStrictEqual([]);
  return { status: response.status, data, error };
}

const exampleOf = (name: string) => answerExamples('default').find((found) => found.name === name);

describe('a record that was never mentioned', () => {
  test('is made at its first report, as in the example of a failed one', async () => {
    expect(mock.records.get('pr_1')).toBeUndefined();
    const before = Math.floor(Date.now() / 1000);
    const { data } = await report();
    const example = answerExamples('200').find(({ name }) => name === 'failed');
    expect(data).toStrictEqual({
      ...example?.value,
      id: 'pr_1',
      amount_failed: { currency: 'usd', value: 0 },
      created: expect.any(Number),
      latest_payment_attempt_record: expect.stringMatching(/^par_\w{24}$/),
    });
    expect(data?.amount).toStrictEqual({ currency: 'usd', value: 1990 });
    expect(data?.created).toBeGreaterThanOrEqual(before);
    expect(data?.created).toBeLessThanOrEqual(Date.now() / 1000);
    expect(mock.records.get('pr_1')).toStrictEqual(data);
  });

  test('is one for each account', async () => {
    await report(OPEN, 'pr_1');
    expect(await report(OPEN, 'pr_1', 'acct_1')).toMatchObject({ status: 200 });
    expect(await report(OPEN, 'pr_1', 'acct_1')).toMatchObject({ status: 400 });
    expect(await report(OPEN, 'pr_1', 'acct_2')).toMatchObject({ status: 200 });
    const own = mock.records.get('pr_1', { stripeAccount: 'acct_1' });
    expect(own?.id).toBe('pr_1');
    expect(own).not.toStrictEqual(mock.records.get('pr_1'));
    expect(mock.records.get('pr_1', { stripeAccount: 'acct_3' })).toBeUndefined();
  });

  test('has the id of its path, decoded', async () => {
    expect((await report(OPEN, 'a/b c,é')).data?.id).toBe('a/b c,é');
    expect(mock.records.get('a/b c,é')?.id).toBe('a/b c,é');
  });
});

describe('the next attempt', () => {
  test('is refused while one is open', async () => {
    const first = await report();
    expect(await report({ ...OPEN, outcome: 'failed' })).toStrictEqual({
      status: 400,
      data: undefined,
      error: exampleOf('attempt_open')?.value,
    });
    expect(mock.requests.at(-1)).toMatchObject({ status: 400, violations: [] });
    expect(mock.records.get('pr_1')).toStrictEqual(first.data);
    expect(await report(OPEN, 'pr_2')).toMatchObject({ status: 200 });
  });

  test('is refused after a guaranteed one', async () => {
    await report({ ...OPEN, outcome: 'guaranteed' });
    expect(await report()).toMatchObject({ status: 400, error: exampleOf('attempt_open')?.value });
  });

  test.each(['failed', 'canceled'] as const)(
    'is taken after a %s one, and is a new one',
    async (outcome) => {
      const first = await report({ ...OPEN, outcome });
      const second = await report({ ...OPEN, outcome });
      const third = await report();
      expect([first, second, third].map(({ status }) => status)).toStrictEqual([200, 200, 200]);
      const ids = [first, second, third].map(({ data }) => data?.latest_payment_attempt_record);
      expect(new Set(ids).size).toBe(3);
      expect(third.data?.[`amount_${outcome}`].value).toBe(0);
      expect(await report()).toMatchObject({ status: 400 });
    },
  );
});

describe('the answer', () => {
  test.each(ENDED)('of a %s attempt has moved the amount requested', async (outcome) => {
    const money = { currency: 'eur', value: 500 };
    mock.records.set('pr_1', { amount: money });
    const { data } = await report({ ...OPEN, outcome });
    const nothing = { currency: 'eur', value: 0 };
    for (const other of ENDED) {
      expect(data?.[`amount_${other}`]).toStrictEqual(other === outcome ? money : nothing);
    }
    expect([data?.amount, data?.amount_requested]).toStrictEqual([money, money]);
    expect([data?.amount_authorized, data?.amount_refunded]).toStrictEqual([nothing, nothing]);
  });

  const { properties = {} } = contract.components.schemas.payment_record ?? {};
  const shown = walkRequest(requestSchema).accepted.flatMap((sample) => {
    const [name = ''] = sample.param.split('[');
    return name in properties && name !== 'metadata' ? [{ ...sample, name }] : [];
  });
  test.each(shown)('carries $param: $value', async ({ name, params }) => {
    const { data } = await report(params as unknown as ReportPaymentAttemptParams);
    expect(data).toMatchObject({ [name]: params[name] });
  });
  test('carries more than 50 samples of what a request and a record both have', () => {
    expect(shown.length).toBeGreaterThan(50);
    expect(new Set(shown.map(({ name }) => name))).toStrictEqual(
      new Set(['description', 'payment_method_details', 'shipping_details']),
    );
  });

  test('has null for what is not known of an address and a payment method', async () => {
    const { data } = await report({
      ...OPEN,
      shipping_details: { name: 'Zoë' },
      payment_method_details: {
        billing_details: { address: { city: 'Berlin' } },
        custom: { type: 'cpmt_1' },
      },
    });
    const nowhere = {
      city: null,
      country: null,
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    };
    expect(data?.shipping_details).toStrictEqual({ name: 'Zoë', phone: null, address: nowhere });
    expect(data?.payment_method_details).toStrictEqual({
      type: 'custom',
      payment_method: null,
      custom: { display_name: '', type: 'cpmt_1' },
      billing_details: {
        name: null,
        email: null,
        phone: null,
        address: { ...nowhere, city: 'Berlin' },
      },
    });
    mock.reset();
    const bare = await report({ ...OPEN, payment_method_details: { type: 'custom' } });
    expect(bare.data?.payment_method_details).toStrictEqual({
      type: 'custom',
      payment_method: null,
      billing_details: null,
    });
  });

  test('keeps what a later report does not mention', async () => {
    const all: ReportPaymentAttemptParams = {
      ...OPEN,
      outcome: 'failed',
      description: 'first',
      metadata: { a: '1' },
      shipping_details: { name: 'Zoë' },
      payment_method_details: { type: 'custom' },
    };
    const first = await report(all);
    const second = await report({ ...OPEN, outcome: 'failed' });
    expect(second.data).toStrictEqual({
      ...first.data,
      latest_payment_attempt_record: expect.any(String),
    });
  });
});

describe('metadata', () => {
  const failed = async (metadata: ReportPaymentAttemptParams['metadata']) => {
    const params = {
      ...OPEN,
      outcome: 'failed' as const,
      ...(metadata !== undefined && { metadata }),
    };
    return (await report(params)).data?.metadata;
  };

  test('is set, kept, unset one by one, and unset all at once', async () => {
    expect(await failed({ a: '1', b: '2' })).toStrictEqual({ a: '1', b: '2' });
    expect(await failed(undefined)).toStrictEqual({ a: '1', b: '2' });
    expect(await failed({ b: '3', c: '4' })).toStrictEqual({ a: '1', b: '3', c: '4' });
    expect(await failed({ a: '', d: '' })).toStrictEqual({ b: '3', c: '4' });
    expect(await failed('')).toStrictEqual({});
    expect(await failed({ z: '1' })).toStrictEqual({ z: '1' });
  });

  test('takes names that every object inherits, and changes no prototype', async () => {
    const metadata = Object.fromEntries([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    const stored = await failed(metadata);
    expect(Object.entries(stored ?? {})).toStrictEqual(Object.entries(metadata));
    expect(Object.getPrototypeOf(stored)).toBe(Object.prototype);
  });

  test('is refused where a record would have more than 50 keys, and nothing is remembered', async () => {
    const keys = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, n) => [`k${from + n}`, 'v']));
    await failed(keys(0, 40));
    const { status, error } = await report({ ...OPEN, metadata: keys(40, 51) });
    expect(status).toBe(400);
    expect(error?.error).toMatchObject({
      type: 'invalid_request_error',
      param: 'metadata',
      message: expect.stringMatching(/would hold 51 keys, more than it may; got \{"k40":"v",.*…$/),
    });
    expect(Object.keys(mock.records.get('pr_1')?.metadata ?? {})).toHaveLength(40);
    expect(Object.keys((await failed(keys(40, 50))) ?? {})).toHaveLength(50);
  });
});
