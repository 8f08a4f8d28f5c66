import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import SwaggerParser from '@apidevtools/swagger-parser';
import type { OpenAPIV3_1 } from 'openapi-types';
import { describe, expect, test } from 'vitest';
import { createAjv } from '../../scripts/gen/load-spec.js';
import { comesFromElsewhere } from '../../src/mock/comes-from-elsewhere.js';
import { startMockServer } from '../../src/mock/index.js';
import { exampleBody, reportTo, sharing } from '../support/contract-server.js';

const ORIGIN = 'https://docs.example.com';
const mock = sharing(await startMockServer({ control: true, allowOrigin: ORIGIN }));
const plain = sharing(await startMockServer({ allowOrigin: ORIGIN }));

await SwaggerParser.validate('spec/control.yaml');
// What it is made of stands in each place, so that Ajv needs no other document.
const { paths = {}, ...document } = (await SwaggerParser.dereference(
  'spec/control.yaml',
)) as OpenAPIV3_1.Document;
const ajv = createAjv({ ...document, paths });
const operations = Object.entries(paths).flatMap(([path, item = {}]) =>
  (['get', 'put', 'post', 'delete'] as const).flatMap((method) => {
    const { operationId = '', responses = {} } = item[method] ?? {};
    return operationId === ''
      ? []
      : [{ operationId, method: method.toUpperCase(), path, responses }];
  }),
);

