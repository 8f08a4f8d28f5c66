import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../src/index.js';
import { API_KEYS } from '../support/api-keys.js';
import { type Behaviour, clientOf, STRIPE_ERROR, serve } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';
import { watchHosts } from '../support/watch-hosts.js';

const params = { initiated_at: 1730000000, metadata: { order: '1' } };

beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => vi.restoreAllMocks());

// Node's fetch connects once more to the host of a try that was ended, whenever it likes.
const silent = new Set<string>();
/** The hosts that are asked. The server of the test may have the port of one before. */
const hostsOf = async (work: () => Promise<unknown>, server?: { url: string }) => {
  if (server) silent.delete(new URL(server.url).host);
  return (await watchHosts(work)).filter((host) => !silent.has(host));
};

/** What a program could do otherwise for live keys alone, so each of these is asked of each kind of key. */
describe.each(Object.entries(API_KEYS))('with %s', (_, apiKey) => {
  it('a report is the same on the wire, byte for byte', async () => {
    const { server, client } = await clientOf(reply.ok, { apiKey, headers: { 'X-A': '1' } });
    const call = { idempotencyKey: 'order-1', stripeAccount: 'acct_1' };
    const result = await client.reportPaymentAttempt('pr_1', params, call);
    expect(result).toMatchObject({ data: { id: 'pr_123' }, attempts: 1 });
    const [seen, ...more] = server.seen;
    expect(more).toEqual([]);
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/v1/payment_records/pr_1/report_payment_attempt',
      body: 'initiated_at=1730000000&metadata[order]=1',
    });
    // What fetch itself adds is left out, as it differs from Node to Node.
    const added = /^(accept-(encoding|language)|connection|content-length|host|sec-fetch-mode)$/;
    const own = Object.entries(seen?.headers ?? {}).filter(([name]) => !added.test(name));
    expect(Object.fromEntries(own)).toEqual({
      accept: 'application/json',
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/x-www-form-urlencoded',
      'idempotency-key': 'order-1',
      'stripe-account': 'acct_1',
      'stripe-version': '2026-10-28.endive',
      'user-agent': 'stripe-payment-attempt/source',
      'x-a': '1',
    });
  });

  const failed = { error: { type: 'api_error' } };
  it.each<[string, Behaviour[], tries: number]>([
    ['a success', [reply.ok], 1],
    ['an error', [reply.json(400, STRIPE_ERROR)], 1],
    ['a conflict', [reply.json(409, failed), reply.ok], 2],
    ['a server fault', [reply.json(500, failed), reply.ok], 2],
    ['a lost connection', [reply.reset, reply.ok], 2],
    ['a broken answer', [reply.cut(200), reply.ok], 2],
    ['no record', [reply.text(200, '{}')], 1],
    ['silence', [reply.hang], 1],
  ])('no host but its own is asked, as often as needed, after %s', async (...row) => {
    const [, behaviours, tries] = row;
    const fetch = vi.spyOn(globalThis, 'fetch');
    const timeout = behaviours.includes(reply.hang) ? 100 : 80_000;
    const options = { apiKey, timeout, maxRetries: tries - 1 };
    const { server, settle } = await clientOf(behaviours, options);
    const hosts = await hostsOf(settle, server);
    expect(hosts).toEqual([new URL(server.url).host]);
    if (behaviours.includes(reply.hang)) silent.add(new URL(server.url).host);
    const url = `${server.url}/v1/payment_records/pr_123/report_payment_attempt`;
    expect(fetch.mock.calls.map(([target]) => target)).toEqual(Array(tries).fill(url));
  });

  it('no host at all is asked where nothing is sent', async () => {
    const hosts = await hostsOf(async () => {
      const client = createClient({ apiKey });
      const signal = AbortSignal.abort();
      await client.reportPaymentAttempt('pr_1', params, { signal }).catch(() => {});
      await client.reportPaymentAttempt('..', params).catch(() => {});
    });
    expect(hosts).toEqual([]);
  });

  it.each([300, 301, 302, 303, 304, 307, 308])('HTTP %i leads nowhere', async (status) => {
    const target = await serve(reply.ok);
    const away = reply.text(status, '', { Location: `${target.url}/elsewhere` });
    const { server, report } = await clientOf(away, { apiKey });
    const hosts = await hostsOf(async () => {
      const call = report({ idempotencyKey: 'order-1' });
      const facts = { code: 'redirect', attempts: 1, sent: 'maybe', idempotencyKey: 'order-1' };
      await expect(call).rejects.toMatchObject(facts);
      await expect(call).rejects.toThrow(`HTTP ${status} is a redirect, which is not followed`);
    }, server);
    expect(hosts).toEqual([new URL(server.url).host]);
    expect(target.seen).toEqual([]);
    expect(server.seen).toHaveLength(1);
  });
});
