import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectionError, createClient, type Middleware } from '../../src/index.js';
import { clientOf, RECORD } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const apiKey = 'sk_test_of_a_client';
const params = { initiated_at: 1730000000 };

beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

describe('middleware', () => {
  it('sees a call once, with a real Request and Response, whatever the retries', async () => {
    const { server, client, report } = await clientOf([reply.reset, reply.json(500, {}), reply.ok]);
    const seen: unknown[] = [];
    client.use({
      async onRequest({ request, schemaPath, params }) {
        seen.push(schemaPath, params.path, request.method, await request.clone().text());
      },
      async onResponse({ response }) {
        seen.push(response.status, await response.clone().json());
      },
    });
    const { data, attempts } = await report();
    expect([data, attempts, server.seen.length]).toEqual([RECORD, 3, 3]);
    const path = '/v1/payment_records/{id}/report_payment_attempt';
    const body = 'initiated_at=1730000000';
    expect(seen).toEqual([path, { id: 'pr_123' }, 'POST', body, 200, RECORD]);
    expect(server.seen.map((request) => request.body)).toEqual([body, body, body]);
  });

  it('changes headers and body, and the key that went out is told', async () => {
    const { server, client, report } = await clientOf(reply.ok);
    client.use({
      onRequest({ request }) {
        const headers = new Headers(request.headers);
        headers.set('Idempotency-Key', 'from-middleware');
        headers.set('X-Trace', 'abc');
        return new Request(request, { headers, body: 'initiated_at=1' });
      },
    });
    const { idempotencyKey, data } = await report();
    expect([idempotencyKey, data]).toEqual(['from-middleware', RECORD]);
    expect(server.seen[0]?.body).toBe('initiated_at=1');
    expect(server.seen[0]?.headers).toMatchObject({
      'idempotency-key': 'from-middleware',
      'x-trace': 'abc',
    });
  });

  it('may answer by itself, so that nothing is sent', async () => {
    const { server, client, report } = await clientOf(reply.ok);
    client.use({ onRequest: () => Response.json(RECORD) });
    expect(await report()).toMatchObject({ data: RECORD, attempts: 0 });
    expect(server.seen).toEqual([]);
  });

  it('may replace an answer, which is held to the same', async () => {
    const { client, report } = await clientOf(reply.ok);
    client.use({ onResponse: () => Response.json({ object: 'customer', id: 'cus_1' }) });
    await expect(report()).rejects.toMatchObject({ code: 'invalid_response' });
  });

  it('sees the error of a call, and may replace it or answer it', async () => {
    const { client, report } = await clientOf(reply.reset);
    const codes: string[] = [];
    const watch: Middleware = {
      onError({ error }) {
        codes.push((error as ConnectionError).code);
        return new Error('replaced');
      },
    };
    client.use(watch);
    await expect(report()).rejects.toThrow('replaced');
    client.eject(watch);
    client.use({ onError: () => Response.json(RECORD) });
    expect(await report()).toMatchObject({ data: RECORD });
    expect(codes).toEqual(['network']);
  });

  it('of a call runs behind that of its client, and for that call alone', async () => {
    const { client, report } = await clientOf(reply.ok);
    const order: string[] = [];
    const named = (name: string): Middleware => ({
      onRequest: () => {
        order.push(name);
      },
    });
    client.use(named('client'));
    await client.reportPaymentAttempt('pr_123', params, { middleware: [named('call')] });
    await report();
    expect(order).toEqual(['client', 'call', 'client']);
  });

  it.each(['http://127.0.0.1:9/v1', 'https://api.stripe.com/v1', 'http://localhost:1/'])(
    'sends nothing to %s, because the key would go there',
    async (url) => {
      const { server, client, report } = await clientOf(reply.ok);
      const fetch = vi.spyOn(globalThis, 'fetch');
      client.use({ onRequest: ({ request }) => new Request(url, request) });
      await expect(report()).rejects.toThrow(
        /^A request that a middleware returns must go to http/,
      );
      expect(fetch).not.toHaveBeenCalled();
      expect(server.seen).toEqual([]);
    },
  );

  it('sends nothing to a host whose name begins like that of Stripe', async () => {
    const fetch = vi.fn();
    const client = createClient({ apiKey, fetch });
    const url = 'https://api.stripe.com.evil.example/v1';
    client.use({ onRequest: ({ request }) => new Request(url, request) });
    await expect(client.reportPaymentAttempt('pr_123', params)).rejects.toThrow(TypeError);
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    ['without the idempotency key', {}],
    ['with an empty one', { 'Idempotency-Key': '' }],
  ])('sends nothing %s, because it may be carried out twice', async (_, headers) => {
    const { server, client, report } = await clientOf(reply.ok);
    const init = { method: 'POST', headers, body: 'a=1' };
    client.use({ onRequest: ({ request }) => new Request(request.url, init) });
    await expect(report()).rejects.toThrow('must keep its Idempotency-Key');
    expect(server.seen).toEqual([]);
  });

  it.each([apiKey, 'sk_test_another'])(
    'reads no %s out of an answer that echoes it',
    async (key) => {
      const { client, report } = await clientOf((response, seen) =>
        reply.json(400, { error: { type: 'api_error', message: seen.headers.authorization } })(
          response,
          seen,
        ),
      );
      let read = '';
      client.use({
        onRequest({ request }) {
          request.headers.set('Authorization', `Bearer ${key}`);
        },
        async onResponse({ response }) {
          read = await response.clone().text();
        },
      });
      const { error, response } = await report();
      expect(read).toContain('"Bearer [API key]"');
      expect(error?.error.message).toBe('Bearer [API key]');
      expect(await response.text()).toBe(read);
    },
  );

  it('may not tell the API key in an answer of its own', async () => {
    const { client, report } = await clientOf(reply.ok);
    client.use({ onRequest: () => Response.json({ error: { type: apiKey } }, { status: 400 }) });
    const { error, response } = await report();
    expect(error?.error.type).toBe('[API key]');
    expect(await response.text()).toBe('{"error":{"type":"[API key]"}}');
  });

  it('is ended by the signal of its call, with the signal and its reason', async () => {
    const { client } = await clientOf(() => {});
    const controller = new AbortController();
    let signal: AbortSignal | undefined;
    client.use({
      onRequest({ request }) {
        signal = request.signal;
        setTimeout(() => controller.abort('enough'), 5);
      },
    });
    const call = client.reportPaymentAttempt('pr_1', params, { signal: controller.signal });
    await expect(call).rejects.toBe('enough');
    expect(signal?.aborted).toBe(true);
  });

  it('leaves no listener on a signal that many calls share', async () => {
    const { client } = await clientOf(reply.ok);
    client.use({ onRequest: ({ request }) => new Request(request) });
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i++) await client.reportPaymentAttempt('pr_1', params, { signal });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('that waits for something else is left behind when its call is aborted', async () => {
    const { client } = await clientOf(reply.ok);
    client.use({ onRequest: () => new Promise(() => {}) });
    const signal = AbortSignal.timeout(5);
    const call = client.reportPaymentAttempt('pr_1', params, { signal });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('that gives its request a signal of its own ends the call by it', async () => {
    const { client, report } = await clientOf(() => {});
    const controller = new AbortController();
    client.use({
      onRequest: ({ request }) => {
        setTimeout(() => controller.abort('own'), 5);
        return new Request(request, { signal: controller.signal });
      },
    });
    await expect(report()).rejects.toBe('own');
  });

  it('does not change how often a call was sent', async () => {
    const lost = await clientOf(reply.reset);
    lost.client.use({ onError: () => Response.json(RECORD) });
    expect((await lost.report()).attempts).toBe(3);
    const again = await clientOf([reply.json(401, {}), reply.ok]);
    again.client.use({
      onResponse: ({ request, response, options }) =>
        response.status === 401 ? options.fetch(request) : undefined,
    });
    expect(await again.report()).toMatchObject({ data: RECORD, attempts: 2 });
  });

  it('changes no answer that it only looks at', async () => {
    const body = '{"n": 1e3, "big": 12345678901234567890}';
    for (const behaviour of [
      reply.text(799, body),
      reply.raw(`HTTP/1.1 404 Fe€l\r\n\r\n${body}`),
    ]) {
      const { server, client, report } = await clientOf(behaviour);
      client.use({ onResponse: () => {} });
      const { response, error } = await report();
      expect(response.url).toBe(`${server.url}/v1/payment_records/pr_123/report_payment_attempt`);
      expect(await response.text()).toBe(body);
      expect(error).toMatchObject({ error: { type: 'api_error' } });
    }
  });

  it.each([{}, 'log', () => {}])('refuses %j, which is none', (middleware) => {
    const client = createClient({ apiKey });
    expect(() => client.use(middleware as Middleware)).toThrow('Middleware must be');
  });
});
