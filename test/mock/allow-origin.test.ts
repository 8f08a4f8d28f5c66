import { expect, test } from 'vitest';
import { type ChosenAnswer, startMockServer } from '../../src/mock/index.js';
import { ATTEMPT, send, sharing } from '../support/contract-server.js';

const ORIGIN = 'https://docs.example.com';
const mock = sharing(await startMockServer({ allowOrigin: ORIGIN }));

interface Sent {
  request?: string;
  headers?: Record<string, string>;
  body?: string;
  choice?: ChosenAnswer;
}

const preflight = (origin: string, server = mock) =>
  send(server, ATTEMPT.replace('POST', 'OPTIONS'), undefined, {
    Origin: origin,
    'Access-Control-Request-Method': 'POST',
    'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
  });
const shared = ({ headers }: { headers: Headers }) =>
  Object.fromEntries([...headers].filter(([name]) => /^(access-control|vary)/.test(name)));

test('a preflight of the origin is answered, and is no request on record', async () => {
  const response = await preflight(ORIGIN);
  expect(response.status).toBe(204);
  expect(shared(response)).toEqual({
    'access-control-allow-origin': ORIGIN,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization,content-type,idempotency-key',
    'access-control-expose-headers': '*',
    vary: 'Origin',
  });
  expect(mock.requests).toEqual([]);
});

test.each<[status: number, what: string, Sent]>([
  [200, 'a success', {}],
  [400, 'a refusal', { body: 'initiated_at=soon' }],
  [401, 'no key', { headers: { Authorization: '' } }],
  [404, 'an unknown URL', { request: 'POST /v1/charges' }],
  [404, 'a path of the control, which is off', { request: 'POST /__mock/requests' }],
  [404, 'an OPTIONS that is no preflight', { request: ATTEMPT.replace('POST', 'OPTIONS') }],
  [200, 'a POST like a preflight', { headers: { 'Access-Control-Request-Method': 'POST' } }],
  [413, 'a body over 1 MiB', { body: 'x'.repeat(2 ** 20 + 1) }],
  [429, 'an answer that was chosen', { choice: { example: 'rate_limit' } }],
  [503, 'a fault that was asked for', { headers: { Prefer: 'code=503' } }],
])('pages of the origin can read a %d, to %s', async (status, _, sent) => {
  const { request = ATTEMPT, body = 'initiated_at=1', headers, choice } = sent;
  if (choice) mock.next(choice);
  const response = await send(mock, request, body, { Origin: ORIGIN, ...headers });
  expect(response.status).toBe(status);
  expect(shared(response)).toEqual({
    'access-control-allow-origin': ORIGIN,
    'access-control-expose-headers': '*',
    vary: 'Origin',
  });
  expect(mock.requests.at(-1)?.status).toBe(status);
});

test('another origin is given nothing', async () => {
  for (const origin of ['https://example.com', 'null', `${ORIGIN}.evil.example`]) {
    const response = await preflight(origin);
    expect([response.status, shared(response)]).toEqual([404, { vary: 'Origin' }]);
  }
});

test('without the option no origin is given anything', async () => {
  const plain = await startMockServer();
  const response = await preflight(ORIGIN, plain);
  expect([response.status, shared(response)]).toEqual([404, {}]);
  await plain.close();
});

test.each(['*', 'docs.example.com', `${ORIGIN}/`, `${ORIGIN}/page`, ''])(
  'allowOrigin refuses %j, which is no origin',
  async (allowOrigin) => {
    await expect(startMockServer({ allowOrigin })).rejects.toThrow(
      /^startMockServer\(\): allowOrigin must be an origin such as \S+, without a slash at its end; /,
    );
  },
);
