import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { encodeForm } from '../../src/index.js';
import { arbitraryParams } from '../support/arbitrary-params.js';
import { FORM, faultsOf } from '../support/contract.js';
import { ATTEMPT, send, serve } from '../support/contract-server.js';

/** The weekly workflow sends 100,000. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 1000);
const AT_A_TIME = 20;
const SEED = 20_261_028;

const bytes = fc.uint8Array({ maxLength: 60 }).map((raw) => Buffer.from(raw));
const valid = arbitraryParams.map((params) => Buffer.from(encodeForm(params)));
const token = fc.constantFrom(
  ...'a [ ] = & % + 0 1 é %5B %00 %E0 __proto__ constructor prototype metadata='.split(' '),
  ...'initiated_at=1 initiated_at= expand[]= expand[0]= failed[failed_at]= metadata['.split(' '),
);
const words = fc.array(token, { maxLength: 20 }).map((tokens) => Buffer.from(tokens.join('')));
const damaged = fc.tuple(valid, bytes, fc.nat()).map(([form, raw, place]) => {
  const at = place % (form.length + 1);
  return Buffer.concat([form.subarray(0, at), raw.subarray(0, 3), form.subarray(at + 1)]);
});

const id = fc.oneof(
  fc.constantFrom(
    ...'pr_1 %E0 %2e%2e .. %00 a,b __proto__ %2F %25 //'.split(' '),
    'x'.repeat(5001),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }).map(encodeURIComponent),
);
const latin1 = fc
  .string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) })
  .map((text) => text.replace(/\x7f/g, ''));
const rarely = <T>(usual: T, ...others: fc.Arbitrary<T>[]) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, ...others);

const arbitraryRequest = fc.record({
  method: rarely('POST', fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH')),
  path: fc
    .tuple(
      id,
      rarely('/v1/payment_records/', latin1.map(encodeURI)),
      rarely('', fc.constant('?a=%E0&b')),
    )
    .map(([name, base, query]) =>
      `/${base}${name}/report_payment_attempt${query}`.replace('//v1', '/v1'),
    )
    .chain((path) => rarely(path, fc.constantFrom('*', `http://api.stripe.com${path}`))),
  headers: fc.record(
    {
      authorization: rarely('Bearer sk_test_1', latin1),
      'content-type': rarely(FORM, latin1, fc.constant(`${FORM}; charset=latin1`)),
      'idempotency-key': latin1,
      'stripe-account': latin1,
      prefer: fc.oneof(latin1, fc.constantFrom('example=', 'dynamic=true, seed=1', 'code=,;="')),
    },
    { requiredKeys: ['authorization', 'content-type'], noNullPrototype: true },
  ),
  body: fc.oneof(valid, valid, damaged, words, bytes),
});
type FuzzRequest = typeof arbitraryRequest extends fc.Arbitrary<infer Value> ? Value : never;

const mock = await serve();
const { hostname, port } = new URL(mock.url);
const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
afterAll(() => agent.destroy());

/** Sends what `fetch` would not send. */
function sendAny(sent: FuzzRequest): Promise<{ status: number; content: unknown }> {
  const { body, ...rest } = sent;
  const headers = { ...rest.headers, 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, hostname, port, ...rest, headers }, async (answer) => {
      const chunks = await answer.toArray();
      resolve({ status: answer.statusCode ?? 0, content: JSON.parse(chunks.join('')) });
    });
    outgoing
      // A connection that was idle may be closed just as it is used again.
      .on('error', (error) => (outgoing.reusedSocket ? resolve(sendAny(sent)) : reject(error)))
      .end(body);
  });
}

/** Sends bytes that may be no HTTP at all, and waits for the end of the connection. */
function sendRaw(raw: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.end(raw));
    socket
      .on('error', () => resolve())
      .on('close', () => resolve())
      .resume();
  });
}

test(`answers each of ${REQUESTS} made-up requests as the contract says`, {
  timeout: 1_800_000,
}, async ({ annotate }) => {
  const inherited = Reflect.ownKeys(Object.prototype);
  const counts = new Map<number, number>();
  let sent = 0;
  // In portions, so that 100,000 of them are never in memory at once.
  for (let portion = 0; sent < REQUESTS; portion++) {
    const requests = fc.sample(arbitraryRequest, { seed: SEED + portion, numRuns: 500 });
    const next = requests.values();
    const work = async () => {
      for (const sample of next) {
        const { status, content } = await sendAny(sample);
        const component = status === 200 ? 'payment_record' : 'stripe_error_body';
        expect([sample, status, faultsOf(component, content)]).toStrictEqual([sample, status, []]);
        counts.set(status, (counts.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    sent += requests.length;
  }
  const expected = [200, 400, 401, 404, 405, 409, 415];
  const tally = [...counts].sort(([a], [b]) => a - b);
  expect(tally.filter(([status]) => !expected.includes(status))).toStrictEqual([]);
  expect(counts.get(200)).toBeGreaterThan(REQUESTS / 20);
  expect(counts.get(400)).toBeGreaterThan(REQUESTS / 20);
  expect(Reflect.ownKeys(Object.prototype)).toStrictEqual(inherited);
  const shown = tally.map(([status, count]) => `${count} × ${status}`).join(', ');
  await annotate(`${sent} requests: ${shown}`, 'fuzzed contract server');
});

test('survives raw bytes, and answers as before', async () => {
  const line = `${ATTEMPT} HTTP/1.1\r\nHost: x\r\n`;
  const length = 'Content-Length: 100\r\n\r\n';
  const other = ['GET / HTTP/1.1\r\n', 'POST http:///%%% HTTP/1.1\r\nHost: x\r\n\r\n'];
  const start = fc.constantFrom('', line, line + length, ...other);
  const raw = fc.tuple(start, fc.uint8Array({ maxLength: 100 }));
  for (const [text, rest] of fc.sample(raw, { seed: SEED, numRuns: 200 })) {
    await sendRaw(Buffer.concat([Buffer.from(text), rest]));
  }
  mock.reset();
  expect(await send(mock, ATTEMPT, 'initiated_at=1')).toMatchObject({ status: 200 });
});
