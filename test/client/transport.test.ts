import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionError, createClient } from '../../src/index.js';
import {
  type Behaviour,
  clientOf,
  closeServers,
  RECORD,
  STRIPE_ERROR,
  serve,
  serveRaw,
} from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const apiKey = 'sk_test_transport';
const params = { initiated_at: 1730000000 };

// No waits, except where a test is about them.
beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

async function report(behaviours: Behaviour[], options = {}) {
  const { server, settle } = await clientOf(behaviours, options);
  return { server, settled: await settle() };
}

describe('a report is tried again', () => {
  const failed = { error: { type: 'api_error' } };
  it.each<[string, Behaviour]>([
    ['a reset after the request was read', reply.reset],
    ['a connection that ends without an answer', reply.hangUp],
    ['a body cut short of its Content-Length', reply.cut(200)],
    ['a body cut short inside an error', reply.cut(400)],
    ['a chunked body without its last chunk', reply.cutChunks],
    ['something that is not HTTP', reply.raw('garbage\r\n\r\n')],
    [
      'a Content-Length that is no number',
      reply.raw('HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}'),
    ],
    ['a flood of headers', reply.flood],
    ['a gzip body that is none', reply.text(200, '{"a":1}', { 'Content-Encoding': 'gzip' })],
    ['a 409', reply.json(409, failed)],
    ['a 429', reply.json(429, failed)],
    ['a 500', reply.json(500, failed)],
    ['a 503 that is HTML', reply.text(503, '<html>')],
    ['a 599', reply.text(599, '')],
    [
      'a 400 with Stripe-Should-Retry: true',
      reply.json(400, failed, { 'Stripe-Should-Retry': 'true' }),
    ],
  ])('after %s', async (_, behaviour) => {
    const { server, settled } = await report([behaviour, behaviour, reply.ok]);
    expect(settled).toMatchObject({ data: RECORD, attempts: 3 });
    expect(server.seen).toHaveLength(3);
  });

  it('after a reset before the request was read, and after a refused connection', async () => {
    const baseUrl = await serveRaw((socket) => socket.resetAndDestroy());
    const client = createClient({ apiKey, baseUrl });
    const failure = { code: 'network', attempts: 3, cause: { message: 'fetch failed' } };
    await expect(client.reportPaymentAttempt('pr_1', params)).rejects.toMatchObject(failure);
    await closeServers();
    const again = client.reportPaymentAttempt('pr_1', params);
    const refused = { ...failure, cause: { cause: { code: 'ECONNREFUSED' } } };
    await expect(again).rejects.toMatchObject(refused);
    const message = /The connection failed: connect ECONNREFUSED.*\(attempts: 3\)/;
    await expect(again).rejects.toThrow(message);
  });

  it('as often as maxRetries says, of the call before that of the client', async () => {
    const { server, report } = await clientOf(reply.text(500, ''), { maxRetries: 1 });
    expect(await report()).toMatchObject({ attempts: 2 });
    const once = { attempts: 1, response: { status: 500 } };
    expect(await report({ maxRetries: 0 })).toMatchObject(once);
    expect(server.seen).toHaveLength(3);
  });

  it('with the same key, bytes and headers, whatever becomes of params and of a fetch', async () => {
    const server = await serve(reply.reset, reply.text(500, ''), reply.ok);
    const mutable = { initiated_at: 1, metadata: { order: '1' } };
    const client = createClient({
      apiKey,
      baseUrl: server.url,
      fetch: async (url, init) => {
        mutable.metadata.order += '1';
        const answer = fetch(url, { ...init });
        if (init.headers instanceof Headers) init.headers.set('Idempotency-Key', 'other');
        return answer;
      },
    });
    const call = client.reportPaymentAttempt('pr_123', mutable);
    mutable.initiated_at = 2;
    const { idempotencyKey } = await call;
    const sent = server.seen.map(({ headers, body }) => [headers['idempotency-key'], body]);
    expect(sent).toEqual(Array(3).fill([idempotencyKey, 'initiated_at=1&metadata[order]=1']));
  });
});

