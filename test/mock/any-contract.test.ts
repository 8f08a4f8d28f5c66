import { describe, expect, test } from 'vitest';
import { startContractServer } from '../../src/mock/start-mock-server.js';
import {
  ATTEMPT,
  fixtureContract,
  LOG_URL,
  send,
  serve,
  serving,
} from '../support/contract-server.js';

const mock = await serve(fixtureContract());

test.each([
  ['GET /v1/payment_records/pr_1', undefined, 200],
  ['GET /v1/payment_records/report_payment', undefined, 200],
  ['POST /v1/payment_records/report_payment', 'initiated_at=1', 400],
  [`${ATTEMPT}_guaranteed`, 'guaranteed_at=1', 200],
  [ATTEMPT, 'initiated_at=1', 200],
  ['GET /v1/payment_records', undefined, 404],
  ['GET /v1/kinds/', undefined, 404],
])('%s with %s has status %d', async (request, body, status) => {
  expect(await send(mock, request, body)).toMatchObject({ status });
});

test.each([
  ['PUT /v1/kinds', 'It takes GET, POST.'],
  ['POST /v1/payment_records/pr_1', 'It takes GET.'],
  ['PUT /v1/payment_records/report_payment', 'It takes GET, POST.'],
  ['REPORT /v1/kinds', 'It takes GET, POST.'],
  ['POST /v1/payment_records//report_payment_attempt', '(POST: /v1/payment_records//report'],
])('%s is refused, and on record with what the path takes: %s', async (request, said) => {
  expect(await send(mock, request)).toMatchObject({ status: 404 });
  const message = mock.requests.at(-1)?.violations[0]?.message;
  expect(message).toContain(said);
  expect(message?.includes('It takes')).toBe(said.startsWith('It takes'));
});

test('an operation without a behaviour is answered with its example, and remembers nothing', async () => {
  const { content } = await send(mock, 'GET /v1/payment_records/pr_9');
  expect(content).toMatchObject({ object: 'payment_record', description: 'Invoice 1042' });
  await send(mock, `${ATTEMPT}_guaranteed`, 'guaranteed_at=1');
  expect(mock.records.get('pr_1')).toBeUndefined();
  await send(mock, ATTEMPT, 'initiated_at=1');
  // From the example of a failed attempt.
  expect(mock.records.get('pr_1')).toMatchObject({ id: 'pr_1', customer_presence: 'off_session' });
});

describe('idempotency keys', () => {
  const headers = { 'Idempotency-Key': 'a' };
  test.each([
    ['POST /v1/kinds', 'text=a', 'POST /v1/kinds', 'text=b'],
    [ATTEMPT, 'initiated_at=1', `${ATTEMPT}_guaranteed`, 'guaranteed_at=1'],
  ])('of %s with %s are not for %s with %s', async (request, body, other, otherBody) => {
    expect(await send(mock, request, body, headers)).toMatchObject({ status: 200 });
    const { content } = await send(mock, other, otherBody, headers);
    expect(content.error?.type).toBe('idempotency_error');
    const again = await send(mock, request, body, headers);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  });

  test('count for POST alone', async () => {
    for (const path of ['/v1/kinds', '/v1/kinds?limit=1', '/v1/kinds']) {
      const answer = await send(mock, `GET ${path}`, undefined, headers);
      expect([answer.status, answer.headers.get('Idempotent-Replayed')]).toEqual([200, null]);
    }
  });
});

describe('chosen answers', () => {
  test('come from the operation that is called', async () => {
    const objectOf = async (request: string, body?: string, prefer = '') =>
      (await send(mock, request, body, { Prefer: prefer })).content.object;
    mock.next({ status: 200 });
    expect(await objectOf('GET /v1/kinds')).toBe('list');
    mock.next({ status: 200 });
    expect(await objectOf(ATTEMPT, 'initiated_at=1')).toBe('payment_record');
    expect(await objectOf('GET /v1/kinds', undefined, 'example=one')).toBe('list');
    expect(await objectOf(ATTEMPT, 'initiated_at=1', 'example=one')).toBeUndefined();
    expect(await objectOf('GET /v1/kinds', undefined, 'dynamic=true, seed=1')).toBe('list');
    expect(await objectOf('POST /v1/kinds', 'text=a', 'dynamic=true, seed=1')).toBe('kinds');
  });

  test('that the operation called has no example of are a fault of the test', async () => {
    mock.next({ example: 'one' });
    const { status, content } = await send(mock, ATTEMPT, 'initiated_at=1');
    expect([status, content.error.message]).toStrictEqual([
      500,
      expect.stringMatching(/^mock.next\(\): the contract has no example one; it has guaranteed, /),
    ]);
    expect(() => mock.next({ example: 'two' })).toThrow(
      / two; it has [^;]+; the contract has no .+; a /,
    );
  });
});

interface Operation {
  responses: object;
  requestBody?: object;
  security?: object[];
}

