import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { send } from '../../src/client/transport.js';
import { createClient } from '../../src/index.js';
import {
  type Behaviour,
  closeServers,
  drip,
  hang,
  ok,
  serve,
  text,
} from '../support/misbehaving-server.js';

const apiKey = 'sk_test_signal';
const params = { initiated_at: 1 };
const waiting = text(503, '', { 'Retry-After': '30' });

const unhandled: unknown[] = [];
const warnings: Error[] = [];
const noteUnhandled = (reason: unknown) => unhandled.push(reason);
const noteWarning = (warning: Error) => warnings.push(warning);

beforeEach(() => {
  process.on('unhandledRejection', noteUnhandled).on('warning', noteWarning);
});
afterEach(async () => {
  await sleep(10);
  process.off('unhandledRejection', noteUnhandled).off('warning', noteWarning);
  expect(unhandled).toEqual([]);
  expect(warnings).toEqual([]);
  await closeServers();
});

describe('a signal', () => {
  it.each<[string, Behaviour]>([
    ['a try', hang],
    ['a body', drip(200)],
    ['a wait', waiting],
  ])('ends %s at once, with its own reason, and nothing is sent after it', async (_, behaviour) => {
    const server = await serve(behaviour, ok);
    const controller = new AbortController();
    const { signal } = controller;
    const client = createClient({ apiKey, baseUrl: server.url });
    const call = client.reportPaymentAttempt('pr_123', params, { signal });
    const settled = call.catch((reason: unknown) => ({ reason, time: performance.now() }));
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    await sleep(30);
    const reason = { mine: true };
    const start = performance.now();
    controller.abort(reason);
    const outcome = await settled;
    if (!('time' in outcome)) throw new Error('not rejected');
    expect(outcome.reason).toBe(reason);
    expect(outcome.time - start).toBeLessThan(500);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
    await sleep(50);
    expect(server.seen).toHaveLength(1);
  });

  it.each([null, undefined, 0, '', 'why', new Error('why')])(
    'that was aborted before with %s rejects the call, and nothing is sent',
    async (reason) => {
      const server = await serve(ok);
      const signal = AbortSignal.abort(reason);
      const call = createClient({ apiKey, baseUrl: server.url }).POST(
        '/v1/payment_records/{id}/report_payment_attempt',
        { params: { path: { id: 'pr_123' } }, body: params, signal },
      );
      await expect(call.catch((thrown: unknown) => [thrown])).resolves.toEqual([signal.reason]);
      await sleep(20);
      expect(server.seen).toEqual([]);
    },
  );

  it('rejects with a falsy reason during a try as well', async () => {
    const server = await serve(hang);
    const controller = new AbortController();
    const { signal } = controller;
    const client = createClient({ apiKey, baseUrl: server.url });
    const call = client.reportPaymentAttempt('pr_123', params, { signal });
    const settled = call.catch((thrown: unknown) => [thrown]);
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    controller.abort(null);
    expect(await settled).toEqual([null]);
  });

  it('that is aborted while the fetch is being called ends the call', async () => {
    const controller = new AbortController();
    const fetch = vi.fn(() => {
      controller.abort('now');
      return new Promise<Response>(() => {});
    });
    const { signal } = controller;
    const call = createClient({ apiKey, fetch }).reportPaymentAttempt('pr_1', params, { signal });
    await expect(call).rejects.toBe('now');
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('ends the last try with its own reason, too', async () => {
    const controller = new AbortController();
    const report = {
      fetch: () => new Promise<Response>(() => controller.abort('now')),
      url: 'https://api.example',
      headers: new Headers(),
      body: '',
      apiKey,
      idempotencyKey: 'order-1',
      timeout: 20_000,
      maxRetries: 0,
      signal: controller.signal,
    };
    await expect(send(report)).rejects.toBe('now');
  });

  it('ends a call when another one that shares it has ended before', async () => {
    const server = await serve(hang, ok);
    const controller = new AbortController();
    const { signal } = controller;
    const client = createClient({ apiKey, baseUrl: server.url });
    const call = client.reportPaymentAttempt('pr_1', params, { signal });
    const settled = call.catch((reason: unknown) => reason);
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    await client.reportPaymentAttempt('pr_2', params, { signal });
    controller.abort('now');
    expect(await settled).toBe('now');
  });

  it('of AbortSignal.timeout limits all tries together', async () => {
    const server = await serve(text(503, ''));
    const client = createClient({ apiKey, baseUrl: server.url, maxRetries: 100 });
    const signal = AbortSignal.timeout(300);
    const call = client.reportPaymentAttempt('pr_123', params, { signal });
    const reason = await call.catch((thrown: unknown) => thrown);
    expect(reason).toBe(signal.reason);
    expect(reason).toHaveProperty('name', 'TimeoutError');
  });

  it('that never fires collects nothing over 1,000 calls, 100 at a time', async () => {
    const server = await serve((response, seen) =>
      seen.body.endsWith('3') ? response.destroy() : ok(response, seen),
    );
    const { signal } = new AbortController();
    const client = createClient({ apiKey, baseUrl: server.url, maxRetries: 1 });
    vi.spyOn(Math, 'random').mockReturnValue(0);
    for (let batch = 0; batch < 10; batch++) {
      const calls = Array.from({ length: 100 }, (_, i) =>
        client.reportPaymentAttempt('pr_123', { initiated_at: i }, { signal }),
      );
      await Promise.allSettled(calls);
    }
    vi.restoreAllMocks();
    expect(server.seen.length).toBe(1100);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
