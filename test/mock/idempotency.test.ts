import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, type ReportPaymentAttemptParams } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { answerExamples, faultsOf } from '../support/contract.js';

const FAILED: ReportPaymentAttemptParams = { initiated_at: 1, outcome: 'failed' };
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

interface Sent {
  key?: string;
  params?: ReportPaymentAttemptParams;
  id?: string;
  stripeAccount?: string;
  prefer?: string;
}

async function report({ key = 'order-6735', params = FAILED, id = 'pr_1', ...rest }: Sent = {}) {
  const client = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 });
  const { data, error, response } = await client.reportPaymentAttempt(id, params, {
    idempotencyKey: key,
    stripeAccount: rest.stripeAccount,
    headers: rest.prefer === undefined ? {} : { Prefer: rest.prefer },
  });
  if (error) expect(faultsOf('stripe_error_body', error)).toStrictEqual([]);
  const replayed = response.headers.get('Idempotent-Replayed');
  return { status: response.status, data, error, replayed };
}

const exampleOf = (name: string) => answerExamples('default').find((found) => found.name === name);

test('the same key with the same params gets the first answer again', async () => {
  const first = await report();
  const record = mock.records.get('pr_1');
  const second = await report();
  expect(first).toMatchObject({ status: 200, replayed: null });
  expect(second).toStrictEqual({ ...first, replayed: 'true' });
  expect(mock.records.get('pr_1')).toStrictEqual(record);
  expect(await report()).toStrictEqual(second);
});

test('the params are the same in another order', async () => {
  const [one, other] = [FAILED, { outcome: 'failed', initiated_at: 1 } as const];
  await report({ params: { ...one, metadata: { a: '1', b: '2' } } });
  const again = await report({ params: { metadata: { b: '2', a: '1' }, ...other } });
  expect(again).toMatchObject({ status: 200, replayed: 'true' });
});

test('the first answer is given again after the record has changed, and where it was a refusal', async () => {
  const first = await report();
  await report({ key: 'another', params: { initiated_at: 2 } });
  expect(await report()).toStrictEqual({ ...first, replayed: 'true' });
  const refused = await report({ key: 'third' });
  expect(refused).toMatchObject({ status: 400, replayed: null });
  mock.records.set('pr_1');
  expect(await report({ key: 'third' })).toStrictEqual({ ...refused, replayed: 'true' });
});

test.each<[string, Sent]>([
  ['params', { params: { ...FAILED, description: 'x' } }],
  ['a record', { id: 'pr_2' }],
])('the same key with other %s is refused', async (_, sent) => {
  await report();
  const record = mock.records.get('pr_1');
  expect(await report(sent)).toStrictEqual({
    status: 400,
    data: undefined,
    error: exampleOf('idempotency_key_reused')?.value,
    replayed: null,
  });
  expect(mock.requests.at(-1)).toMatchObject({ status: 400, violations: [] });
  expect(mock.records.get('pr_1')).toStrictEqual(record);
  expect(mock.records.get('pr_2')).toBeUndefined();
  expect(await report()).toMatchObject({ status: 200, replayed: 'true' });
});

test('the refusal names the key', async () => {
  await report({ key: "it's $&" });
  const { error } = await report({ key: "it's $&", params: { initiated_at: 2 } });
  expect(error?.error.message).toContain("a key other than 'it's $&' if");
});

test('a key is used while its first report is in flight, whatever the params', async () => {
  mock.next({ delay: 300 });
  const slow = report();
  await expect.poll(() => mock.requests.length).toBe(1);
  const inUse = { status: 409, error: exampleOf('idempotency_key_in_use')?.value, replayed: null };
  expect(await report()).toMatchObject(inUse);
  expect(await report({ params: { initiated_at: 2 } })).toMatchObject(inUse);
  expect(await report({ key: 'another', id: 'pr_2' })).toMatchObject({ status: 200 });
  const first = await slow;
  expect(first).toMatchObject({ status: 200, replayed: null });
  expect(await report()).toStrictEqual({ ...first, replayed: 'true' });
});

test('each account has keys of its own', async () => {
  const own = await report();
  const one = await report({ stripeAccount: 'acct_1' });
  const two = await report({ stripeAccount: 'acct_2', params: { initiated_at: 2 } });
  expect([own, one, two]).toMatchObject([
    { replayed: null },
    { replayed: null },
    { replayed: null },
  ]);
  expect([own, one, two]).toMatchObject([{ status: 200 }, { status: 200 }, { status: 200 }]);
  expect(await report({ stripeAccount: 'acct_1' })).toStrictEqual({ ...one, replayed: 'true' });
});

test('a report without a key is carried out each time', async () => {
  const send = () =>
    fetch(`${mock.url}/v1/payment_records/pr_1/report_payment_attempt`, {
      method: 'POST',
      headers: {
        Authorization: 'Bearer sk_test_123',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'initiated_at=1&outcome=failed',
    });
  const answers = [await send(), await send()];
  expect(answers.map(({ headers }) => headers.get('Idempotent-Replayed'))).toStrictEqual([
    null,
    null,
  ]);
  const [one, two] = await Promise.all(answers.map((answer) => answer.text()));
  expect(one).toContain('"latest_payment_attempt_record":"par_');
  expect(two).not.toBe(one);
});

test('a report that breaks the contract uses no key up', async () => {
  expect(
    await report({ params: { initiated_at: 1, description: 'x'.repeat(5001) } }),
  ).toMatchObject({
    status: 400,
  });
  expect(await report()).toMatchObject({ status: 200, replayed: null });
});

test('a report that its record has no room for uses no key up', async () => {
  const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v']));
  mock.records.set('pr_1', { metadata });
  expect(await report({ params: { ...FAILED, metadata: { more: 'v' } } })).toMatchObject({
    status: 400,
  });
  expect(await report()).toMatchObject({ status: 200, replayed: null });
});

test.each(['code=429', 'example=guaranteed', 'dynamic=true', 'code=500, dynamic=true, seed=1'])(
  'Prefer: %s neither uses a key nor is bound by one, and changes no record',
  async (prefer) => {
    const chosen = await report({ prefer });
    expect(mock.records.get('pr_1')).toBeUndefined();
    const first = await report();
    expect(first).toMatchObject({ status: 200, replayed: null });
    const record = mock.records.get('pr_1');
    expect(await report({ prefer })).toStrictEqual(chosen);
    expect(await report({ prefer, params: { initiated_at: 2 } })).toStrictEqual(chosen);
    expect(mock.records.get('pr_1')).toStrictEqual(record);
    expect(await report()).toStrictEqual({ ...first, replayed: 'true' });
  },
);

test('keys are forgotten at a reset, and one in flight then is free as well', async () => {
  mock.next({ delay: 300 });
  const slow = report();
  await expect.poll(() => mock.requests.length).toBe(1);
  mock.reset();
  expect(await report({ params: { initiated_at: 2 } })).toMatchObject({
    status: 200,
    replayed: null,
  });
  expect(await slow).toMatchObject({ status: 200 });
  expect(await report({ params: { initiated_at: 2 } })).toMatchObject({ replayed: 'true' });
});
