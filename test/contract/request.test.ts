import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, encodeForm, type ReportPaymentAttemptParams } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { path, requestSchema } from '../support/contract.js';
import { walkRequest } from '../support/walk-request.js';

const { accepted, broken } = walkRequest(requestSchema);
const URL_PATH = path.replace('{id}', 'pr_123');
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

test.each(accepted)('accepts $param: $value', async ({ params }) => {
  const client = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 });
  const { data, error } = await client.reportPaymentAttempt(
    'pr_123',
    params as object as ReportPaymentAttemptParams,
  );
  expect(error).toBeUndefined();
  expect(data?.object).toBe('payment_record');
  expect(mock.requests.at(-1)).toMatchObject({ status: 200, violations: [] });
  expect(mock.requests.at(-1)?.body).toStrictEqual(params);
});

test.each(broken)('refuses $param: $constraint', async ({ param, params }) => {
  const response = await fetch(mock.url + URL_PATH, {
    method: 'POST',
    headers: {
      Authorization: 'Bearer sk_test_123',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: encodeForm(params),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
  expect(mock.requests.at(-1)?.violations.map((violation) => violation.param)).toStrictEqual([
    param,
  ]);
});
