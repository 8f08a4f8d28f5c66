import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError, createClient } from '../../src/index.js';
import {
  type Behaviour,
  closeServers,
  cut,
  cutChunks,
  drip,
  flood,
  hang,
  hangUp,
  json,
  ok,
  RECORD,
  raw,
  reset,
  STRIPE_ERROR,
  serve,
  serveRaw,
  text,
} from '../support/misbehaving-server.js';

const apiKey = 'sk_test_transport';
const params = { initiated_at: 1730000000 };

// No waits, except where a test is about them.
beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());
afterEach(closeServers);

async function report(behaviours: Behaviour[], options = {}) {
  const server = await serve(...behaviours);
  const client = createClient({ apiKey, baseUrl: server.url, timeout: 5_000, ...options });
  const call = client.reportPaymentAttempt('pr_123', params);
  const settled = await call.catch((error: ConnectionError) => error);
  return { server, settled };
}

describe('a report is tried again', () => {
  const failed = { error: { type: 'api_error' } };
  it.each<[string, Behaviour]>([
    ['a reset after the request was read', reset],
    ['a connection that ends without an answer', hangUp],
    ['a body cut short of its Content-Length', cut(200)],
    ['a body cut short inside an error', cut(400)],
    ['a chunked body without its last chunk', cutChunks],
    ['something that is not HTTP', raw('garbage\r\n\r\n')],
    ['a Content-Length that is no number', raw('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}')],
    ['a flood of headers', flood],
    ['a gzip body that is none', text(200, '{"a":1}', { 'Content-Encoding': 'gzip' })],
    ['a 409', json(409, failed)],
    ['a 429', json(429, failed)],
    ['a 500', json(500, failed)],
    ['a 503 that is HTML', text(503, '<html>')],
    ['a 599', text(599, '')],
    ['a 400 with Stripe-Should-Retry: true', json(400, failed, { 'Stripe-Should-Retry': 'true' })],
  ])('after %s', async (_, behaviour) => {
    const { server, settled } = await report([behaviour, behaviour, ok]);
    expect(settled).toMatchObject({ data: RECORD, attempts: 3 });
    expect(server.seen).toHaveLength(3);
  });

  it('after a reset before the request was read, and after a refused connection', async () => {
    const baseUrl = await serveRaw((socket) => socket.resetAndDestroy());
    const options = { apiKey, baseUrl };
    const failure = { code: 'network', attempts: 3, cause: { message: 'fetch failed' } };
    const call = createClient(options).reportPaymentAttempt('pr_123', params);
    await expect(call).rejects.toMatchObject(failure);
    await closeServers();
    const again = createClient(options).reportPaymentAttempt('pr_123', params);
    const refused = { ...failure, cause: { cause: { code: 'ECONNREFUSED' } } };
    await expect(again).rejects.toMatchObject(refused);
    await expect(again).rejects.toThrow(
      /The connection failed: connect ECONNREFUSED.*\(attempts: 3\)/,
    );
  });

  it('after a fetch that throws before it returns a promise', async () => {
    const fetch = vi.fn(() => {
      throw new Error('no network here');
    });
    const { settled } = await report([ok], { fetch });
    expect(settled).toMatchObject({ code: 'network', cause: { message: 'no network here' } });
    expect(fetch).toHaveBeenCalledTimes(3);
  });

  it('as often as maxRetries says, of the call before that of the client', async () => {
    const server = await serve(text(500, ''));
    const client = createClient({ apiKey, baseUrl: server.url, maxRetries: 1 });
    expect(await client.reportPaymentAttempt('pr_1', params)).toMatchObject({ attempts: 2 });
    const call = await client.reportPaymentAttempt('pr_1', params, { maxRetries: 0 });
    expect(call).toMatchObject({ attempts: 1, response: { status: 500 } });
    expect(server.seen).toHaveLength(3);
  });

  it('with the same key and the same bytes, whatever becomes of params', async () => {
    const server = await serve(reset, text(500, ''), ok);
    const mutable = { initiated_at: 1, metadata: { order: '1' } };
    const client = createClient({
      apiKey,
      baseUrl: server.url,
      fetch: (url, init) => {
        mutable.metadata.order += '1';
        return fetch(url, init);
      },
    });
    const call = client.reportPaymentAttempt('pr_123', mutable);
    mutable.initiated_at = 2;
    const { idempotencyKey } = await call;
    expect(server.seen.map(({ body }) => body)).toEqual(
      Array(3).fill('initiated_at=1&metadata[order]=1'),
    );
    const keys = server.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual(Array(3).fill(idempotencyKey));
  });

  it('with the same headers, whatever a fetch makes of its own', async () => {
    const server = await serve(reset, reset, ok);
    await createClient({
      apiKey,
      baseUrl: server.url,
      fetch: async (url, init) => {
        const answer = fetch(url, { ...init });
        if (init.headers instanceof Headers) init.headers.set('Idempotency-Key', 'other');
        return answer;
      },
    }).reportPaymentAttempt('pr_123', params);
    expect(new Set(server.seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
  });
});

describe('a report is not tried again', () => {
  it.each([400, 401, 402, 403, 404, 405, 408, 413, 422])('after a %i', async (status) => {
    const { server, settled } = await report([json(status, STRIPE_ERROR)]);
    expect(settled).toMatchObject({ error: STRIPE_ERROR, attempts: 1, response: { status } });
    expect(server.seen).toHaveLength(1);
  });

  it.each([409, 429, 500])('after a %i with Stripe-Should-Retry: false', async (status) => {
    const headers = { 'Stripe-Should-Retry': 'false' };
    const { settled } = await report([json(status, STRIPE_ERROR, headers)]);
    expect(settled).toMatchObject({ error: STRIPE_ERROR, attempts: 1 });
  });

  it('after a broken body of an error with Stripe-Should-Retry: false', async () => {
    const { settled } = await report([cut(500, { 'Stripe-Should-Retry': 'false' })]);
    expect(settled).toMatchObject({ name: 'ConnectionError', code: 'network', attempts: 1 });
  });

  it.each([
    ['a Payment Record', json(200, RECORD, { 'Stripe-Should-Retry': 'true' }), { data: RECORD }],
    ['none', json(200, 1, { 'Stripe-Should-Retry': 'true' }), { code: 'invalid_response' }],
  ])(
    'after a whole 2xx that holds %s, whatever Stripe-Should-Retry says',
    async (_, answer, is) => {
      const { server, settled } = await report([answer]);
      expect(settled).toMatchObject({ ...is, attempts: 1 });
      expect(server.seen).toHaveLength(1);
    },
  );

  it('after a broken 2xx is decided by nothing in its headers', async () => {
    const headers = { 'Stripe-Should-Retry': 'false', 'Retry-After': '3600' };
    const { settled } = await report([cut(200, headers), ok]);
    expect(settled).toMatchObject({ data: RECORD, attempts: 2 });
  });
});

describe('the time limit', () => {
  it.each<[string, Behaviour]>([
    ['silence', hang],
    ['a body that drips', drip(200)],
    ['an error whose body drips', drip(404)],
    ['a body that is promised and does not come', (r) => r.writeHead(200).flushHeaders()],
  ])('ends a try that meets %s, and tries again', async (_, behaviour) => {
    const { server, settled } = await report([behaviour, ok], { timeout: 150 });
    expect(settled).toMatchObject({ data: RECORD, attempts: 2 });
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
  });

  it('is told when it ended the last try', async () => {
    const { server, settled } = await report([drip(200)], { timeout: 60, maxRetries: 1 });
    expect(settled).toBeInstanceOf(ConnectionError);
    expect(settled).toMatchObject({ code: 'timeout', attempts: 2 });
    expect(settled).toHaveProperty(
      'message',
      expect.stringContaining('within 60 ms (attempts: 2)'),
    );
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
  });

  it('counts for each try anew', async () => {
    const slow: Behaviour = (response) => setTimeout(() => response.writeHead(500).end(), 120);
    const { settled } = await report([slow, slow, ok], { timeout: 250 });
    expect(settled).toMatchObject({ data: RECORD, attempts: 3 });
  });

  it('of a call goes before that of its client', async () => {
    const { url } = await serve(hang);
    const client = createClient({ apiKey, baseUrl: url, timeout: 20_000, maxRetries: 0 });
    const call = client.reportPaymentAttempt('pr_123', params, { timeout: 30 });
    await expect(call).rejects.toThrow('within 30 ms');
  });

  it('is 80 s by default', async () => {
    const timer = vi.spyOn(globalThis, 'setTimeout');
    const fetch = async () => Response.json(RECORD);
    await createClient({ apiKey, fetch }).reportPaymentAttempt('pr_123', params);
    expect(timer.mock.calls.map(([, ms]) => ms)).toEqual([80_000]);
  });

  it('is told as such, whatever a fetch throws when it is ended', async () => {
    const fetch = (_: string, { signal }: RequestInit) =>
      new Promise<Response>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('ended')));
      });
    const { settled } = await report([ok], { fetch, timeout: 20, maxRetries: 0 });
    expect(settled).toMatchObject({ code: 'timeout' });
    expect(settled).not.toHaveProperty('cause');
  });

  it('aborts no fetch that has answered', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch = async (_: string, { signal }: RequestInit) => {
      signals.push(signal);
      return Response.json(RECORD);
    };
    await report([ok], { fetch });
    expect(signals).toMatchObject([{ aborted: false }]);
  });

  it('holds for a fetch that heeds no signal, and cancels its late answer', async () => {
    const server = await serve((response) => setTimeout(() => drip(200)(response, seen), 60));
    const seen = { method: '', url: '', headers: {}, body: '' };
    const fetch = (url: string, init: RequestInit) =>
      globalThis.fetch(url, { ...init, signal: null });
    const client = createClient({ apiKey, baseUrl: server.url, fetch, timeout: 30, maxRetries: 0 });
    const call = client.reportPaymentAttempt('pr_123', params);
    await expect(call).rejects.toMatchObject({ code: 'timeout' });
    await sleep(60);
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
  });
});
