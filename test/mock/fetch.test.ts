import { Window } from 'happy-dom';
import { afterAll, describe, expect, expectTypeOf, test, vi } from 'vitest';
import { createClient } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { ROOT } from '../support/consumer.js';
import { FORM, path } from '../support/contract.js';
import { received, serve, sharing } from '../support/contract-server.js';
import { mustRun } from '../support/program.js';

const mock = sharing(await startMockServer({ listen: false }));
const listening = await serve();
afterAll(() => happy.happyDOM.close());

const API = 'https://api.stripe.com';
const URL_OF = API + path.replace('{id}', 'pr_1');
const headers = { Authorization: 'Bearer sk_test_123', 'Content-Type': FORM };
const init = { method: 'POST', headers, body: 'initiated_at=1' };
const stripe = createClient({ apiKey: 'sk_test_123', fetch: mock.fetch });
const happy = new Window();
const report = (params = {}, options = {}) =>
  stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, ...params }, options);

test('has no URL without a socket, and one of its type with it', () => {
  expect(mock.url).toBeUndefined();
  expectTypeOf(mock.url).toEqualTypeOf<undefined>();
  expectTypeOf<MockServer['url']>().toEqualTypeOf<string>();
  expectTypeOf(listening.url).toEqualTypeOf<string>();
  expectTypeOf(mock.fetch).toEqualTypeOf(fetch);
});

test('is a fetch for our client, at the address of Stripe', async () => {
  const { data, requestId, attempts } = await report({ metadata: { order_id: '6735' } });
  expect(data).toStrictEqual(mock.records.get('pr_1'));
  expect([requestId, attempts]).toStrictEqual([expect.stringMatching(/^req_/), 1]);
  const { error } = await report();
  expect(error?.error.message).toMatch(/^A new payment attempt can only be/);
});

test.each([
  ['a text', () => mock.fetch(`${URL_OF}?a=b#c`, init)],
  ['a URL', () => mock.fetch(new URL(`${URL_OF}?a=b`), init)],
  ['a Request', () => mock.fetch(new Request(`${URL_OF}?a=b`, init))],
  ['a Request that init completes', () => mock.fetch(new Request(`${URL_OF}?a=b`), init)],
  [
    'a Request of happy-dom',
    () => mock.fetch(new happy.Request(`${URL_OF}?a=b`, init) as unknown as Request),
  ],
  ['a host of its own', () => mock.fetch(`http://x:1${new URL(URL_OF).pathname}?a=b`, init)],
])('takes %s, and puts it on record', async (_, call) => {
  const response = await call();
  expect([response.status, response.statusText]).toStrictEqual([400, 'Bad Request']);
  expect(mock.requests).toMatchObject([
    {
      method: 'POST',
      path: `${path.replace('{id}', 'pr_1')}?a=b`,
      headers: { authorization: 'Bearer sk_test_123', 'content-type': FORM },
      rawBody: 'initiated_at=1',
      body: { initiated_at: 1 },
      status: 400,
      violations: [{ param: 'a' }],
    },
  ]);
});

test.each([
  ['a success', {}],
  ['a refusal', { body: 'initiated_at=soon' }],
  ['no body', { method: 'GET', body: undefined }],
  ['a body of 1 MiB', { body: 'x'.repeat(2 ** 20) }],
  ['a body over 1 MiB', { body: 'x'.repeat(2 ** 20 + 1) }],
  [
    'a body of no type',
    { body: new Uint8Array([97]), headers: { Authorization: 'Bearer sk_test_1' } },
  ],
  ['a live key', { headers: { ...headers, Authorization: 'Bearer sk_live_123' } }],
])('answers %s as over HTTP', async (_, changes) => {
  const sent = { ...init, ...changes } as RequestInit;
  const ask = async (
    send: typeof fetch,
    url: string,
    { requests }: Pick<MockServer, 'requests'>,
  ) => {
    const response = await send(url, sent);
    const text = await response.text();
    const { rawBody, body, status, violations, headers: kept } = requests.at(-1) ?? {};
    const named = [...response.headers.keys()].filter(
      (name) => !/^(connection|keep-alive|date|content-length|transfer-encoding)$/.test(name),
    );
    return {
      ...{ status: response.status, statusText: response.statusText, named },
      text: text.replaceAll(/(req|par)_\w{24}|"created":\d+|t=\d+/g, ''),
      record: { rawBody, body, status, violations, key: kept?.authorization },
    };
  };
  const overHttp = await ask(fetch, URL_OF.replace(API, listening.url), listening);
  expect(await ask(mock.fetch, URL_OF, mock)).toStrictEqual(overHttp);
});

