import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleClient } from '../support/bundle-client.js';
import {
  type Behaviour,
  cut,
  drip,
  hang,
  json,
  ok,
  reset,
  serve,
  text,
} from '../support/misbehaving-server.js';

let entry = '';

beforeAll(async () => {
  entry = await bundleClient();
});

/** Calls once in a process of its own, whose default limits are 80 s, and notes what it touches. */
const program = `
const touched = [];
const env = process.env;
Object.defineProperty(process, 'env', { value: new Proxy(env, {
  get(target, name) {
    // Node reads the environment too: only reads by the client itself count.
    if (new Error().stack.split('\\n')[2]?.includes('data:')) touched.push(name);
    return target[name];
  } }) });
const { createClient } = await import('ENTRY');
const controller = new AbortController();
const options = { signal: controller.signal, timeout: TIMEOUT, maxRetries: RETRIES };
const stripe = createClient({ apiKey: 'sk_test_quiet', baseUrl: 'URL' });
const call = stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 }, options);
if (ABORT) setTimeout(() => controller.abort('aborted'), 150);
const said = await call.then(({ data, error }) => (data ? 'data' : 'error'), (e) => e.code ?? e);
// A timer that is still running would keep the process.
process.send([said, touched, process.getActiveResourcesInfo().filter((name) => name === 'Timeout')]);
process.disconnect();
`;

async function run(behaviour: Behaviour, settings = {}) {
  const server = await serve(behaviour);
  const { timeout, retries, abort } = { timeout: 80_000, retries: 0, abort: false, ...settings };
  const code = program
    .replace('ENTRY', entry)
    .replace('URL', server.url)
    .replace('TIMEOUT', String(timeout))
    .replace('RETRIES', String(retries))
    .replace('ABORT', String(abort));
  const args = ['--input-type=module', '--eval', code];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const texts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (d) => texts.push(`${d}`));
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  const [status] = await once(child, 'close');
  return { messages, status, output: texts.join('') };
}

const slowDown = text(503, '', { 'Retry-After': '30' });

describe('a process that has made a call', () => {
  it.each<[string, Behaviour, string, object]>([
    ['a success', ok, 'data', {}],
    ['an error', json(400, { error: { type: 'x' } }), 'error', {}],
    ['two retries', text(500, ''), 'error', { retries: 2 }],
    ['a lost connection', reset, 'network', {}],
    ['a broken body', cut(200), 'network', {}],
    ['a time-out', hang, 'timeout', { timeout: 100 }],
    ['a body that drips', drip(200), 'timeout', { timeout: 100 }],
    ['a redirect with an endless body', drip(302), 'redirect', {}],
    ['an abort in a try', hang, 'aborted', { abort: true }],
    ['an abort in a wait', slowDown, 'aborted', { abort: true, retries: 1 }],
  ])('ends by itself after %s, with nothing printed and no environment read', async (...row) => {
    const [, behaviour, said, settings] = row;
    const quiet = { messages: [[said, [], []]], status: 0, output: '' };
    expect(await run(behaviour, settings)).toStrictEqual(quiet);
  });
});
