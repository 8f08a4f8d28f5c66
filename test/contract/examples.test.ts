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

  const REQUESTS: { [example: string]: [body: string, id: string] } = {
    parameter_missing: ['outcome=failed', 'pr_1'],
    parameter_unknown: ['initiated_at=1&failed[failed_at]=1&failed[reason]=none', 'pr_1'],
    parameter_invalid_empty: ['initiated_at=1&description=', 'pr_1'],
    resource_missing: ['initiated_at=1', 'pr_unknown'],
  };
  const asked = answerExamples('default').filter(({ name }) => name in REQUESTS);

  test.each(asked)('$name is what such a request gets', async ({ name, status }) => {
    mock.records.delete('pr_unknown');
    const headers = {
      Authorization: 'Bearer sk_test_123',
      'Content-Type': 'application/x-www-form-urlencoded',
    };
    const [body, id] = REQUESTS[name] ?? ['', ''];
    const url = mock.url + path.replace('{id}', id);
    const response = await fetch(url, { method: 'POST', headers, body });
    const sent: StripeErrorBody = JSON.parse(await response.text());
    expect(response.status).toBe(status);
    expect(sent).toStrictEqual(exampleBody(name));
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
