import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../src/index.js';
import { API_KEYS } from '../support/api-keys.js';
import { bundleClient } from '../support/bundle-client.js';
import { RECORD, serve } from '../support/misbehaving-server.js';
import { mustRun } from '../support/program.js';
import * as reply from '../support/replies.js';

/** The key and the certificate of localhost, which nobody has signed; it is valid until 2120. */
const PEM = new URL('../fixtures/untrusted-server.pem', import.meta.url);

let requests = 0;
let port = 0;
let entry = '';
const pem = await readFile(PEM);
const server = createServer({ key: pem, cert: pem }, (_, response) => {
  requests += 1;
  response.end(JSON.stringify(RECORD));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = Object(server.address()).port;
  entry = await bundleClient();
});
beforeEach(() => {
  requests = 0;
});
afterAll(() => {
  server.close();
});

/** Runs code in a process of its own, and gives what it prints as JSON. */
async function run(code: string, env: NodeJS.ProcessEnv = {}): Promise<unknown> {
  const args = ['--input-type=module', '--eval', code];
  const clean = { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: undefined, ...env };
  return JSON.parse(await mustRun(process.execPath, args, { env: clean }));
}

describe.each(Object.entries(API_KEYS))('with %s', (_, apiKey) => {
  it('nothing goes to a server whose certificate is not trusted', async () => {
    const baseUrl = `https://localhost:${port}`;
    const client = createClient({ apiKey, baseUrl, maxRetries: 1 });
    const call = client.reportPaymentAttempt('pr_1', { initiated_at: 1 });
    await expect(call).rejects.toMatchObject({ code: 'network', attempts: 2, sent: 'no' });
    await expect(call).rejects.toThrow('self-signed certificate');
    expect(requests).toBe(0);
  });
});

it('where the certificate is trusted, the server of that name is asked, and none of another name', async () => {
  const { 'a secret test key': test, 'a secret live key': live } = API_KEYS;
  const code = `
    const { createClient } = await import('${entry}');
    const said = [];
    for (const host of ['localhost', '127.0.0.1']) for (const apiKey of ['${test}', '${live}']) {
      const stripe = createClient({ apiKey, baseUrl: 'https://' + host + ':${port}', maxRetries: 0 });
      const call = stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
      said.push(await call.then(({ data }) => data, ({ sent, message }) => ({ sent, message })));
    }
    console.log(JSON.stringify(said));`;
  const message = expect.stringContaining("does not match certificate's altnames");
  const refused = { sent: 'no', message };
  const said = await run(code, { NODE_EXTRA_CA_CERTS: PEM.pathname });
  expect(said).toEqual([RECORD, RECORD, refused, refused]);
  expect(requests).toBe(2);
});

it('a server that does not speak TLS is told of in one line', async () => {
  const { url, seen } = await serve(reply.ok);
  const baseUrl = url.replace('http:', 'https:');
  const client = createClient({ apiKey: 'sk_test_1', baseUrl, maxRetries: 0 });
  const call = client.reportPaymentAttempt('pr_1', { initiated_at: 1 });
  await expect(call).rejects.toThrow(
    /^The connection failed: .*wrong version number.*\S \(attempts: 1\)/,
  );
  expect(seen).toStrictEqual([]);
});

it('import, a client and a call change nothing of the process', async () => {
  const code = `
    import http from 'node:http';
    import https from 'node:https';
    import tls from 'node:tls';
    // Node sets its dispatcher when it first fetches.
    await fetch('data:,').then((answer) => answer.text());
    const events = ['uncaughtException', 'unhandledRejection', 'warning', 'exit', 'beforeExit'];
    // Each thing by name: the values stay here, as some are secrets.
    const state = () => new Map([
      ...Object.entries(process.env),
      ...Reflect.ownKeys(globalThis).map((name) => [String(name), Reflect.get(globalThis, name)]),
      ...Object.entries(tls).filter(([name]) => name.startsWith('DEFAULT_')),
      ...[http, https].map(({ globalAgent }, index) => [index, JSON.stringify(globalAgent.options)]),
      ...events.map((name) => [name, process.listenerCount(name)]),
    ]);
    const before = state();
    const { createClient } = await import('${entry}');
    for (const apiKey of ${JSON.stringify(Object.values(API_KEYS))}) {
      const stripe = createClient({ apiKey, baseUrl: 'https://localhost:${port}', maxRetries: 0 });
      await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 }).catch(() => {});
    }
    const after = state();
    const names = [...new Set([...before.keys(), ...after.keys()])];
    const changed = names.filter((name) => !Object.is(before.get(name), after.get(name)));
    console.log(JSON.stringify({ changed, isRead: ['PATH', 'fetch', 0, 'exit'].every((name) => before.has(name)) }));`;
  expect(await run(code)).toEqual({ changed: [], isRead: true });
});
