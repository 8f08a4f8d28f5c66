import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ConnectionError, type Fetch } from '../../src/index.js';
import { type Behaviour, clientOf, RECORD, STRIPE_ERROR } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

async function report(behaviour: Behaviour, fetch?: Fetch) {
  const { report } = await clientOf(behaviour, { maxRetries: 0, fetch });
  return await report({ idempotencyKey: 'order-1' });
}

describe('a 2xx with a Payment Record', () => {
  it.each([200, 201, 299])('of status %i is data, and there is no error', async (status) => {
    const result = await report(reply.json(status, RECORD, { 'Request-Id': 'req_7' }));
    expect(result).toMatchObject({ data: RECORD, requestId: 'req_7', attempts: 1 });
    expect(result).toMatchObject({ idempotencyKey: 'order-1', response: { status } });
    expect(result).not.toHaveProperty('error');
  });

  it('is data also without a type, in chunks, with unknown fields, and without Request-Id', async () => {
    const record = { ...RECORD, new_field: { a: [1] } };
    const result = await report((response) => {
      response.write(JSON.stringify(record).slice(0, 9));
      setTimeout(() => response.end(JSON.stringify(record).slice(9)), 20);
    });
    expect(result).toMatchObject({ data: record, requestId: undefined });
    expect(result.response).toBeInstanceOf(Response);
  });

  it('is data also where its length is told beforehand', async () => {
    const body = '{"object":"payment_record","id":"pr_é"}';
    const result = await report(
      reply.text(200, body, { 'Content-Length': Buffer.byteLength(body) }),
    );
    expect(result).toMatchObject({ data: { object: 'payment_record', id: 'pr_é' } });
  });

  it('changes no prototype', async () => {
    const body = '{"object":"payment_record","id":"pr_1","__proto__":{"polluted":1}}';
    const { data } = await report(reply.text(200, body));
    expect(data).toHaveProperty('id', 'pr_1');
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a 2xx without a Payment Record is thrown', () => {
  it.each([
    ['HTML', '<html>Welcome</html>'],
    ['null', 'null'],
    ['a number', '123'],
    ['an array', '[]'],
    ['an empty object', '{}'],
    ['nothing', ''],
    ['malformed JSON', '{"object":"payment_record","id":"pr_1"'],
    ['another object', '{"object":"customer","id":"cus_1"}'],
    ['a record with an empty id', '{"object":"payment_record","id":""}'],
    ['a record whose id is no string', '{"object":"payment_record","id":1}'],
    ['an array with a record', '[{"object":"payment_record","id":"pr_1"}]'],
    ['fields only in its prototype', '{"__proto__":{"object":"payment_record","id":"pr_1"}}'],
    ['a Stripe error', JSON.stringify(STRIPE_ERROR)],
  ])('when it holds %s', async (_, body) => {
    const facts = { code: 'invalid_response', attempts: 1, idempotencyKey: 'order-1' };
    await expect(report(reply.text(200, body))).rejects.toMatchObject(facts);
    const chunked: Behaviour = (response) => response.write(body || ' ', () => response.end());
    await expect(report(chunked)).rejects.toMatchObject(facts);
  });

  it('without a cause when it is JSON', async () => {
    await expect(report(reply.text(200, '123'))).rejects.not.toHaveProperty('cause');
  });

  it('when it is a 205, which may have a body that no one reads: the fetch is told to end', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const fetch: Fetch = async (_, { signal }) => {
      signals.push(signal);
      return new Response(null, { status: 205 });
    };
    await expect(report(reply.ok, fetch)).rejects.toMatchObject({ code: 'invalid_response' });
    expect(signals).toMatchObject([{ aborted: true }]);
  });

  it('when it is a 204', async () => {
    const message = /^HTTP 204 with a body that is not a payment_record: "" \(attempts: 1\)/;
    await expect(report((response) => response.writeHead(204).end())).rejects.toThrow(message);
  });

  it('as a ConnectionError that shows the start of the body', async () => {
    const error = await report(reply.text(200, '<p>"'.repeat(1000))).catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof ConnectionError)) throw new Error('no ConnectionError');
    expect(error.name).toBe('ConnectionError');
    expect(error.cause).toMatchObject({ name: 'SyntaxError' });
    expect(error.message).toContain('payment_record: "<p>\\"<p>');
    expect(error.message).toContain('safe to send it again');
    expect(error.message).toContain('order-1');
    expect(error.message.length).toBeLessThan(600);
  });
});

