import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { build } from 'esbuild';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  closeServers,
  cut,
  drip,
  hang,
  json,
  ok,
  reset,
  serve,
  text,
} from '../support/misbehaving-server.js';

afterEach(closeServers);

let entry = '';

beforeAll(async () => {
  const { outputFiles } = await build({
    entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'neutral',
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []);
  entry = `data:text/javascript;base64,${code.toString('base64')}`;
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
process.send([said, touched]);
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
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output += chunk;
  });
  let message: unknown;
  let sentAt = 0;
  child.on('message', (received) => {
    message = received;
    sentAt = performance.now();
  });
  const [status] = await once(child, 'close');
  const [said, touched] = Array.isArray(message) ? message : [];
  return { said, touched, status, output, lingered: performance.now() - sentAt };
}

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
    [
      'an abort in a wait',
      text(503, '', { 'Retry-After': '30' }),
      'aborted',
      { abort: true, retries: 1 },
    ],
  ])('ends by itself after %s, with nothing printed and no environment read', async (...row) => {
    const [, behaviour, said, settings] = row;
    const result = await run(behaviour, settings);
    expect(result).toMatchObject({ said, status: 0, output: '', touched: [] });
    expect(result.lingered).toBeLessThan(2_500);
  });
});
