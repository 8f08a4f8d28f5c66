import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { send } from '../../src/client/transport.js';
import { type Behaviour, clientOf } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const waiting = reply.text(503, '', { 'Retry-After': '30' });

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
});

describe('a signal', () => {
  it.each<[string, Behaviour, reason: unknown]>([
    ['a try', reply.hang, { mine: true }],
    ['a try', reply.hang, null],
    ['a body', reply.drip(200), ''],
    ['a wait', waiting, new Error('why')],
  ])('ends %s, with its own reason, and nothing is sent after it', async (_, behaviour, reason) => {
    const { server, settle } = await clientOf([behaviour, reply.ok]);
    const controller = new AbortController();
    const settled = settle({ signal: controller.signal });
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    await sleep(30);
    controller.abort(reason);
    expect(await settled).toBe(reason);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
    await vi.waitFor(() => expect(server.pending.size).toBe(0));
    await sleep(50);
    expect(server.seen).toHaveLength(1);
  });

  it.each([null, undefined, 0, '', 'why', new Error('why')])(
    'that was aborted before with %s rejects the call, and nothing is sent',
    async (reason) => {
      const { server, report } = await clientOf(reply.ok);
      const signal = AbortSignal.abort(reason);
      const call = report({ signal }).catch((thrown: unknown) => [thrown]);
      expect(await call).toEqual([signal.reason]);
      await sleep(20);
      expect(server.seen).toEqual([]);
    },
  );

  it('that is aborted while the fetch is being called ends the call', async () => {
    const controller = new AbortController();
    const fetch = vi.fn(() => {
      controller.abort('now');
      return new Promise<Response>(() => {});
    });
    const { report } = await clientOf(reply.ok, { fetch });
    await expect(report({ signal: controller.signal })).rejects.toBe('now');
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('ends the last try with its own reason, too', async () => {
    const controller = new AbortController();
    const report = {
      progress: { attempts: 0, sent: 'no' as const },
      fetch: () => new Promise<Response>(() => controller.abort('now')),
      method: 'POST',
      url: 'https://api.example',
      headers: new Headers(),
      body: '',
      apiKey: 'sk_test_signal',
      idempotencyKey: 'order-1',
      timeout: 20_000,
      maxRetries: 0,
      signals: [controller.signal],
    };
    await expect(send(report)).rejects.toBe('now');
  });

  it('ends a call when another one that shares it has ended before', async () => {
    const { server, report, settle } = await clientOf([reply.hang, reply.ok]);
    const controller = new AbortController();
    const { signal } = controller;
    const settled = settle({ signal });
    await vi.waitFor(() => expect(server.seen).toHaveLength(1));
    await report({ signal });
    controller.abort('now');
    expect(await settled).toBe('now');
  });

  it('of AbortSignal.timeout limits all tries together', async () => {
    const { settle } = await clientOf(reply.text(503, ''), { maxRetries: 100 });
    const signal = AbortSignal.timeout(300);
    expect(await settle({ signal })).toBe(signal.reason);
    expect(signal.reason).toHaveProperty('name', 'TimeoutError');
  });

  it('that never fires collects nothing over 300 calls, 100 at a time', async () => {
    let count = 0;
    const { server, settle } = await clientOf((response, seen) => {
      if (++count % 10 === 3) response.destroy();
      else reply.ok(response, seen);
    });
    const { signal } = new AbortController();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    for (let batch = 0; batch < 3; batch++) {
      await Promise.all(Array.from({ length: 100 }, () => settle({ signal })));
    }
    vi.restoreAllMocks();
    expect(server.seen.length).toBeGreaterThan(330);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
