import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConnectionError, type Fetch } from '../../src/index.js';
import { API_KEYS } from '../support/api-keys.js';
import { type Behaviour, clientOf, closeServers } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

/** Everything that a program may print of a value. */
function shown(value: unknown): string {
  const texts = [inspect(value, { showHidden: true, depth: null, maxStringLength: null })];
  texts.push(JSON.stringify(value) ?? '', String(value));
  for (let error = value; error instanceof Error; error = error.cause) {
    texts.push(error.stack ?? '', error.message, JSON.stringify(error));
  }
  return texts.join('\n');
}

async function outcome(
  apiKey: string,
  behaviour: Behaviour,
  options: { fetch?: Fetch; timeout?: number } = {},
) {
  const { client, server, settle } = await clientOf(behaviour, {
    apiKey,
    maxRetries: 0,
    ...options,
  });
  expect(shown(client)).not.toContain(apiKey);
  const settled = await settle();
  expect(shown(settled)).not.toContain(apiKey);
  expect(shown(settled)).not.toContain('SECRET');
  return { server, settled };
}

describe.each(Object.entries(API_KEYS))('%s does not show', (_, apiKey) => {
  const record = { object: 'payment_record', id: 'pr_1', description: `Bearer ${apiKey}` };
  it.each<[string, Behaviour, object?]>([
    ['of a success', reply.ok],
    ['of a success that echoes it', reply.json(200, record)],
    ['of a Stripe error', reply.json(401, { error: { type: 'invalid_request_error' } })],
    [
      'of a Stripe error that echoes it',
      reply.json(401, { error: { type: 'x', message: apiKey } }),
    ],
    ['of a page that echoes it', reply.text(502, `<p>${'x'.repeat(180)}Bearer ${apiKey}</p>`)],
    ['of a 2xx that echoes it', reply.text(200, `Bearer ${apiKey}`)],
    ['of a lost connection', reply.reset],
    ['of a broken body', reply.cut(200)],
    ['of a time-out', reply.hang, { timeout: 50 }],
    ['of a body that drips', reply.drip(200), { timeout: 50 }],
    ['of a redirect that echoes it', reply.text(302, '', { Location: `/?${apiKey}` })],
    ['of what is not HTTP, but echoes it', reply.raw(`Bearer ${apiKey}\r\n\r\n`)],
    ['of a flood of headers', reply.flood],
  ])('in the outcome %s', async (_, behaviour, options) => {
    const { server } = await outcome(apiKey, behaviour, options);
    const sent = server.seen.map(({ headers }) => headers.authorization);
    // A try that has a short limit may end before its request has arrived.
    expect(options ? [`Bearer ${apiKey}`] : sent).toEqual([`Bearer ${apiKey}`]);
  });

  it('in the body of an answer that echoes it, read again, and in its request ID', async () => {
    const headers = { 'Request-Id': `req_${apiKey}` };
    const { report } = await clientOf(reply.json(200, record, headers), { apiKey });
    const { response, requestId } = await report();
    const body = '{"object":"payment_record","id":"pr_1","description":"Bearer [API key]"}';
    expect(await response.text()).toBe(body);
    expect(requestId).toBe('req_[API key]');
  });

  it('in the outcome of a refused connection', async () => {
    const { settle } = await clientOf(reply.ok, { apiKey, maxRetries: 0 });
    await closeServers();
    expect(shown(await settle())).not.toContain(apiKey);
  });

  it('in the error of a fetch that throws all it was given', async () => {
    const { settled } = await outcome(apiKey, reply.ok, {
      fetch: async (url, init) => {
        const request = { url, init, headers: [...new Headers(init.headers)] };
        const told = JSON.stringify(request.headers);
        const root = Object.assign(new Error(told), { request, code: 'E_ROOT', name: told });
        throw Object.assign(new AggregateError([root], told, { cause: root }), { request });
      },
    });
    expect(settled).toBeInstanceOf(ConnectionError);
    expect(settled).toMatchObject({ cause: { cause: { code: 'E_ROOT' } } });
  });
});

it('a short API key garbles no error', async () => {
  const error = { type: 'invalid_request_error', message: 'a test of it' };
  const { report } = await clientOf(reply.json(400, { error }), { apiKey: 'test' });
  expect(await report()).toMatchObject({ error: { error } });
});
