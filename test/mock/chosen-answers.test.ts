import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { type CallOptions, ConnectionError } from '../../src/index.js';
import { type ChosenAnswer, startMockServer } from '../../src/mock/index.js';
import {
  ATTEMPT,
  clientOf,
  exampleBody,
  received,
  send,
  serve,
} from '../support/contract-server.js';

const mock = await serve();
const report = (options: CallOptions = {}) =>
  clientOf(mock).reportPaymentAttempt('pr_1', { initiated_at: 1 }, options);
const statusOf = async (options?: CallOptions) => (await report(options)).response.status;

describe('mock.next', () => {
  test.each<[ChosenAnswer, number, string]>([
    [{ example: 'rate_limit' }, 429, 'rate_limit'],
    [{ status: 429 }, 429, 'rate_limit'],
    [{ status: 503 }, 503, 'api_error'],
    [{ status: 200 }, 200, 'guaranteed'],
    [{ example: 'failed' }, 200, 'failed'],
    [{ status: 402, example: 'api_error' }, 402, 'api_error'],
  ])('%j answers the next report', async (choice, status, name) => {
    mock.next(choice);
    const { response, data, error } = await report();
    expect(response.status).toBe(status);
    expect(response.headers.get('Content-Type')).toBe('application/json');
    expect(data ?? error).toStrictEqual(exampleBody(name));
    expect(mock.requests.at(-1)).toMatchObject({ status, violations: [] });
  });

  test('is for one report, which is not carried out and uses no key up', async () => {
    mock.next({ status: 500 });
    expect(await statusOf({ idempotencyKey: 'a' })).toBe(500);
    expect(mock.records.get('pr_1')).toBeUndefined();
    const { response, data } = await report({ idempotencyKey: 'a' });
    expect(response.headers.get('Idempotent-Replayed')).toBeNull();
    expect(data?.id).toBe('pr_1');
  });

  test('is for the reports in turn, and for none that is refused or asks for its own answer', async () => {
    const headers = { 'Retry-After': '7' };
    mock.next({ status: 500 });
    mock.next({ status: 429, headers });
    // A choice is what it was when it was made.
    headers['Retry-After'] = '\n';
    expect(await statusOf({ headers: { Prefer: 'code=404' } })).toBe(404);
    expect(await statusOf({ headers: { Prefer: 'code=nonsense' } })).toBe(400);
    expect(await statusOf()).toBe(500);
    const { response } = await report();
    expect([response.status, response.headers.get('Retry-After')]).toStrictEqual([429, '7']);
    expect(await statusOf()).toBe(200);
  });

  test('answers with a body of its own, as JSON or as it stands', async () => {
    const body = { error: { type: 'card_error', extra: [1] } };
    mock.next({ status: 402, body });
    expect((await report()).error).toStrictEqual(body);
    mock.next({ status: 502, body: '<html>' });
    const { error, response } = await report();
    expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
    expect(error?.error.message).toContain('<html>');
  });

  test.each<[ChosenAnswer, string]>([
    [{ body: '<html>', headers: { 'content-type': 'text/html' } }, 'invalid_response'],
    [{ status: 204 }, 'invalid_response'],
    [{ status: 302, headers: { Location: '/elsewhere' } }, 'redirect'],
    [{ status: 500, body: '', cut: true }, 'network'],
  ])('%j is no answer to our client', async (choice, code) => {
    mock.next(choice);
    const error = await report().catch((cause) => cause);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.code).toBe(code);
  });

  test('puts headers in the place of the usual ones', async () => {
    mock.next({ headers: { 'request-ID': 'req_mine', 'Stripe-Should-Retry': 'false' } });
    const { requestId, response, data } = await report();
    expect(requestId).toBe('req_mine');
    expect(response.headers.get('Stripe-Should-Retry')).toBe('false');
    expect(data?.id).toBe('pr_1');
  });

  test.each<[string, ChosenAnswer, string | undefined]>([
    ['the usual answer', {}, 'pr_1'],
    ['a chosen answer', { status: 402, body: { error: { type: 'card_error' } } }, undefined],
  ])('delays %s, which a client may give up', async (_, choice, recorded) => {
    mock.next({ ...choice, delay: 600_000 });
    const controller = new AbortController();
    const call = report({ signal: controller.signal }).catch((error) => error);
    await received(mock, 1);
    controller.abort('gone');
    expect(await call).toBe('gone');
    expect(mock.records.get('pr_1')?.id).toBe(recorded);
  });

  test('cuts the connection in the middle of the usual answer, and the retry finds the report done', async () => {
    mock.next({ cut: true });
    const { data, attempts, response } = await report({ maxRetries: 1 });
    expect(attempts).toBe(2);
    expect(response.headers.get('Idempotent-Replayed')).toBe('true');
    expect(data).toStrictEqual(mock.records.get('pr_1'));
    expect(mock.requests.map(({ status }) => status)).toStrictEqual([200, 200]);
  });

  test('cuts a chosen answer after its status and half of its body', async () => {
    mock.next({ status: 200, body: 'x'.repeat(1000), cut: true });
    const answer = await fetch(mock.url + ATTEMPT.replace('POST ', ''), {
      method: 'POST',
      headers: { Authorization: 'Bearer sk_test_123' },
      body: new URLSearchParams({ initiated_at: '1' }),
    });
    expect([answer.status, answer.headers.get('Content-Length')]).toStrictEqual([200, '1000']);
    let length = 0;
    const read = async () => {
      for await (const chunk of answer.body ?? []) length += chunk.length;
    };
    await expect(read()).rejects.toThrow(TypeError);
    expect(length).toBe(500);
  });

  test.each<[unknown, string]>([
    [{ code: 429 }, 'there is no option code; there are status, example, body, headers,'],
    [{ status: 99 }, 'mock.next(): status must be a whole number from 200 to 599; got 99'],
    [{ status: 600 }, 'got 600'],
    [{ status: '429' }, "got '429'"],
    [{ delay: -1 }, 'mock.next(): delay must be a whole number of milliseconds; got -1'],
    [{ delay: 2 ** 31 }, 'got 2147483648'],
    [{ cut: 'yes' }, "mock.next(): cut must be true or false; got 'yes'"],
    [{ example: 'a', body: {} }, 'an answer has either an example or a body of its own'],
    [{ example: 'nope' }, 'the contract has no example nope; it has guaranteed, failed'],
    [{ status: 404, example: 'failed' }, '404 has no example failed; it has parameter_missing'],
    [{ body: () => 1 }, 'mock.next(): body cannot be sent as JSON'],
    [{ headers: { 'a b': '1' } }, 'a b'],
    [{ headers: { a: 'b\n' } }, 'Invalid character in header content ["a"]'],
    [{ headers: { a: undefined } }, 'mock.next(): the header a must be a text; got undefined'],
    [{ headers: { a: 5 } }, 'the header a must be a text; got 5'],
    [{ headers: 'a: 5' }, "mock.next(): headers must be a plain object; got 'a: 5'"],
    [{ headers: null }, 'headers must be a plain object; got null'],
    [{ headers: new Headers({ a: 'b' }) }, 'headers must be a plain object; got Headers'],
    [{ example: 5 }, 'mock.next(): example must be a name; got 5'],
    [[{ status: 500 }], 'mock.next(): an answer is an object; got [ { status: 500 } ]'],
    [{ headers: { 'Content-Length': '1' } }, 'mock.next(): Content-Length follows from the body'],
    [{ headers: { 'Transfer-Encoding': 'chunked' } }, 'Transfer-Encoding follows from the body'],
    [{ status: 204, example: 'failed' }, 'status 204 has no example failed; it has none'],
    [{ status: 201 }, 'status 201 has no example; it has none; a body of your own will do'],
    [null, 'mock.next(): an answer is an object; got null'],
    [undefined, 'mock.next(): an answer is an object; got undefined'],
    [{ status: 204, body: '', cut: true }, 'mock.next(): status 204 has no body to cut'],
    [{ status: 205, cut: true }, 'mock.next(): status 205 has no body to cut'],
    [{ status: 304, cut: true }, 'mock.next(): status 304 has no body to cut'],
  ])('refuses %j', async (choice, message) => {
    const next = () => mock.next(choice as ChosenAnswer);
    expect(next).toThrow(message);
    expect(next).toThrow(TypeError);
    expect((await send(mock, ATTEMPT, 'initiated_at=1')).status).toBe(200);
  });

  test.each<ChosenAnswer>([
    { status: 599 },
    { delay: 2 ** 31 - 1 },
    { headers: { 'X-Content-Length': '1', 'Content-Length-X': '1' } },
  ])('takes %j, and forgets it at a reset', async (choice) => {
    expect(() => mock.next(choice)).not.toThrow();
    mock.reset();
    expect(await statusOf()).toBe(200);
  });
});

test('closing ends a request that is not sent to its end', async () => {
  const server = await startMockServer();
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(
    'POST /v1/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n',
  );
  // The server has read the head, and waits for the body.
  expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1.1 100 /);
  const ended = once(socket, 'close');
  await server.close();
  await ended;
  expect(server.requests).toStrictEqual([]);
});
