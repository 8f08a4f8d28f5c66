import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  API_VERSION,
  type CallOptions,
  type ClientOptions,
  createClient,
  createIdempotencyKey,
} from '../../src/index.js';
import { bundleClient } from '../support/bundle-client.js';
import { contract } from '../support/contract.js';
import { clientOf, RECORD } from '../support/misbehaving-server.js';
import { mustRun } from '../support/program.js';
import * as reply from '../support/replies.js';

const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const apiKey = 'sk_test_client';
const params = { initiated_at: 1730000000, outcome: 'failed', failed: { failed_at: 1 } } as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

afterEach(() => vi.unstubAllGlobals());

/** Sends one report, and gives what the server saw of it. */
async function sent(options: Partial<ClientOptions> = {}, call: CallOptions = {}, id = 'pr_123') {
  const { server, client } = await clientOf(reply.ok, { apiKey, ...options });
  const result = await client.reportPaymentAttempt(id, params, call);
  const [seen] = server.seen;
  if (seen === undefined) throw new Error('nothing was sent');
  return { ...seen, result };
}

describe('on the wire', () => {
  it('a report speaks the version of the contract, and has a key of its own', async () => {
    const { headers, result } = await sent();
    expect(API_VERSION).toBe(contract.info.version);
    expect(headers['stripe-version']).toBe(API_VERSION);
    expect(headers['idempotency-key']).toMatch(UUID);
    expect(result.idempotencyKey).toBe(headers['idempotency-key']);
    expect(result).toMatchObject({ data: RECORD, requestId: 'req_1', attempts: 1 });
  });

  it('what it takes and what sends it can be set, whatever the case', async () => {
    const mine = { accept: 'text/html', 'USER-AGENT': 'shop/1' };
    const seen = { accept: 'text/html', 'user-agent': 'shop/1' };
    expect((await sent({ headers: mine })).headers).toMatchObject(seen);
    expect((await sent({}, { headers: mine })).headers).toMatchObject(seen);
  });

  it('a call has options before its client', async () => {
    const options = { stripeAccount: 'acct_1', apiVersion: '2020-01-01', headers: { 'X-A': '1' } };
    expect((await sent(options)).headers).toMatchObject({
      'stripe-account': 'acct_1',
      'stripe-version': '2020-01-01',
      'x-a': '1',
    });
    const own = { stripeAccount: 'acct_2', apiVersion: '2021-01-01', idempotencyKey: 'order 1' };
    const { headers } = await sent(options, { ...own, headers: { 'x-a': '2', 'X-B': 'é' } });
    expect(headers).toMatchObject({
      'stripe-account': 'acct_2',
      'stripe-version': '2021-01-01',
      'idempotency-key': 'order 1',
      'x-a': '2',
      'x-b': 'é',
    });
  });

  it('options that are undefined count as not given', async () => {
    const none = { timeout: undefined, maxRetries: undefined, headers: undefined };
    const call = { ...none, signal: undefined, idempotencyKey: undefined };
    const client = { ...none, stripeAccount: undefined, apiVersion: undefined, fetch: undefined };
    const { headers } = await sent(client, call);
    expect(headers['stripe-version']).toBe(API_VERSION);
    expect(headers).not.toHaveProperty('stripe-account');
  });

  it.each([
    ['pr_a/../b', 'pr_a%2F..%2Fb'],
    ['pr?x#y%2e', 'pr%3Fx%23y%252e'],
    ['%2e%2e', '%252e%252e'],
    ['...', '...'],
    ['{id}', '%7Bid%7D'],
    ['$& $1', '%24%26%20%241'],
    ['a\\b\n', 'a%5Cb%0A'],
    ['ü😀', '%C3%BC%F0%9F%98%80'],
  ])('the id %j stays in its segment of the path', async (id, segment) => {
    const { url } = await sent({}, {}, id);
    expect(url).toBe(`/v1/payment_records/${segment}/report_payment_attempt`);
  });

  it.each(['/proxy', '/proxy/', '/a/{id}//'])('a path in baseUrl is kept: %s', async (baseUrl) => {
    const { url } = await sent({ baseUrl });
    const prefix = baseUrl.replace(/\/+$/, '').replace('{id}', '%7Bid%7D');
    expect(url).toBe(`${prefix}/v1/payment_records/pr_123/report_payment_attempt`);
  });

  it('POST sends the same as reportPaymentAttempt', async () => {
    const { server, client } = await clientOf(reply.ok);
    const call = { timeout: 9000, maxRetries: 0, headers: { 'X-A': '1' } };
    const named = { idempotencyKey: 'k-1', stripeAccount: 'acct_1', apiVersion: '2020-01-01' };
    await client.reportPaymentAttempt('pr/1', params, { ...call, ...named });
    const header = { 'Idempotency-Key': 'k-1', 'Stripe-Account': 'acct_1' };
    await client.POST(PATH, {
      params: { path: { id: 'pr/1' }, header: { ...header, 'Stripe-Version': '2020-01-01' } },
      body: params,
      ...call,
    });
    await client.POST(PATH, { params: { path: { id: 'pr/1' } }, body: params });
    expect(server.seen[1]).toEqual(server.seen[0]);
    expect(server.seen[2]).toMatchObject({ url: server.seen[0]?.url, body: server.seen[0]?.body });
    expect(server.seen[2]?.headers['idempotency-key']).toMatch(UUID);
  });

  it('every call without a key has a key of its own', async () => {
    const keys = new Set([createIdempotencyKey()]);
    for (let i = 0; i < 3; i++) keys.add((await sent({})).result.idempotencyKey);
    expect(keys.size).toBe(4);
  });

  it('two programs make different keys', async () => {
    const code = `const { createIdempotencyKey } = await import('${await bundleClient()}');
      console.log(createIdempotencyKey());`;
    const args = ['--input-type=module', '--eval', code];
    const [first, second] = await Promise.all([1, 2].map(() => mustRun(process.execPath, args)));
    expect(first?.trim()).toMatch(UUID);
    expect(second).not.toBe(first);
  });
});