test.each([204, 205, 304])('gives a %d without a body', async (status) => {
  mock.next({ status, body: '' });
  const response = await mock.fetch(URL_OF, init);
  expect([response.status, response.body]).toStrictEqual([status, null]);
});

describe('an answer that is lost', () => {
  test('ends with an error in the middle of its body', async () => {
    mock.next({ status: 200, body: 'x'.repeat(1000), cut: true });
    const response = await mock.fetch(URL_OF, init);
    expect(response.status).toBe(200);
    let length = 0;
    const read = async () => {
      for await (const chunk of response.body ?? []) length += chunk.length;
    };
    await expect(read()).rejects.toThrow(new TypeError('terminated'));
    expect(length).toBe(500);
    mock.next({ status: 500, body: '', cut: true });
    await expect((await mock.fetch(URL_OF, init)).text()).rejects.toThrow(TypeError);
  });

  test('is asked for again, and the report is done once', async () => {
    mock.next({ cut: true });
    const { data, attempts, response } = await report();
    expect([attempts, response.headers.get('Idempotent-Replayed')]).toStrictEqual([2, 'true']);
    expect(data).toStrictEqual(mock.records.get('pr_1'));
  });
});

describe('a delay', () => {
  const key = { ...init, headers: { ...headers, 'Idempotency-Key': 'order-6735' } };

  test('uses the idempotency key for so long, and ends with the reason of the signal', async () => {
    mock.next({ delay: 600_000 });
    const controller = new AbortController();
    const call = mock.fetch(URL_OF, { ...key, signal: controller.signal });
    await received(mock, 1);
    expect((await mock.fetch(URL_OF, key)).status).toBe(409);
    controller.abort('gone');
    await expect(call).rejects.toBe('gone');
    const again = await mock.fetch(URL_OF, key);
    expect(again.headers.get('Idempotent-Replayed')).toBe('true');
  });

  test('is followed by the answer', async () => {
    mock.next({ delay: 1 });
    expect((await mock.fetch(URL_OF, key)).status).toBe(200);
  });

  test('ends when the server is closed, which then answers nothing more', async () => {
    const server = await startMockServer({ listen: false });
    server.next({ delay: 600_000 });
    const call = server.fetch(URL_OF, init);
    await received(server, 1);
    await server.close();
    await expect(call).rejects.toThrow(new TypeError('fetch failed'));
    const cause = { message: 'The contract server is closed' };
    await expect(server.fetch(URL_OF, init)).rejects.toMatchObject({
      message: 'fetch failed',
      cause,
    });
    expect(server.requests).toHaveLength(1);
  });
});

test('a signal that is aborted before stops the request', async () => {
  await expect(mock.fetch(URL_OF, { ...init, signal: AbortSignal.abort('no') })).rejects.toBe('no');
  expect(mock.requests).toHaveLength(0);
});

test('takes a URL alone, and gives a HEAD no body', async () => {
  expect((await mock.fetch(new URL(URL_OF))).status).toBe(404);
  const { status, body } = await mock.fetch(URL_OF, { method: 'HEAD' });
  expect([status, body]).toStrictEqual([404, null]);
});

test.each(['Request', 'Response'])('says so where there is no %s', async (name) => {
  vi.stubGlobal(name, undefined);
  try {
    await expect(mock.fetch(URL_OF, init)).rejects.toThrow(
      new TypeError('mock.fetch() needs Request and Response, which this environment lacks'),
    );
  } finally {
    vi.unstubAllGlobals();
  }
});

test('a server without a socket leaves no socket and no timer', async () => {
  const code = `
    import { startMockServer } from './src/mock/index.ts';
    const mock = await startMockServer({ listen: false });
    mock.next({ delay: 600_000 });
    const controller = new AbortController();
    const init = { ...${JSON.stringify(init)}, signal: controller.signal };
    const call = mock.fetch('${URL_OF}', init).catch(String);
    while (mock.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort('gone');
    console.log(await call, process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name)));
    process.exit();`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', code];
  expect(await mustRun(process.execPath, args, { cwd: ROOT })).toBe('gone []\n');
});
