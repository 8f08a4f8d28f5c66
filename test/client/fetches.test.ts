import nodeFetch from 'node-fetch';
import { Agent, fetch as undici7 } from 'undici';
import { Agent as Agent6, fetch as undici6 } from 'undici-6';
import { describe, expect, it } from 'vitest';
import { ConnectionError, createClient, type Fetch } from '../../src/index.js';
import { serve as serveContract } from '../support/contract-server.js';
import { closeServers, serve } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

/** Each fits the type as it is, or in a wrapper that gives it a dispatcher: the compiler is a test of that. */
const FETCHES: Record<string, Fetch> = {
  'of the runtime': fetch,
  'of undici 7': undici7,
  'of undici 6': undici6,
  'of node-fetch': nodeFetch,
  'of undici 7 with a dispatcher': (url, init) =>
    undici7(url, { ...init, dispatcher: new Agent({ headersTimeout: 600_000 }) }),
  'of undici 6 with a dispatcher': (url, init) =>
    undici6(url, { ...init, dispatcher: new Agent6({ headersTimeout: 600_000 }) }),
  'that changes the init': (url, init) =>
    fetch(url, { ...init, headers: new Headers(init.headers), cache: 'no-store' }),
};

const apiKey = 'sk_test_fetches';
const params = { initiated_at: 1747742100 };
const contract = await serveContract();

describe.each(Object.entries(FETCHES))('with the fetch %s', (_, fetch) => {
  const clientOf = (baseUrl: string, options = {}) =>
    createClient({ apiKey, baseUrl, fetch, maxRetries: 0, ...options });

  it('the contract server takes a report, and refuses another', async () => {
    const client = clientOf(contract.url);
    const first = await client.reportPaymentAttempt('pr_1', params);
    expect(first).toMatchObject({ data: { id: 'pr_1' }, attempts: 1 });
    expect(first.requestId).toMatch(/^req_/);
    const second = await client.reportPaymentAttempt('pr_1', params);
    expect(second.error?.error.type).toBe('invalid_request_error');
    expect(second.response.status).toBe(400);
    const [seen] = contract.requests;
    expect(seen).toMatchObject({ violations: [], rawBody: 'initiated_at=1747742100' });
    expect(seen?.headers).toMatchObject({
      accept: 'application/json',
      'idempotency-key': first.idempotencyKey,
      'user-agent': 'stripe-payment-attempt/source',
    });
  });

  it('a middleware reads the answer', async () => {
    const client = clientOf(contract.url);
    let read = '';
    client.use({
      async onResponse({ response }) {
        read = await response.clone().text();
      },
    });
    const { data, response } = await client.reportPaymentAttempt('pr_1', params);
    expect(JSON.parse(read)).toEqual(data);
    expect(await response.text()).toBe(read);
  });

  it('a redirect is not followed', async () => {
    const target = await serve(reply.ok);
    const { url } = await serve(reply.text(307, '', { Location: target.url }));
    const call = clientOf(url).reportPaymentAttempt('pr_1', params);
    await expect(call).rejects.toMatchObject({ code: 'redirect', sent: 'maybe' });
    expect(target.seen).toEqual([]);
  });

  it('an answer that does not come ends with the time limit or the signal', async () => {
    const { url } = await serve(reply.hang);
    const late = clientOf(url, { timeout: 20 }).reportPaymentAttempt('pr_1', params);
    await expect(late).rejects.toMatchObject({ code: 'timeout', sent: 'maybe' });
    const signal = AbortSignal.timeout(20);
    const aborted = clientOf(url).reportPaymentAttempt('pr_1', params, { signal });
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('after a refused connection it is told that nothing was sent', async () => {
    const { url } = await serve(reply.ok);
    await closeServers();
    const error = await clientOf(url)
      .reportPaymentAttempt('pr_1', params)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'network', sent: 'no' });
    expect(String(error)).toContain('ECONNREFUSED');
  });

  it.each(['application/json; charset=utf8', 'application/json;charset="UTF-8"', 'text/plain'])(
    'an answer of the type %s is read as UTF-8',
    async (type) => {
      const record = { object: 'payment_record', id: 'pr_é' };
      const { url } = await serve(reply.json(200, record, { 'Content-Type': type }));
      const { data } = await clientOf(url).reportPaymentAttempt('pr_1', params);
      expect(data).toEqual(record);
    },
  );
});
