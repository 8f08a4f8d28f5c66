import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, type ReportPaymentAttemptParams } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';

const REPORTS = 300;
const indexes = Array.from({ length: REPORTS }, (_, index) => index);
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

function report(id: string, params: ReportPaymentAttemptParams, idempotencyKey?: string) {
  const client = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 });
  return client.reportPaymentAttempt(id, params, { idempotencyKey });
}

test('reports at the same time do not mix', async () => {
  for (const index of indexes) mock.next({ delay: (index * 7) % 50 });
  const results = await Promise.all(
    indexes.map((index) =>
      report(`pr_${index}`, {
        initiated_at: index,
        description: `d${index}`,
        metadata: { index: `${index}` },
      }),
    ),
  );
  for (const [index, { data }] of results.entries()) {
    expect(data).toMatchObject({
      id: `pr_${index}`,
      description: `d${index}`,
      metadata: { index: `${index}` },
    });
    expect(mock.records.get(`pr_${index}`)).toStrictEqual(data);
  }
  const bodies = new Map(mock.requests.map(({ path, body }) => [path, body]));
  expect(bodies.size).toBe(REPORTS);
  for (const index of indexes) {
    const path = `/v1/payment_records/pr_${index}/report_payment_attempt`;
    expect(bodies.get(path)).toMatchObject({ initiated_at: index, description: `d${index}` });
  }
});

test('of many reports at the same time on one record, one is taken', async () => {
  const results = await Promise.all(
    indexes.map((index) => report('pr_1', { initiated_at: index })),
  );
  const taken = results.filter(({ data }) => data !== undefined);
  expect(taken).toHaveLength(1);
  expect(mock.records.get('pr_1')).toStrictEqual(taken[0]?.data);
});

test('of many reports at the same time with one key, one is carried out', async () => {
  mock.next({ delay: 100 });
  const results = await Promise.all(
    indexes.map(() => report('pr_1', { initiated_at: 1 }, 'order-1')),
  );
  const statuses = new Set(results.map(({ response }) => response.status));
  expect([...statuses].sort()).toStrictEqual([200, 409]);
  const record = mock.records.get('pr_1');
  for (const { data } of results) if (data) expect(data).toStrictEqual(record);
  const first = results.filter(
    ({ response }) => response.ok && !response.headers.has('Idempotent-Replayed'),
  );
  expect(first).toHaveLength(1);
});
