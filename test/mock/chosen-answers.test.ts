import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CallOptions, ConnectionError, createClient } from '../../src/index.js';
import { type ChosenAnswer, type MockServer, startMockServer } from '../../src/mock/index.js';
import { answerExamples } from '../support/contract.js';

let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const report = (options: CallOptions = {}) =>
  createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 }).reportPaymentAttempt(
    'pr_1',
    { initiated_at: 1 },
    options,
  );

const exampleOf = (name: string) =>
  [...answerExamples('200'), ...answerExamples('default')].find((found) => found.name === name);

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
    expect(data ?? error).toStrictEqual(exampleOf(name)?.value);
    expect(mock.requests.at(-1)).toMatchObject({ status, violations: [] });
  });

  test('is for one report, which is not carried out and uses no key up', async () => {
    mock.next({ status: 500 });
    expect((await report({ idempotencyKey: 'a' })).response.status).toBe(500);
    expect(mock.records.get('pr_1')).toBeUndefined();
    const { response, data } = await report({ idempotencyKey: 'a' });
    expect(response.headers.get('Idempotent-Replayed')).toBeNull();
    expect(data?.id).toBe('pr_1');
  });

  test('is for the reports in turn, and for none that is refused or asks for its own answer', async () => {
    mock.next({ status: 500 });
    mock.next({ status: 429, headers: { 'Retry-After': '7' } });
    const answers = [
      await report({ idempotencyKey: 'x'.repeat(256 - 1), headers: { Prefer: 'code=404' } }),
      await report({ headers: { Prefer: 'code=nonsense' } }),
      await report(),
      await report(),
      await report(),
    ];
    expect(answers.map(({ response }) => response.status)).toStrictEqual([404, 400, 500, 429, 200]);
    expect(answers[3]?.response.headers.get('Retry-After')).toBe('7');
  });

  test('lets a client see a 429 with Retry-After, and wait for it', async () => {
    mock.next({ example: 'rate_limit', headers: { 'Retry-After': '1' } });
    const start = performance.now();
    const { data, attempts } = await report({ maxRetries: 1 });
    expect(data?.id).toBe('pr_1');
    expect(attempts).toBe(2);
    expect(performance.now() - start).toBeGreaterThan(990);
  });

  test('answers with a body of its own, as JSON or as it stands', async () => {
    mock.next({ status: 402, body: { error: { type: 'card_error', extra: [1] } } });
    expect((await report()).error).toStrictEqual({ error: { type: 'card_error', extra: [1] } });
    mock.next({ status: 502, body: '<html>' });
    const { error, response } = await report();
    expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8');
    expect(error?.error.message).toContain('<html>');
    mock.next({ body: '<html>', headers: { 'content-type': 'text/html' } });
    await expect(report()).rejects.toMatchObject({ code: 'invalid_response' });
    mock.next({ status: 204 });
    await expect(report()).rejects.toMatchObject({ code: 'invalid_response' });
    mock.next({ status: 302, headers: { Location: '/elsewhere' } });
    await expect(report()).rejects.toMatchObject({ code: 'redirect' });
  });

  test('is what it was when it was chosen', async () => {
    const headers = { 'Retry-After': '1' };
    mock.next({ status: 429, headers });
    headers['Retry-After'] = '\n';
    expect((await report()).response.headers.get('Retry-After')).toBe('1');
  });

  test('puts headers in the place of the usual ones', async () => {
    mock.next({ headers: { 'request-ID': 'req_mine', 'Stripe-Should-Retry': 'false' } });
    const { requestId, response, data } = await report();
    expect(requestId).toBe('req_mine');
    expect(response.headers.get('Stripe-Should-Retry')).toBe('false');
    expect(data?.id).toBe('pr_1');
  });

  test('delays the usual answer, which a client may give up', async () => {
    mock.next({ delay: 5_000 });
    await expect(report({ timeout: 100, idempotencyKey: 'a' })).rejects.toMatchObject({
      code: 'timeout',
    });
    expect(mock.records.get('pr_1')?.id).toBe('pr_1');
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
    const response = await fetch(`${mock.url}/v1/payment_records/pr_1/report_payment_attempt`, {
      method: 'POST',
      headers: {
        Authorization: 'Bearer sk_test_123',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'initiated_at=1',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Length')).toBe('1000');
    let received = 0;
    const read = async () => {
      for await (const chunk of response.body ?? []) received += chunk.length;
    };
    await expect(read()).rejects.toThrow(TypeError);
    expect(received).toBe(500);
    mock.next({ status: 500, body: '', cut: true });
    await expect(report()).rejects.toThrow(ConnectionError);
  });

  test.each<[unknown, string]>([
    [{ code: 429 }, 'mock.next(): there is no option code'],
    [{ status: 99 }, 'mock.next(): status must be a whole number from 200 to 599; got 99'],
    [{ status: 600 }, 'got 600'],
    [{ status: '429' }, "got '429'"],
    [{ delay: -1 }, 'mock.next(): delay must be a whole number of milliseconds; got -1'],
    [{ delay: 2 ** 31 }, 'got 2147483648'],
    [{ cut: 'yes' }, "mock.next(): cut must be true or false; got 'yes'"],
    [{ example: 'a', body: {} }, 'an answer has either an example or a body of its own'],
    [
      { example: 'nope' },
      'mock.next(): the contract has no example nope; it has guaranteed, failed',
    ],
    [
      { status: 404, example: 'failed' },
      'status 404 has no example failed; it has parameter_missing',
    ],
    [{ body: () => 1 }, 'mock.next(): body cannot be sent as JSON'],
    [{ headers: { 'a b': '1' } }, 'a b'],
    [{ headers: { a: 'b\n' } }, 'Invalid character in header content ["a"]'],
    [{ headers: { a: undefined } }, 'Invalid value "undefined" for header "a"'],
    [{ headers: { 'Content-Length': '1' } }, 'mock.next(): Content-Length follows from the body'],
    [{ headers: { 'Transfer-Encoding': 'chunked' } }, 'Transfer-Encoding follows from the body'],
    [{ status: 201 }, 'status 201 has no example; it has none; a body of your own will do'],
    [null, 'mock.next(): an answer is an object'],
    [undefined, 'mock.next(): an answer is an object'],
    [{ status: 204, body: '', cut: true }, 'mock.next(): status 204 has no body to cut'],
    [{ status: 304, cut: true }, 'mock.next(): status 304 has no body to cut'],
  ])('refuses %j', async (choice, message) => {
    expect(() => mock.next(choice as ChosenAnswer)).toThrow(message);
    expect(() => mock.next(choice as ChosenAnswer)).toThrow(TypeError);
    expect((await report()).response.status).toBe(200);
  });

  test.each<ChosenAnswer>([
    { status: 599 },
    { delay: 2 ** 31 - 1 },
    { headers: { 'X-Content-Length': '1', 'Content-Length-X': '1' } },
  ])('takes %j', (choice) => {
    expect(() => mock.next(choice)).not.toThrow();
  });

  test('is forgotten at a reset', async () => {
    mock.next({ status: 500 });
    mock.reset();
    expect((await report()).response.status).toBe(200);
  });
});

test('closing ends an answer that is delayed', async () => {
  const server = await startMockServer();
  server.next({ delay: 60_000 });
  const client = createClient({ apiKey: 'sk_test_123', baseUrl: server.url, maxRetries: 0 });
  const call = client.reportPaymentAttempt('pr_1', { initiated_at: 1 }).catch((error) => error);
  await expect.poll(() => server.requests.length).toBe(1);
  await server.close();
  expect(await call).toMatchObject({ code: 'network' });
});
