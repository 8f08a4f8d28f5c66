import { expect, test } from 'vitest';
import { startMockServer } from '../../src/mock/index.js';
import { received, reportTo, serve } from '../support/contract-server.js';

const REPORTS = 60;
const indexes = Array.from({ length: REPORTS }, (_, index) => index);
const mock = await serve();

test('reports at the same time do not mix', async () => {
  for (const index of indexes) mock.next({ delay: (index * 7) % 50 });
  const sent = indexes.map((index) => ({
    id: `pr_${index}`,
    params: { initiated_at: index + 1, description: `d${index}`, metadata: { index: `${index}` } },
  }));
  const results = await Promise.all(sent.map((each) => reportTo(mock, each)));
  const bodies = new Map(mock.requests.map(({ path, body }) => [path, body]));
  expect(bodies.size).toBe(REPORTS);
  for (const [index, { data }] of results.entries()) {
    const { id = '', params } = sent[index] ?? {};
    const { description, metadata } = params ?? {};
    expect(data).toMatchObject({ id, description, metadata });
    expect(mock.records.get(id)).toStrictEqual(data);
    const path = `/v1/payment_records/${id}/report_payment_attempt`;
    expect(bodies.get(path)).toStrictEqual(params);
  }
});

test('of many reports at the same time on one record, one is taken', async () => {
  const results = await Promise.all(
    indexes.map((index) => reportTo(mock, { params: { initiated_at: index + 1 } })),
  );
  const taken = results.filter(({ data }) => data !== undefined);
  expect(taken).toHaveLength(1);
  expect(mock.records.get('pr_1')).toStrictEqual(taken[0]?.data);
});

test('of many reports at the same time with one key, one is carried out', async () => {
  const server = await startMockServer();
  server.next({ delay: 600_000 });
  const settled = Promise.allSettled(
    indexes.map(() => reportTo(server, { idempotencyKey: 'order-1' })),
  );
  await received(server, REPORTS);
  const statuses = server.requests.map(({ status }) => status).sort();
  expect(statuses).toStrictEqual([200, ...Array(REPORTS - 1).fill(409)]);
  await server.close();
  // The one that was carried out was still on its way.
  expect((await settled).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
});