/** A contract with an operation for each method of `/v1/things/{id}`, and parameters of that path. */
function withThings(operation: Operation, ...others: object[]) {
  const id = { name: 'id', in: 'path', schema: { type: ['integer', 'string'] }, required: true };
  const small = { type: 'integer', format: 'int32', maximum: 9 };
  const limit = { name: 'limit', in: 'query', schema: small };
  const parameters = [id, limit, ...others];
  const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
  const operations = Object.fromEntries(methods.map((method) => [method, operation]));
  return { ...fixtureContract(), paths: { '/v1/things/{id}': { parameters, ...operations } } };
}
const THING = 'DELETE /v1/things/1';
const NO_CONTENT = { responses: { 200: {} } };

test('an operation has any method', async () => {
  await serving(withThings(NO_CONTENT), async (server) => {
    await send(server, 'REPORT /v1/things/1');
    const said = 'It takes GET, PUT, POST, DELETE, OPTIONS, HEAD, PATCH, TRACE.';
    expect(server.requests[0]?.violations[0]?.message).toContain(said);
  });
});

test('an idempotency key is for one query', async () => {
  await serving(withThings(NO_CONTENT), async (server) => {
    const statusOf = async (query: string) =>
      (await send(server, `POST /v1/things/1?${query}`, '', { 'Idempotency-Key': 'a' })).status;
    const statuses = [
      await statusOf('limit=1'),
      await statusOf('limit=2'),
      await statusOf('limit=1'),
    ];
    expect(statuses).toStrictEqual([200, 400, 200]);
  });
});

test.each([
  ['description=a', 'description', /^Received unknown .+ in the query\. Send it in the body\.$/],
  ['description[a]=a', 'description', /in the query/],
  ['description=%E0', 'description', /^Invalid parameter "description=%E0": .+, in UTF-8\.$/],
])('a report with the query %s names %s', async (query, param, message) => {
  const { status, content } = await send(mock, `${ATTEMPT}?${query}`, 'initiated_at=1');
  expect([status, content.error.param]).toStrictEqual([400, param]);
  expect(mock.requests[0]?.violations[0]?.message).toMatch(message);
});

test.each([
  [THING, 'b=1', 'b', /in the body. This operation takes no body/],
  [`${THING}?b=1`, undefined, 'b', /^Received unknown parameter: b; got "1"$/],
  [`${THING}?limit=a`, undefined, 'limit', /^Invalid integer: a$/],
  [`${THING}?limit=10`, undefined, 'limit', /^Invalid limit: must be <= 9; got 10$/],
])('%s with %s names %s', async (request, body, param, message) => {
  await serving(withThings(NO_CONTENT), async (server) => {
    const { status, content } = await send(server, request, body);
    expect([status, content.error.param]).toStrictEqual([400, param]);
    expect(server.requests.at(-1)?.violations[0]?.message).toMatch(message);
  });
});

const json = (media: object) => ({ content: { 'application/json': media } });
const schema = {
  type: 'object',
  required: ['object', 'level'],
  properties: { object: { const: 'thing' }, level: { type: 'integer', minimum: 1 } },
};
const thing = { object: 'thing', level: 5 };
const headers = { A: { required: true, schema: { type: 'string' } } };
const examples = { a: { $ref: '#/thing' } };

test.each<[string, object, number, unknown]>([
  ['the one example', { 200: { ...json({ schema, example: thing }), headers } }, 200, thing],
  ['an example by reference', { 201: json({ schema, examples }) }, 201, thing],
  ['an example of a range', { '2XX': json({ examples: { a: { value: thing } } }) }, 200, thing],
  ['nothing where the contract has none', { 204: { description: 'Gone.' } }, 204, undefined],
  ['nothing where there are no responses', {}, 200, undefined],
  ['what the schema makes up', { 200: json({ schema }) }, 200, { object: 'thing' }],
])('an answer is %s', async (_, responses, status, content) => {
  await serving({ ...withThings({ responses }), thing: { value: thing } }, async (server) => {
    const answer = await send(server, THING);
    expect(answer.status).toBe(status);
    if (content === undefined) expect(answer.content).toBeUndefined();
    else expect(answer.content).toMatchObject(Object(content));
    expect((await send(server, THING)).content).toStrictEqual(answer.content);
  });
});

test('a response without content may be asked for', async () => {
  const responses = { 200: { description: 'Done.' }, 204: { description: 'Gone.' } };
  await serving(withThings({ responses }), async (server) => {
    for (const preference of ['code=204', 'code=204, dynamic=true', '']) {
      if (preference === '') server.next({ status: 204 });
      const { status, headers } = await send(server, THING, undefined, { Prefer: preference });
      expect([status, headers.get('Content-Type')]).toStrictEqual([204, null]);
    }
    const preference = { Prefer: 'code=200, dynamic=true' };
    expect((await send(server, THING, undefined, preference)).content).toBeUndefined();
  });
});

