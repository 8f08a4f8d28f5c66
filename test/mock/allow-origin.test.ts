import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';

const ORIGIN = 'https://docs.example.com';
const PATH = '/v1/payment_records/pr_1/report_payment_attempt';

let mock: MockServer;
beforeAll(async () => {
  mock = await startMockServer({ allowOrigin: ORIGIN });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const preflight = (origin: string, url = mock.url): Promise<Response> =>
  fetch(url + PATH, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
    },
  });
const sharing = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => /^(access-control|vary)/.test(name)));

test('a preflight of the origin is answered, and is no request on record', async () => {
  const response = await preflight(ORIGIN);
  expect(response.status).toBe(204);
  expect(sharing(response)).toEqual({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization,content-type,idempotency-key',
    'access-control-expose-headers': '*',
    vary: 'Origin',
  });
  expect(mock.requests).toEqual([]);
});

test('answers to the origin can be read there, refusals as well', async () => {
  for (const [key, status] of [
    ['sk_test_1', 200],
    ['', 401],
  ]) {
    const response = await fetch(mock.url + PATH, {
      method: 'POST',
      headers: {
        Origin: ORIGIN,
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'initiated_at=1',
    });
    expect(response.status).toBe(status);
    expect(sharing(response)).toEqual({
      'access-control-allow-origin': ORIGIN,
      'access-control-expose-headers': '*',
      vary: 'Origin',
    });
  }
});

test('another origin is given nothing', async () => {
  for (const origin of ['https://example.com', 'null', `${ORIGIN}.evil.example`]) {
    const response = await preflight(origin);
    expect([response.status, sharing(response)]).toEqual([404, { vary: 'Origin' }]);
  }
});

test('without the option no origin is given anything', async () => {
  const plain = await startMockServer();
  const response = await preflight(ORIGIN, plain.url);
  expect([response.status, sharing(response)]).toEqual([404, {}]);
  await plain.close();
});

test.each(['*', 'docs.example.com', `${ORIGIN}/`, `${ORIGIN}/page`, ''])(
  'allowOrigin refuses %j, which is no origin',
  async (allowOrigin) => {
    await expect(startMockServer({ allowOrigin })).rejects.toThrow(
      /^startMockServer\(\): allowOrigin must be an origin such as /,
    );
  },
);
