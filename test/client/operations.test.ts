import { describe, expect, it, vi } from 'vitest';
import { operationsOf } from '../support/contract.js';
import { fixtureContract, serve as serveContract } from '../support/contract-server.js';
import { entryFor, THINGS } from '../support/entry-for.js';
import { serve } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const apiKey = 'sk_test_operations';
const { createClient } = await entryFor(fixtureContract());
const things = await entryFor(THINGS);
const mock = await serveContract(fixtureContract());
const client = createClient({ apiKey, baseUrl: mock.url });

/** Calls the fixture's contract server, which must find nothing wrong, and gives what it saw. */
async function arrived(method: string, path: string, init: object) {
  const result = await client[method]?.(path, init);
  const [seen] = mock.requests;
  expect(seen?.violations).toEqual([]);
  expect(result).toMatchObject({ response: { status: 200 }, attempts: 1 });
  return { ...result, seen };
}

describe('on the wire of another contract', () => {
  it('a GET has its query as the SDK writes it, no body, no type and no idempotency key', async () => {
    const path = '/v1/payment_records/{id}';
    const params = { path: { id: 'pr_1RQo3d2eZvKYlo2CmT4yW8aB' }, query: { expand: ['customer'] } };
    const { seen, ...result } = await arrived('GET', path, { params });
    expect(result).toMatchObject({ data: { object: 'payment_record' }, idempotencyKey: undefined });
    expect(seen?.path).toBe('/v1/payment_records/pr_1RQo3d2eZvKYlo2CmT4yW8aB?expand[0]=customer');
    expect(seen?.rawBody).toBe('');
    expect(seen?.headers).not.toHaveProperty('content-type');
    expect(seen?.headers).not.toHaveProperty('idempotency-key');
  });

  it('a query of every kind arrives as it was meant', async () => {
    const created = { gte: new Date(1747742100_999), lt: 1747742101n };
    const query = {
      limit: 3,
      live: false,
      ratio: 0.5,
      created,
      labels: ['a'],
      counts: { 'é&': 1 },
    };
    const { seen } = await arrived('GET', '/v1/kinds', { params: { query } });
    expect(seen?.path).toBe(
      '/v1/kinds?limit=3&live=false&ratio=0.5&created[gte]=1747742100&created[lt]=1747742101&labels[0]=a&counts[%C3%A9%26]=1',
    );
  });

  it('a form of every kind arrives as it was meant, with a key', async () => {
    const operations = operationsOf(fixtureContract());
    const kinds = operations.find(({ method, path }) => method + path === 'POST/v1/kinds');
    const body = kinds?.form?.examples?.everything?.value;
    expect(Object.keys(body ?? {}).length).toBeGreaterThan(20);
    const { seen, ...result } = await arrived('POST', '/v1/kinds', { body });
    expect(seen?.body).toEqual(body);
    expect(result).toHaveProperty('idempotencyKey', seen?.headers['idempotency-key']);
  });

  it('a call has a key of its own where it is given one, whatever the method', async () => {
    const { seen, ...result } = await arrived('GET', '/v1/kinds', { idempotencyKey: 'k-1' });
    expect(seen?.headers['idempotency-key']).toBe('k-1');
    expect(result).toHaveProperty('idempotencyKey', 'k-1');
  });
});