describe('a fetch of the caller', () => {
  it('gets the URL and the body as strings, once for each try, and as a plain function', async () => {
    const fetch = vi.fn(async function (this: unknown, _url: string, _init: RequestInit) {
      expect(this).toBeUndefined();
      return Response.json(RECORD);
    });
    const result = await createClient({ apiKey, fetch }).reportPaymentAttempt('pr_123', params);
    expect(result.data).toEqual(RECORD);
    const [url, init] = fetch.mock.calls[0] ?? [];
    expect(url).toBe('https://api.stripe.com/v1/payment_records/pr_123/report_payment_attempt');
    expect(init).toMatchObject({ method: 'POST', redirect: 'manual' });
    expect(init?.body).toBe('initiated_at=1730000000&outcome=failed&failed[failed_at]=1');
    expect(new Headers(init?.headers).get('Idempotency-Key')).toBe(result.idempotencyKey);
    expect(init?.signal).toBeInstanceOf(AbortSignal);
  });

  it('is the global one of the moment of the call by default', async () => {
    const client = createClient({ apiKey });
    const fetch = vi.fn(async () => Response.json(RECORD));
    vi.stubGlobal('fetch', fetch);
    await client.reportPaymentAttempt('pr_123', params);
    expect(fetch).toHaveBeenCalledOnce();
  });
});

describe('the client', () => {
  it("has openapi-fetch's methods, its own call, and nothing else", () => {
    const methods = 'GET PUT POST DELETE OPTIONS HEAD PATCH TRACE use eject reportPaymentAttempt';
    const client = createClient({ apiKey });
    expect(Reflect.ownKeys(client).sort()).toEqual(methods.split(' ').sort());
  });

  it('does not heed what becomes of its options', async () => {
    const { server } = await clientOf(reply.ok);
    const headers = { 'X-A': '1' };
    const options = { apiKey, baseUrl: server.url, headers, stripeAccount: 'acct_1' };
    const client = createClient(options);
    Object.assign(options, { apiKey: 'other', stripeAccount: 'acct_2' });
    headers['X-A'] = '2';
    await client.reportPaymentAttempt('pr_123', params);
    const seen = { authorization: `Bearer ${apiKey}`, 'stripe-account': 'acct_1', 'x-a': '1' };
    expect(server.seen[0]?.headers).toMatchObject(seen);
  });
});
