import { afterEach, expect, it, vi } from 'vitest';
import { ConnectionError, createClient } from '../../src/index.js';
import { type Behaviour, serve } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const REPORTS = 1000;
const AT_A_TIME = 50;

afterEach(() => vi.restoreAllMocks());

/** Mulberry32: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

it('1,000 reports to a server that fails at random are each recorded once or reported failed', async () => {
  const random = seeded(20_261_028);
  const recorded = new Map<string, string>();
  let doubled = 0;
  const faults = [
    reply.reset,
    reply.hangUp,
    reply.cut(200),
    reply.cut(500),
    reply.raw('garbage\r\n\r\n'),
    reply.json(409, { error: { type: 'idempotency_error' } }),
    reply.json(429, { error: { type: 'invalid_request_error' } }, { 'Retry-After': '0' }),
    reply.text(500, '{}'),
    reply.text(503, '<html>'),
  ];
  // As at Stripe: a key is recorded with its body, once, and may be answered many times.
  const chaos: Behaviour = (response, seen) => {
    const key = String(seen.headers['idempotency-key']);
    if (random() < 0.6) {
      if (recorded.has(key) && recorded.get(key) !== seen.body) doubled += 1;
      recorded.set(key, seen.body);
    } else if (!recorded.has(key)) {
      return faults[Math.floor(random() * faults.length)]?.(response, seen);
    }
    const slow = random();
    if (slow < 0.01) return (slow < 0.005 ? reply.hang : reply.drip(200))(response, seen);
    return (random() < 0.7 ? reply.ok : (faults[Math.floor(random() * 5)] ?? reply.ok))(
      response,
      seen,
    );
  };
  const server = await serve(chaos);
  // A tenth of the waits, to save time.
  const jitter = seeded(1);
  vi.spyOn(Math, 'random').mockImplementation(() => jitter() / 10);
  const client = createClient({ apiKey: 'sk_test_soak', baseUrl: server.url, timeout: 1_000 });

  const reported = new Map<number, string>();
  const failed = new Map<number, string>();
  let next = 0;
  const work = async () => {
    while (next < REPORTS) {
      const report = ++next;
      try {
        const params = { initiated_at: report };
        const { data, idempotencyKey } = await client.reportPaymentAttempt('pr_1', params);
        (data ? reported : failed).set(report, idempotencyKey);
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        failed.set(report, error.idempotencyKey);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));

  expect(reported.size + failed.size).toBe(REPORTS);
  expect(new Set([...reported.values(), ...failed.values()]).size).toBe(REPORTS);
  expect(doubled).toBe(0);
  for (const [report, key] of reported) expect(recorded.get(key)).toBe(`initiated_at=${report}`);
  // Whatever is on record beside that belongs to a report whose caller knows its key.
  const known = new Set([...reported.values(), ...failed.values()]);
  for (const key of recorded.keys()) expect(known).toContain(key);
  expect(new Set(recorded.values()).size).toBe(recorded.size);
  // With this seed, both ends happen often.
  expect(reported.size).toBeGreaterThan(REPORTS / 2);
  expect(failed.size).toBeGreaterThan(25);
  await vi.waitFor(() => expect(server.pending.size).toBe(0));
});