describe('a report is not tried again', () => {
  it.each([400, 401, 402, 403, 404, 405, 408, 413, 422])('after a %i', async (status) => {
    const { server, settled } = await report([reply.json(status, STRIPE_ERROR)]);
    expect(settled).toMatchObject({ error: STRIPE_ERROR, attempts: 1, response: { status } });
    expect(server.seen).toHaveLength(1);
  });

  const never = { 'Stripe-Should-Retry': 'false' };
  const always = { 'Stripe-Should-Retry': 'true' };
  it.each<[string, Behaviour, object]>([
    ['a 409 that says so', reply.json(409, STRIPE_ERROR, never), { error: STRIPE_ERROR }],
    ['a 429 that says so', reply.json(429, STRIPE_ERROR, never), { error: STRIPE_ERROR }],
    ['a 500 that says so', reply.json(500, STRIPE_ERROR, never), { error: STRIPE_ERROR }],
    ['a broken body of an error that says so', reply.cut(500, never), { code: 'network' }],
    ['a whole record, whatever it says', reply.json(200, RECORD, always), { data: RECORD }],
    ['a record with another 2xx', reply.json(202, RECORD, always), { data: RECORD }],
    ['a whole 2xx, whatever it says', reply.json(200, 1, always), { code: 'invalid_response' }],
  ])('after %s', async (_, behaviour, outcome) => {
    const { server, settled } = await report([behaviour]);
    expect(settled).toMatchObject({ ...outcome, attempts: 1 });
    expect(server.seen).toHaveLength(1);
  });

  it('but after a broken 2xx it is, whatever its headers say', async () => {
    const { settled } = await report([
      reply.cut(200, { ...never, 'Retry-After': '3600' }),
      reply.ok,
    ]);
    expect(settled).toMatchObject({ data: RECORD, attempts: 2 });
  });
});

describe('the time limit', () => {
  it.each<[string, Behaviour]>([
    ['silence', reply.hang],
    ['a body that drips', reply.drip(200)],
    ['an error whose body drips', reply.drip(404)],
    ['a body that is promised and does not come', (r) => r.writeHead(200).flushHeaders()],
  ])('ends a try that meets %s, and tries again', async (_, behaviour) => {
    // On a loaded machine the good answer may be late as well.
    const options = { timeout: 150, maxRetries: 100 };
    const { server, settled } = await report([behaviour, reply.ok], options);
    expect(settled).toMatchObject({ data: RECORD });
    expect(settled).not.toHaveProperty('attempts', 1);
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
  });

  it('is told when it ended the last try', async () => {
    const { server, settled } = await report([reply.drip(200)], { timeout: 60, maxRetries: 1 });
    expect(settled).toBeInstanceOf(ConnectionError);
    expect(settled).toMatchObject({ code: 'timeout', attempts: 2 });
    expect(String(settled)).toContain('within 60 ms (attempts: 2)');
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
  });

  it('of a call goes before that of its client', async () => {
    const { report } = await clientOf(reply.hang, { timeout: 20_000, maxRetries: 0 });
    await expect(report({ timeout: 30 })).rejects.toThrow('within 30 ms');
  });

  it('is 80 s by default, for each try anew', async () => {
    const timer = vi.spyOn(globalThis, 'setTimeout');
    const fetch = vi.fn(async () => Response.json(RECORD, { status: 500 }));
    await createClient({ apiKey, fetch }).reportPaymentAttempt('pr_123', params);
    // Connections of other tests may still set timers of their own.
    expect(timer.mock.calls.filter(([, ms]) => ms === 80_000)).toHaveLength(3);
  });

  it('is told as such, whatever a fetch throws when it is ended', async () => {
    const fetch = (_: string, { signal }: RequestInit) =>
      new Promise<Response>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('ended')));
      });
    const { settled } = await report([reply.ok], { fetch, timeout: 20, maxRetries: 0 });
    expect(settled).toMatchObject({ code: 'timeout' });
    expect(settled).not.toHaveProperty('cause');
  });

  it('aborts no fetch that has answered', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch = async (_: string, { signal }: RequestInit) => {
      signals.push(signal);
      return Response.json(RECORD);
    };
    await report([reply.ok], { fetch });
    expect(signals).toMatchObject([{ aborted: false }]);
  });

  it('holds for a fetch that heeds no signal, and cancels its late answer', async () => {
    const late: Behaviour = (...args) => setTimeout(() => reply.drip(200)(...args), 60);
    const fetch = (url: string, init: RequestInit) =>
      globalThis.fetch(url, { ...init, signal: null });
    const { server, settled } = await report([late], { fetch, timeout: 30, maxRetries: 0 });
    expect(settled).toMatchObject({ code: 'timeout' });
    await sleep(60);
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
  });
});