describe('before anything is sent, a call refuses', () => {
  it.each([
    ['integer must be a whole number, got 1.5', { integer: 1.5 }],
    ['integers[1] must be a whole number', { integers: [1, 0.1] }],
    ['nested_map[a][b] must be a whole number, got NaN', { nested_map: { a: { b: Number.NaN } } }],
    ['objects[0][at] must be a time in whole Unix seconds', { objects: [{ name: 'a', at: 1e-7 }] }],
    ['nested_map[constructor][b] must', { nested_map: { constructor: { b: 0.5 } } }],
    ['body must be a plain object, got undefined', undefined],
  ])('a form: %s', async (message, body) => {
    await expect(client.POST?.('/v1/kinds', { body })).rejects.toThrow(message);
    expect(mock.requests).toHaveLength(0);
  });

  it.each([
    ['limit must be a whole number, got 2.5', 'GET', '/v1/kinds', { query: { limit: 2.5 } }],
    ['created[gte] must be', 'GET', '/v1/kinds', { query: { created: { gte: 0.5 } } }],
    ['params.query must be left out', 'POST', '/v1/kinds', { query: { limit: 1 } }],
    ['id must be a non-empty string', 'GET', '/v1/payment_records/{id}', { path: { id: '..' } }],
    ['one of the contract that takes DELETE', 'DELETE', '/v1/kinds', {}],
  ])('params: %s', async (message, method, path, params) => {
    const body = method === 'POST' ? { text: 'a' } : undefined;
    await expect(client[method]?.(path, { params, body })).rejects.toThrow(message);
    expect(mock.requests).toHaveLength(0);
  });

  it('a body where there is no form', async () => {
    const call = client.GET?.('/v1/kinds', { body: { text: 'a' } });
    await expect(call).rejects.toThrow('body must be left out');
  });

  it('no fraction where the contract takes one, and no time or large integer', async () => {
    const body = { text: 'a', number: 0.5, unix_time: new Date(1747742100_000), integer: 7n };
    const { seen } = await arrived('POST', '/v1/kinds', { body });
    expect(seen?.rawBody).toBe('text=a&number=0.5&unix_time=1747742100&integer=7');
  });
});

describe('an answer of another operation', () => {
  const answered = async (status: number, body: unknown) => {
    const { url } = await serve(reply.json(status, body));
    return createClient({ apiKey, baseUrl: url }).GET?.('/v1/kinds', { maxRetries: 0 });
  };

  it('is a success by what its own schema says', async () => {
    expect(await answered(200, { object: 'list' })).toMatchObject({ data: { object: 'list' } });
    const message =
      'HTTP 200 with a body that is not a list: "{\\"object\\":\\"kinds\\",\\"id\\":\\"a\\"}"';
    await expect(answered(200, { object: 'kinds', id: 'a' })).rejects.toThrow(message);
    await expect(answered(200, [])).rejects.toMatchObject({ code: 'invalid_response' });
  });

  it('is tried again, and its error promises no key where it had none', async () => {
    const server = await serve(reply.reset);
    const lost = createClient({ apiKey, baseUrl: server.url, maxRetries: 1 }).GET?.('/v1/kinds');
    const end = /\(attempts: 2\)\. The request may or may not have been carried out\.$/;
    await expect(lost).rejects.toThrow(end);
    await expect(lost).rejects.toMatchObject({ idempotencyKey: '', attempts: 2 });
    expect(server.seen.map(({ method, body }) => method + body)).toEqual(['GET', 'GET']);
  });
});

describe('a contract without payment records', () => {
  it('has no call of its own, and says its own version and server', async () => {
    const fetch = vi.fn(async (_url: string) => Response.json({}));
    const client = things.createClient({ apiKey, fetch });
    expect(things.API_VERSION).toBe('2031-01-01.other');
    expect(client).not.toHaveProperty('reportPaymentAttempt');
    await client.GET?.('/v1/things/{id}', { params: { path: { id: '7' } } });
    expect(fetch.mock.calls[0]?.[0]).toBe('https://api.example.org/v1/things/7');
  });

  it('takes any object where a success has no constant, and nothing where it has no content', async () => {
    const { url, seen } = await serve(
      reply.text(204, ''),
      reply.json(200, { name: 'a' }),
      reply.json(200, 'a'),
    );
    const { GET, DELETE } = things.createClient({ apiKey, baseUrl: url });
    const params = { path: { id: 'a' } };
    const gone = await DELETE?.('/v1/things/{id}', { params });
    expect(gone).toMatchObject({ data: undefined, response: { status: 204 } });
    expect(gone).not.toHaveProperty('error');
    expect(seen[0]).toMatchObject({ method: 'DELETE', url: '/v1/things/a', body: '' });
    expect(seen[0]?.headers).not.toHaveProperty('idempotency-key');
    const got = await GET?.('/v1/things/{id}', { params });
    expect(got).toMatchObject({ data: { name: 'a' } });
    const call = GET?.('/v1/things/{id}', { params });
    await expect(call).rejects.toThrow('with a body that is not a JSON object');
  });
});
