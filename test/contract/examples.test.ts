import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createClient,
  type ReportPaymentAttemptParams,
  type StripeErrorBody,
} from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { answerExamples, faultsOf, path, requestExamples } from '../support/contract.js';
import { exampleBody } from '../support/contract-server.js';

const PARAMS: ReportPaymentAttemptParams = { initiated_at: 1747742100 };
const DYNAMIC_ANSWERS = 50;
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const report = (params: ReportPaymentAttemptParams, prefer = '') =>
  createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 }).reportPaymentAttempt(
    'pr_123',
    params,
    { headers: { Prefer: prefer } },
  );

test.each(requestExamples)(
  'the request example %s is accepted and decodes to its value',
  async (_, { value }) => {
    const { response } = await report(value as object as ReportPaymentAttemptParams);
    expect(response.status).toBe(200);
    expect(mock.requests.at(-1)).toMatchObject({ violations: [] });
    expect(mock.requests.at(-1)?.body).toStrictEqual(value);
  },
);

describe('the answer example', () => {
  test.each(answerExamples('200'))('$name arrives as a Payment Record', async ({ name, value }) => {
    const { data } = await report(PARAMS, `code=200, example=${name}`);
    expect(data).toStrictEqual(value);
    expect(faultsOf('payment_record', data)).toStrictEqual([]);
  });

  test.each(answerExamples('default'))(
    '$name arrives as an error with status $status',
    async ({ name, status }) => {
      const { error, response } = await report(PARAMS, `code=${status}, example=${name}`);
      expect(response.status).toBe(status);
      expect(error).toStrictEqual(exampleBody(name));
      expect(faultsOf('stripe_error_body', error)).toStrictEqual([]);
    },
  );

  test.each(answerExamples('200'))(
    '$name is what the request example of that name gets, on such a record',
    async ({ name, value }) => {
      const [, sent] = requestExamples.find(([known]) => known === name) ?? [];
      // What an attempt changes is left to the report.
      const kept = Object.entries(value).filter(
        ([field]) => !/^(amount_|latest_payment_attempt_record$)/.test(field),
      );
      mock.records.set('pr_123', { ...Object.fromEntries(kept), id: 'pr_123' } as object);
      const { data } = await report(sent?.value as object as ReportPaymentAttemptParams);
      expect(data).toStrictEqual({
        ...value,
        id: 'pr_123',
        latest_payment_attempt_record: expect.stringMatching(/^par_\w{24}$/),
      });
    },
  );

  const REPORT = 'initiated_at=1';
  const KEY = { 'Idempotency-Key': 'order-6735' };
  type Sent = [body: string, id: string, headers?: Record<string, string>];
  /** By example: the requests that lead there. */
  const REQUESTS: { [example: string]: Sent[] } = {
    parameter_missing: [['outcome=failed', 'pr_1']],
    parameter_unknown: [[`${REPORT}&failed[failed_at]=1&failed[reason]=none`, 'pr_1']],
    parameter_invalid_empty: [[`${REPORT}&description=`, 'pr_1']],
    secret_key_required: [[REPORT, 'pr_1', { Authorization: 'Bearer pk_test_123' }]],
    resource_missing: [[REPORT, 'pr_unknown']],
    attempt_open: [
      [REPORT, 'pr_1'],
      [REPORT, 'pr_1'],
    ],
    idempotency_key_reused: [
      [REPORT, 'pr_1', KEY],
      ['initiated_at=2', 'pr_1', KEY],
    ],
    idempotency_key_other_endpoint: [
      [REPORT, 'pr_1', KEY],
      [REPORT, 'pr_2', KEY],
    ],
    idempotency_key_in_use: [
      [REPORT, 'pr_1', KEY],
      [REPORT, 'pr_1', KEY],
    ],
  };
  /** No request leads to these: a test chooses them. The contract server takes any test key. */
  const CHOSEN = ['invalid_api_key', 'rate_limit', 'lock_timeout', 'api_error'];

  const send = async ([body, id, headers]: Sent, signal: AbortSignal) =>
    fetch(mock.url + path.replace('{id}', id), {
      method: 'POST',
      headers: {
        Authorization: 'Bearer sk_test_123',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body,
      signal,
    });

  test.each(Object.entries(REQUESTS))('%s is what such a request gets', async (name, requests) => {
    const controller = new AbortController();
    mock.records.delete('pr_unknown');
    // The first request is still on its way.
    if (name === 'idempotency_key_in_use') mock.next({ delay: 600_000 });
    const answers = [];
    for (const [index, request] of requests.entries()) {
      answers.push(send(request, controller.signal).catch(() => undefined));
      await expect.poll(() => mock.requests.length, { timeout: 600_000 }).toBe(index + 1);
    }
    const response = await answers.at(-1);
    const sent: StripeErrorBody = JSON.parse((await response?.text()) ?? '');
    controller.abort();
    const example = answerExamples('default').find((each) => each.name === name);
    expect(response?.status).toBe(example?.status);
    expect(sent).toStrictEqual(exampleBody(name));
  });

  test('of each error is one of these, or one that a test chooses', () => {
    const names = answerExamples('default').map((example) => example.name);
    expect(names.sort()).toStrictEqual([...Object.keys(REQUESTS), ...CHOSEN].sort());
  });

  // What users meet, as the design lists it.
  test.each([
    ...['parameter_missing', 'parameter_unknown', 'invalid_api_key', 'resource_missing'],
    ...['attempt_open', 'idempotency_key_reused', 'rate_limit', 'api_error'],
  ])('%s is there', (name) => {
    expect(answerExamples('default').map((example) => example.name)).toContain(name);
  });

  test('are counted', async ({ annotate }) => {
    const answers = answerExamples('200').length + answerExamples('default').length;
    expect(requestExamples.length).toBeGreaterThan(0);
    expect(answers).toBeGreaterThan(0);
    await annotate(
      `${requestExamples.length} requests, ${answers} answers, ${2 * DYNAMIC_ANSWERS} made-up answers`,
      'examples',
    );
  });
});

describe(`each of ${DYNAMIC_ANSWERS} made-up answers`, () => {
  const seeds = Array.from({ length: DYNAMIC_ANSWERS }, (_, index) => `seed-${index}`);

  test.each(seeds)('from %s is a Payment Record', async (seed) => {
    const { data } = await report(PARAMS, `dynamic=true, seed=${seed}`);
    expect(data?.object).toBe('payment_record');
    expect(faultsOf('payment_record', data)).toStrictEqual([]);
  });

  test.each(seeds)('from %s is an error', async (seed) => {
    const { error, response } = await report(PARAMS, `code=402, dynamic=true, seed=${seed}`);
    expect(response.status).toBe(402);
    expect(error?.error.type).toBeTypeOf('string');
    expect(faultsOf('stripe_error_body', error)).toStrictEqual([]);
  });

  test('differs from the next, and is the same for the same seed', async () => {
    const of = async (seed: string) => (await report(PARAMS, `dynamic=true, seed=${seed}`)).data;
    const [first, second, again] = [await of('a'), await of('b'), await of('a')];
    expect(second).not.toStrictEqual(first);
    expect(again).toStrictEqual(first);
  });
});
