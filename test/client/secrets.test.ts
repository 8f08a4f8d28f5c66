import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { ConnectionError, createClient, type Fetch } from '../../src/index.js';
import {
  type Behaviour,
  closeServers,
  cut,
  drip,
  flood,
  hang,
  json,
  ok,
  raw,
  reset,
  serve,
  text,
} from '../support/misbehaving-server.js';

const apiKey = 'sk_test_51SECRETsecretSECRET';
const params = { initiated_at: 1 };

afterEach(closeServers);

/** All that a program could come to print of it. */
function shown(value: unknown): string {
  const texts = [inspect(value, { showHidden: true, depth: null, maxStringLength: null })];
  texts.push(JSON.stringify(value) ?? '', String(value));
  for (let error = value; error instanceof Error; error = error.cause) {
    texts.push(error.stack ?? '', error.message, JSON.stringify(error));
  }
  return texts.join('\n');
}

async function outcome(baseUrl: string, fetch?: Fetch): Promise<unknown> {
  const client = createClient({ apiKey, baseUrl, fetch, timeout: 500, maxRetries: 0 });
  expect(shown(client)).not.toContain(apiKey);
  return await client.reportPaymentAttempt('pr_1', params).catch((error: unknown) => error);
}

describe('the API key does not show', () => {
  const record = { object: 'payment_record', id: 'pr_1', description: `Bearer ${apiKey}` };
  it.each<[string, Behaviour]>([
    ['of a success', ok],
    ['of a success that echoes it', json(200, record)],
    ['of a Stripe error', json(401, { error: { type: 'invalid_request_error' } })],
    ['of a Stripe error that echoes it', json(401, { error: { type: 'x', message: apiKey } })],
    ['of a page that echoes it', text(502, `<p>${'x'.repeat(180)}Bearer ${apiKey}</p>`)],
    ['of a 2xx that echoes it', text(200, `Bearer ${apiKey}`)],
    ['of a lost connection', reset],
    ['of a broken body', cut(200)],
    ['of a time-out', hang],
    ['of a body that drips', drip(200)],
    ['of a redirect that echoes it', text(302, '', { Location: `/?${apiKey}` })],
    ['of what is not HTTP, but echoes it', raw(`Bearer ${apiKey}\r\n\r\n`)],
    ['of a flood of headers', flood],
  ])('in the outcome %s', async (_, behaviour) => {
    const server = await serve(behaviour);
    const settled = await outcome(server.url);
    expect(server.seen[0]?.headers.authorization).toBe(`Bearer ${apiKey}`);
    expect(shown(settled)).not.toContain(apiKey);
    expect(shown(settled)).not.toContain('SECRET');
  });

  it('in the body of an answer that echoes it, read again', async () => {
    const { url } = await serve(json(200, record));
    const { response } = await createClient({ apiKey, baseUrl: url }).reportPaymentAttempt(
      'pr_1',
      params,
    );
    const body = '{"object":"payment_record","id":"pr_1","description":"Bearer [API key]"}';
    expect(await response.text()).toBe(body);
  });

  it('in the request ID of an answer that echoes it', async () => {
    const { url } = await serve(json(200, record, { 'Request-Id': `req_${apiKey}` }));
    const client = createClient({ apiKey, baseUrl: url });
    const { requestId } = await client.reportPaymentAttempt('pr_1', params);
    expect(requestId).toBe('req_[API key]');
  });

  it('in the outcome of a refused connection', async () => {
    const { url } = await serve(ok);
    await closeServers();
    expect(shown(await outcome(url))).not.toContain(apiKey);
  });

  it('in the error of a fetch that throws all it was given', async () => {
    const settled = await outcome('https://api.example', async (url, init) => {
      const request = { url, init, headers: [...new Headers(init.headers)] };
      const told = JSON.stringify(request.headers);
      const root = Object.assign(new Error(told), { request, code: 'E_ROOT', name: told });
      throw Object.assign(new AggregateError([root], told, { cause: root }), { request });
    });
    expect(settled).toBeInstanceOf(ConnectionError);
    expect(shown(settled)).not.toContain(apiKey);
    expect(settled).toMatchObject({ cause: { cause: { code: 'E_ROOT' } } });
  });

  it.each([
    ['text', `Bearer ${apiKey}`],
    ['null', null],
    ['an object without a prototype', Object.create(null)],
    ['an object', { message: apiKey, toString: (): string => apiKey }],
    [
      'an object that throws when it is read',
      {
        get message(): string {
          throw new Error(apiKey);
        },
      },
    ],
  ])('in the error of a fetch that throws %s', async (_, thrown) => {
    const settled = await outcome('https://api.example', () => Promise.reject(thrown));
    expect(settled).toMatchObject({ code: 'network' });
    expect(shown(settled)).not.toContain(apiKey);
  });

  it('in the error of a fetch whose cause is itself', async () => {
    const error = new Error(apiKey);
    error.cause = error;
    const settled = await outcome('https://api.example', () => Promise.reject(error));
    expect(settled).toMatchObject({ code: 'network' });
    expect(shown(settled)).not.toContain(apiKey);
  });

  it.each([`${apiKey} `, `${apiKey}\n`, `${apiKey}é`])('in the refusal of %j', (bad) => {
    try {
      createClient({ apiKey: bad });
    } catch (error) {
      expect(shown(error)).not.toContain(apiKey);
      return;
    }
    throw new Error('not refused');
  });

  it('in the refusal of a call or a base URL', async () => {
    const baseUrl = `https://${apiKey}@api.stripe.com`;
    expect(() => createClient({ apiKey, baseUrl })).toThrow(TypeError);
    expect(() => createClient({ apiKey, baseUrl })).not.toThrow(apiKey);
    const call = createClient({ apiKey }).reportPaymentAttempt('..', params);
    expect(shown(await call.catch((error: unknown) => error))).not.toContain(apiKey);
  });
});

describe('a short API key', () => {
  it('garbles no error', async () => {
    const error = { type: 'invalid_request_error', message: 'a test of it' };
    const { url } = await serve(json(400, { error }));
    const client = createClient({ apiKey: 'test', baseUrl: url });
    expect(await client.reportPaymentAttempt('pr_1', params)).toMatchObject({ error: { error } });
  });
});

describe('a ConnectionError', () => {
  it('tells all there is to know, in its properties and its message', () => {
    const cause = new Error('why');
    const facts = { attempts: 1, idempotencyKey: 'order-1' };
    const error = new ConnectionError('network', 'It failed', { ...facts, cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'network', ...facts, cause });
    expect(error.message).toBe(
      'It failed (attempts: 1). The report may or may not have been recorded. It is safe to send it again with the same params and the idempotency key order-1.',
    );
    expect(new ConnectionError('timeout', '', facts)).not.toHaveProperty('cause');
  });
});
