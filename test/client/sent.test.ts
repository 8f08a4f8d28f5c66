import { createServer, isIP, type LookupFunction } from 'node:net';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, ConnectionError, createClient, type Fetch } from '../../src/index.js';
import { type Behaviour, clientOf, RECORD, serve } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const apiKey = 'sk_test_51SECRETsecret';

beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function failureOf(options: Partial<ClientOptions>): Promise<unknown> {
  const client = createClient({ apiKey, maxRetries: 0, ...options });
  return await client.reportPaymentAttempt('pr_1', { initiated_at: 1 }).catch((error) => error);
}

/** A port at which nothing listens any more. */
const closedPort = await new Promise<number>((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = Object(server.address());
    server.close(() => resolve(port));
  });
});
const closedUrl = `http://127.0.0.1:${closedPort}`;

/** A real fetch, for which each name has these addresses. */
function fetchWith(...addresses: string[]): Fetch {
  const noName = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_host, _options, answer) =>
    answer(found.length === 0 ? noName : null, found);
  const dispatcher = new Agent({ autoSelectFamily: true, connect: { lookup } });
  return (url, init) => undiciFetch(url, { ...init, dispatcher });
}
const atClosedPort = { baseUrl: `http://localhost:${closedPort}` };

describe('it is told that nothing was sent', () => {
  it.each<[string, Partial<ClientOptions>, RegExp]>([
    ['a port that fetch blocks', { baseUrl: 'http://127.0.0.1:1' }, /: bad port \(/],
    ['no DNS answer', { fetch: fetchWith() }, /: getaddrinfo ENOTFOUND \(/],
    [
      'no connection to any of two addresses',
      { ...atClosedPort, fetch: fetchWith('::1', '127.0.0.1') },
      /: connect E\w+ ::1:\d+.*; connect ECONNREFUSED 127\.0\.0\.1:\d+ \(/,
    ],
  ])('after %s', async (_, options, reason) => {
    const error = await failureOf(options);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ code: 'network', attempts: 1, sent: 'no' });
    expect(String(error)).toMatch(reason);
    expect(String(error)).toMatch(/The request was not sent\. It is safe to send it again/);
  });

  it.each([
    ['no', 'Connect', 'dns error: failed to lookup address information'],
    ['no', 'Connect', 'tcp connect error: Connection refused (os error 111)'],
    ['maybe', 'SendRequest', 'connection closed before message completed'],
  ])('"%s", where Deno says "client error (%s): %s"', async (sent, phase, reason) => {
    const cause = new Error(
      `error sending request for url (x): client error (${phase}): ${reason}`,
    );
    const fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    expect(await failureOf({ fetch })).toMatchObject({ code: 'network', sent });
  });

  const behaviours: Record<string, Behaviour> = {
    reset: reply.reset,
    silence: reply.hang,
    garbage: reply.raw('garbage\r\n\r\n'),
    'HTTP 302': reply.text(302, ''),
    'HTTP 500': reply.text(500, ''),
    'no record': reply.text(200, '{}'),
  };
  it.each<[sent: string, tries: string[]]>([
    ['no', ['refusal']],
    ['no', ['refusal', 'refusal', 'refusal']],
    ['maybe', ['reset']],
    ['maybe', ['refusal', 'reset']],
    ['maybe', ['reset', 'refusal']],
    ['maybe', ['HTTP 500', 'refusal']],
    ['maybe', ['silence', 'refusal']],
    ['maybe', ['refusal', 'garbage']],
    ['maybe', ['HTTP 302']],
    ['maybe', ['no record']],
  ])('"%s", where the tries met %j', async (sent, tries) => {
    const server = await serve(...tries.flatMap((name) => behaviours[name] ?? []));
    let count = 0;
    const fetch: Fetch = (url, init) => {
      const isRefused = tries[count++] === 'refusal';
      return globalThis.fetch(isRefused ? url.replace(server.url, closedUrl) : url, init);
    };
    const timeout = tries.includes('silence') ? 200 : 80_000;
    const options = { baseUrl: server.url, fetch, timeout, maxRetries: tries.length - 1 };
    const error = await failureOf(options);
    expect(error).toMatchObject({ sent, attempts: tries.length });
    const fate = sent === 'no' ? 'was not sent' : 'may or may not have been carried out';
    expect(String(error)).toContain(`The request ${fate}.`);
  });

  it('not where a middleware sends the request again, and the first time it was answered', async () => {
    const server = await serve(reply.json(401, {}));
    let count = 0;
    const fetch: Fetch = (url, init) =>
      globalThis.fetch(count++ > 0 ? url.replace(server.url, closedUrl) : url, init);
    const client = createClient({ apiKey, baseUrl: server.url, fetch, maxRetries: 0 });
    client.use({ onResponse: ({ request, options }) => options.fetch(request) });
    const call = client.reportPaymentAttempt('pr_1', { initiated_at: 1 });
    await expect(call).rejects.toMatchObject({ code: 'network', attempts: 2, sent: 'maybe' });
  });
});

describe('without a fetch', () => {
  it.each([undefined, null, {}])(
    'but %j, a call is refused before anything is sent',
    async (none) => {
      vi.stubGlobal('fetch', none);
      const { report } = await clientOf(reply.ok);
      const message = 'fetch must be given as an option where there is no global one, got none';
      await expect(report()).rejects.toThrow(new TypeError(message));
      vi.unstubAllGlobals();
      expect(await report()).toMatchObject({ data: RECORD });
    },
  );

  it('of its own, a client takes the one that is given', async () => {
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', undefined);
    const { report } = await clientOf(reply.ok, { fetch });
    expect(await report()).toMatchObject({ data: RECORD });
  });
});

describe('a fetch that gives no Response', () => {
  it.each<[shown: string, answer: unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['text', `Bearer ${apiKey}`],
    ['Object', { ok: true, status: 200, json: async () => RECORD }],
    ['Object', { headers: new Headers(), ok: true, json: async () => RECORD }],
    ['Object', { ok: true, text: async () => JSON.stringify(RECORD) }],
    ['Array', []],
    ['IncomingMessage', new (class IncomingMessage {})()],
  ])('but %s is called once, and the error says so', async (shown, answer) => {
    const fetch = vi.fn(async () => answer);
    const error = await failureOf({ fetch: fetch as unknown as Fetch, maxRetries: 5 });
    const facts = { code: 'invalid_response', attempts: 1, sent: 'maybe' };
    expect(error).toMatchObject(facts);
    expect(String(error)).toContain(`fetch gave ${shown}, not a Response`);
    expect(String(error)).not.toContain('SECRET');
    expect(fetch).toHaveBeenCalledOnce();
  });
});

it('a fetch that throws before it returns a promise may have sent something, and is asked again', async () => {
  const message = 'url.pathname is not a function';
  const fetch = vi.fn(() => {
    throw new TypeError(message);
  });
  const error = await failureOf({ fetch, maxRetries: 1 });
  expect(error).toMatchObject({ code: 'network', attempts: 2, sent: 'maybe', cause: { message } });
  expect(String(error)).toContain('The connection failed: url.pathname is not a function');
  expect(fetch).toHaveBeenCalledTimes(2);
});