describe('a status from 400 up', () => {
  it('is an error as Stripe sent it', async () => {
    const body = { error: { ...STRIPE_ERROR.error, param: 'id', doc_url: 'https://a.example' } };
    const result = await report(reply.json(404, body, { 'Request-Id': 'req_8' }));
    expect(result).toMatchObject({ error: body, requestId: 'req_8', response: { status: 404 } });
    expect(result).not.toHaveProperty('data');
  });

  it.each([
    ['HTML of a gateway', 502, '<html>Bad Gateway</html>', '"<html>Bad Gateway</html>"'],
    ['nothing', 503, '', '""'],
    ['an empty object', 500, '{}', '"{}"'],
    ['null', 500, 'null', '"null"'],
    ['a number', 400, '123', '"123"'],
    ['an error without a type', 400, '{"error":{}}', '"{\\"error\\":{}}"'],
    ['an error that is text', 400, '{"error":"no"}', '"{\\"error\\":\\"no\\"}"'],
    ['a Payment Record', 500, JSON.stringify(RECORD), 'payment_record'],
  ])('that holds %s is an api_error that shows it', async (_, status, body, shown) => {
    const { error, response } = await report(reply.text(status, body));
    expect(Object.keys(error ?? {})).toEqual(['error']);
    expect(error?.error.type).toBe('api_error');
    const start = `HTTP ${status} with a body that is not a Stripe error: `;
    expect(error?.error.message?.startsWith(start)).toBe(true);
    expect(error?.error.message).toContain(shown);
    expect(response.status).toBe(status);
  });

  it('that holds a long page shows the start of it', async () => {
    const { error } = await report(reply.text(500, '<br>'.repeat(100_000)));
    expect(error?.error.message?.length).toBeLessThan(300);
  });

  it('of 600 and more is an error too', async () => {
    const { error } = await report(reply.raw('HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n'));
    expect(error?.error.message).toMatch(/^HTTP 799/);
  });
});

it('a response that stands for an error is thrown as a lost connection', async () => {
  const call = report(reply.ok, async () => Response.error());
  const facts = { code: 'network', idempotencyKey: 'order-1', attempts: 1 };
  await expect(call).rejects.toMatchObject(facts);
  await expect(call).rejects.toThrow(ConnectionError);
});

describe('a redirect', () => {
  /** As node:http answers, for those whose fetch is made of it. */
  const nodeFetch: Fetch = (url, { headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const fields = Object.fromEntries(new Headers(headers));
      const options = { method: 'POST', headers: fields, signal: signal ?? undefined };
      const sent = request(url, options, (message) => {
        const { statusCode: status } = message.on('error', () => {});
        const fields = { headers: new Headers(), text: async () => '' };
        const own = { status, ok: false, body: message, ...fields };
        resolve(new Proxy(new Response(null), { get: (_, name) => Reflect.get(own, name) }));
      });
      sent.on('error', reject).end(body);
    });

  it.each<[string, Fetch | undefined]>([
    ['a fetch of the web', undefined],
    ['a fetch whose body is a stream of Node', nodeFetch],
  ])('without a target is thrown too, not tried again, and let go by %s', async (_, fetch) => {
    const endless: Behaviour = (response) => response.writeHead(302).write('and on, and on …');
    const { server, report } = await clientOf(endless, { maxRetries: 5, fetch });
    await expect(report()).rejects.toMatchObject({ code: 'redirect', attempts: 1 });
    const [answer] = server.pending;
    if (answer) await once(answer, 'close');
    expect(server.pending.size).toBe(0);
  });

  it('is recognised on runtimes that hide its status', async () => {
    const hidden = Object.defineProperties(new Response(null), {
      status: { value: 0 },
      ok: { value: false },
      type: { value: 'opaqueredirect' },
    });
    const call = report(reply.ok, async () => hidden);
    await expect(call).rejects.toMatchObject({ code: 'redirect', attempts: 1 });
  });
});