test('a form may be left out where it is optional, and a query where it is not may not', async () => {
  const form = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };
  const requestBody = { content: { 'application/x-www-form-urlencoded': { schema: form } } };
  const page = { name: 'page', in: 'query', required: true, schema: { type: 'integer' } };
  await serving(withThings({ ...NO_CONTENT, requestBody }, page), async (server) => {
    const faultOf = async (query: string, body?: string) =>
      (await send(server, THING + query, body)).content?.error.param;
    expect(await faultOf('?page=1')).toBeUndefined();
    expect(await faultOf('?page=1', 'a=1')).toBeUndefined();
    expect(await faultOf('?page=1', 'b=1')).toBe('a');
    expect(await faultOf('')).toBe('page');
    await faultOf('?page=a&b=1');
    expect(server.requests.at(-1)?.violations).toMatchObject([
      { param: 'page', message: 'Invalid integer: a' },
      { param: 'b', message: 'Received unknown parameter: b; got "1"' },
    ]);
  });
});

test('an example that breaks its schema is a fault of the server', async () => {
  const responses = { 200: json({ schema, example: { ...thing, level: 0 } }) };
  await serving(withThings({ responses }), async (server) => {
    const { status, content } = await send(server, THING);
    const message = 'The answer breaks the contract: Invalid level: must be >= 1; got 0';
    const error = { type: 'api_error', message, request_log_url: LOG_URL };
    expect([status, content.error]).toStrictEqual([500, error]);
    expect(server.requests.at(-1)?.violations).toMatchObject([{ param: '', message }]);
  });
});

test.each([
  ['a status that the contract does not have', { 200: {} }, 'code=204, dynamic=true', 'NOT_FOUND'],
  [
    'a header that cannot be sent',
    {
      200: json({ schema, examples: { odd: { 'x-headers': { 'X-Odd': 'a\nb' }, value: thing } } }),
    },
    'example=odd',
    'Invalid character in header content ["X-Odd"]',
  ],
])('%s is a fault of the server, and on record', async (_, responses, prefer, message) => {
  await serving(withThings({ responses }), async (server) => {
    const { status, content, headers } = await send(server, THING, undefined, { Prefer: prefer });
    expect([status, content.error.type]).toStrictEqual([500, 'api_error']);
    expect(content.error.message).toContain(message);
    expect(headers.get('Request-Id')).toMatch(/^req_\w{24}$/);
    const violations = [{ param: '', code: undefined, message: content.error.message }];
    expect(server.requests).toMatchObject([{ path: '/v1/things/1', status: 500, violations }]);
  });
});

test('an operation that asks for no key needs none, and a typed header is held against its type', async () => {
  const level = { name: 'X-Level', in: 'header', schema: { type: 'integer', maximum: 5 } };
  const contract = withThings({ ...NO_CONTENT, security: [] }, level);
  await serving(contract, async (server) => {
    const errorAt = async (sent: object) =>
      (await send(server, THING, undefined, { Authorization: '', ...sent })).content?.error;
    expect(await errorAt({})).toBeUndefined();
    expect(await errorAt({ 'X-Level': '5' })).toBeUndefined();
    const fault = { param: 'X-Level', message: 'Invalid X-Level: must be <= 5' };
    expect(await errorAt({ 'X-Level': '6' })).toMatchObject(fault);
    expect(await errorAt({ 'X-Level': 'a' })).toMatchObject({ param: 'X-Level' });
  });
});

test('a contract without examples and errors is served in words of the server', async () => {
  const bare = JSON.stringify(fixtureContract(), (key, value) =>
    key === 'examples' || key === 'default' ? undefined : value,
  );
  await serving(JSON.parse(bare), async (server) => {
    const { content } = await send(server, ATTEMPT, 'initiated_at=1');
    expect(content).toMatchObject({ id: 'pr_1', amount: { currency: 'usd', value: 1990 } });
    expect(await send(server, ATTEMPT, 'initiated_at=1')).toMatchObject({ status: 400 });
    server.records.delete('pr_1');
    expect(await send(server, ATTEMPT, 'initiated_at=1')).toMatchObject({ status: 404 });
    expect((await send(server, 'GET /v1/kinds')).content).toMatchObject({ object: 'list' });
  });
});

test('a contract without Payment Records has none to set', async () => {
  await serving(withThings(NO_CONTENT), async (server) => {
    expect(await send(server, THING)).toMatchObject({ status: 200 });
    expect(server.records.get('pr_1')).toBeUndefined();
    const message = "records.set('pr_1'): the contract has no Payment Records";
    expect(() => server.records.set('pr_1')).toThrow(new TypeError(message));
  });
});

const at = (operation: object) => ({
  paths: { '/a': { get: operation } },
});
const jsonBody = { requestBody: { content: { 'application/json': {} } } };
const unreadable = { name: 'b', in: 'query', schema: { type: 'object', if: {} } };
test.each([
  [{}, 'The contract has no paths'],
  [{ paths: null }, 'The contract has no paths'],
  [{ paths: {} }, 'The contract has no operation'],
  [at(jsonBody), 'A request body must be a form'],
  [at({ parameters: [{ $ref: '#/b' }] }), 'The reference #/b leads nowhere'],
  [
    at({ parameters: [unreadable] }),
    'get /a: #/properties/b cannot be read: a form cannot be deco',
  ],
])('does not start on %j', async (contract, message) => {
  await expect(startContractServer(contract)).rejects.toThrow(message);
});