interface Sent {
  id?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Asks an operation of control.yaml, and holds the answer against it. */
async function ask(operationId: string, { id = 'pr_1', body, headers = {} }: Sent = {}) {
  const operation = operations.find((each) => each.operationId === operationId);
  const { method, path = '', responses = {} } = operation ?? {};
  const type = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const response = await fetch(mock.url + path.replace('{id}', encodeURIComponent(id)), {
    ...(method && { method }),
    headers: { ...type, ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const { status } = response;
  const text = await response.text();
  const content = text === '' ? undefined : JSON.parse(text);
  const said = (responses[status] ?? responses[`${Math.floor(status / 100)}XX`]) as
    | OpenAPIV3_1.ResponseObject
    | undefined;
  expect([status, said?.description]).toEqual([status, expect.any(String)]);
  const schema = said?.content?.['application/json']?.schema ?? false;
  if (content !== undefined) ajv.validate(schema, content);
  expect(content === undefined ? [] : (ajv.errors ?? [])).toStrictEqual([]);
  expect(schema === false).toBe(content === undefined);
  const sentType = response.headers.get('Content-Type');
  expect(sentType).toBe(content === undefined ? null : 'application/json');
  return { status, content, headers: response.headers };
}

const report = (options = {}) => reportTo(mock, options);

describe('every operation of control.yaml is there:', () => {
  const DOES: { [operationId: string]: () => Promise<void> } = {
    async next() {
      const body = { example: 'lock_timeout', headers: { 'Retry-After': '1' } };
      expect(await ask('next', { body })).toMatchObject({ status: 204 });
      expect(await report()).toMatchObject({ status: 429, error: exampleBody('lock_timeout') });
    },
    async requests() {
      await report();
      await fetch(`${mock.url}/v1/unknown`, { method: 'POST', body: 'a=b' });
      const { content } = await ask('requests');
      expect(content).toEqual(JSON.parse(JSON.stringify(mock.requests)));
      expect(content).toMatchObject([{ body: { initiated_at: 1 } }, { status: 404 }]);
    },
    async getRecord() {
      expect(await ask('getRecord')).toMatchObject({ status: 404 });
      const { data } = await report();
      expect(await ask('getRecord')).toMatchObject({ status: 200, content: data });
    },
    async setRecord() {
      const body = { amount: { currency: 'eur', value: 500 } };
      const { content } = await ask('setRecord', { body });
      expect(content).toMatchObject({ id: 'pr_1', amount_requested: body.amount });
      expect(content).toStrictEqual(mock.records.get('pr_1'));
    },
    async deleteRecord() {
      expect(await ask('deleteRecord')).toMatchObject({ status: 204 });
      expect(await report()).toMatchObject({ status: 404 });
    },
    async reset() {
      await report();
      expect(await ask('reset')).toMatchObject({ status: 204 });
      expect(mock.requests).toStrictEqual([]);
      expect(await ask('getRecord')).toMatchObject({ status: 404 });
    },
  };
  test.each(operations.map(({ operationId }) => operationId))('%s', async (operationId) => {
    await DOES[operationId]?.();
    expect(DOES[operationId]).toBeDefined();
  });
});

test('its requests are not on record', async () => {
  await ask('getRecord');
  await ask('next', { body: { status: 99 } });
  expect((await ask('requests')).content).toStrictEqual([]);
});

test.each([{ 'Stripe-Account': 'acct_1' }, { 'Stripe-Context': 'acct_1/acct_2' }])(
  'records have an owner by the header %j',
  async (headers) => {
    const [[name = '', id] = []] = Object.entries(headers);
    const owner = { [name === 'Stripe-Account' ? 'stripeAccount' : 'stripeContext']: id };
    const set = await ask('setRecord', { body: { description: 'its own' }, headers });
    expect(set.content).toStrictEqual(mock.records.get('pr_1', owner));
    expect((await ask('getRecord', { headers })).content).toStrictEqual(set.content);
    expect(await ask('getRecord')).toMatchObject({ status: 404 });
    await ask('deleteRecord', { headers });
    expect([await report(owner), await report()]).toMatchObject([{ status: 404 }, { status: 200 }]);
  },
);

test('an ID is decoded', async () => {
  expect((await ask('setRecord', { id: 'a/b c,é', body: {} })).content.id).toBe('a/b c,é');
});

test.each<[operationId: string, Sent, status: number, message: string]>([
  ['next', { body: { status: 99 } }, 400, 'mock.next(): status must be a whole number'],
  ['next', { body: 'status=99' }, 400, 'is not valid JSON'],
  ['next', { body: '' }, 400, 'JSON'],
  ['next', { body: [] }, 400, 'mock.next(): an answer is an object; got []'],
  ['next', { body: {}, headers: { 'Content-Type': 'text/plain' } }, 415, 'Send the body as JSON'],
  ['next', { body: {}, headers: { 'Content-Type': 'a/application/json' } }, 415, 'as JSON'],
  ['next', {}, 415, 'Send the body as JSON'],
  ['setRecord', { body: { amont: 1 } }, 400, 'a Payment Record has no field amont'],
  ['setRecord', { body: 'x'.repeat(2 ** 20 + 1) }, 413, 'larger than 1 MiB'],
  ['getRecord', { headers: { 'Stripe-Account': '' } }, 400, 'stripeAccount is a text that is not'],
  ['getRecord', { id: 'pr_9' }, 404, 'There is no Payment Record pr_9'],
])('%s with %j is refused', async (operationId, sent, status, message) => {
  const answer = await ask(operationId, sent);
  expect([answer.status, answer.content.error.message]).toEqual([
    status,
    expect.stringContaining(message),
  ]);
});

test.each([
  ['GET /__mock/next', 405, 'POST', '/__mock/next takes POST, not GET'],
  ['POST /__mock/records/pr_1', 405, 'GET, PUT, DELETE', 'takes GET, PUT, DELETE, not POST'],
  ['GET /__mock/records/%E0', 400, null, 'URI malformed'],
  ['GET /__mock/records/', 404, null, 'There is nothing at /__mock/records/;'],
  ['GET /__mock/toString', 404, null, 'There is nothing at /__mock/toString;'],
])('%s has status %d, and says what the path takes: %s', async (target, status, allowed, said) => {
  const [method = '', path] = target.split(' ');
  const response = await fetch(mock.url + path, { method });
  expect([response.status, response.headers.get('Allow')]).toStrictEqual([status, allowed]);
  expect(await response.json()).toEqual({ error: { message: expect.stringContaining(said) } });
});

test('where there is nothing, it says what there is', async () => {
  const response = await fetch(`${mock.url}/__mock/`);
  expect(response.status).toBe(404);
  const known = Object.keys(paths).join(', ');
  const message = `There is nothing at /__mock/; there are ${known}`;
  expect(await response.json()).toEqual({ error: { message } });
});

/** A request with headers that fetch does not let anyone set. */
async function askAs(headers: Record<string, string>, { url } = mock, method = 'GET') {
  const sent = request(`${url}/__mock/requests`, { method, headers }).end();
  const message = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve).once('error', reject);
  });
  return { statusCode: message.statusCode, headers: message.headers, content: await json(message) };
}

test.each([
  { Origin: 'https://example.com' },
  { Origin: ORIGIN },
  { Origin: 'null' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
  { Host: 'evil.example.com' },
])('a page elsewhere is refused: %j', async (headers) => {
  for (const method of ['GET', 'POST', 'OPTIONS']) {
    const answer = await askAs(
      { 'Access-Control-Request-Method': 'POST', ...headers },
      mock,
      method,
    );
    expect(answer.statusCode).toBe(403);
    expect(Object.keys(answer.headers).filter((name) => /^access-control/.test(name))).toEqual([]);
    expect(answer.content).toEqual({
      error: { message: expect.stringMatching(`^The control is .+ ${Object.values(headers)[0]}$`) },
    });
  }
});

test('a page of the server itself is let in', async () => {
  const headers = { Origin: mock.url, 'Sec-Fetch-Site': 'same-origin' };
  expect(await askAs(headers)).toMatchObject({ statusCode: 200, content: [] });
});

test('without the option it is an unknown URL like any other', async () => {
  const { statusCode, content } = await askAs({ Authorization: 'Bearer sk_test_1' }, plain);
  expect([statusCode, content]).toMatchObject([404, { error: { type: 'invalid_request_error' } }]);
  expect(plain.requests).toMatchObject([{ path: '/__mock/requests', status: 404 }]);
});

test.each<[asked: string | undefined, host: string, isOwn: boolean]>([
  ['127.0.0.1:4010', '127.0.0.1', true],
  ['192.168.0.7:4010', '0.0.0.0', true],
  ['[::1]:4010', '::1', true],
  ['localhost', '127.0.0.1', true],
  ['mock:4010', '0.0.0.0', true],
  ['host.docker.internal:4010', '0.0.0.0', true],
  ['mock.localhost', '127.0.0.1', true],
  ['Mock.Example.com', 'mock.example.com', true],
  ['evil.example.com:4010', '127.0.0.1', false],
  ['localhost.evil.example.com', '127.0.0.1', false],
  ['localhost@evil.example.com', '127.0.0.1', false],
  ['xinternal.example', '127.0.0.1', false],
  ['evil-mock.example.com', 'mock.example.com', false],
  ['mock.localhost.example.com', '127.0.0.1', false],
  ['', '127.0.0.1', false],
  [undefined, '127.0.0.1', false],
])('the name %j of a server on %s is its own: %j', (asked, host, isOwn) => {
  const headers = asked === undefined ? {} : { host: asked };
  expect(comesFromElsewhere(headers, host) === undefined).toBe(isOwn);
});

test('an empty name is told as such', () => {
  const said =
    'The control is at an IP address, localhost or a name without a dot, not at an empty Host';
  expect(comesFromElsewhere({ host: '' }, '127.0.0.1')).toBe(said);
});
