import { expect, it } from 'vitest';
import { bundleClient } from '../support/bundle-client.js';
import {
  type Behaviour,
  cut,
  drip,
  hang,
  json,
  ok,
  reset,
  STRIPE_ERROR,
  serve,
  text,
} from '../support/misbehaving-server.js';
import { mustRun } from '../support/program.js';

/**
 * Makes calls in a process that can ask for a garbage collection, and prints what is still in memory when the calls
 * have ended: the client and the signal of all calls are kept, what belongs to one call must be gone.
 */
const program = `
Math.random = () => 0; // No waits.
const { createClient } = await import('ENTRY');
const options = { apiKey: 'sk_test_leaks', baseUrl: 'URL' };
const clients = [createClient(options), createClient(options)];
clients[1].use({ onRequest: ({ request }) => new Request(request), onResponse: () => {} });
const shared = new AbortController();
const settings = SETTINGS;
const refs = new Map();
const watch = (name, value) => refs.set(name, new WeakRef(value));

async function call(client, number) {
  const own = new AbortController();
  const name = clients.indexOf(client) + '.' + number;
  const params = { initiated_at: 1, metadata: { number: String(number) } };
  const headers = { 'X-Number': String(number) };
  const { abort, ...options } = settings;
  const signal = number % 2 === 0 ? shared.signal : own.signal;
  const promise = client.reportPaymentAttempt('pr_1', params, { ...options, headers, signal });
  if (abort) setTimeout(() => own.abort(new Error('enough')), 20);
  const outcome = await promise.catch((error) => error);
  watch('params ' + name, params);
  watch('headers ' + name, headers);
  watch('signal ' + name, own.signal);
  watch('outcome ' + name, outcome);
  if (outcome.response) watch('response ' + name, outcome.response);
  if (outcome.cause) watch('cause ' + name, outcome.cause);
  return outcome.data ? 'data' : outcome.error ? 'error' : (outcome.code ?? outcome.message);
}

const said = new Set();
// A signal that is aborted is of one call.
for (const number of ABORT ? [1, 3, 5] : [0, 1, 2, 3, 4, 5]) {
  for (const client of clients) said.add(await call(client, number));
}
const left = () => [...refs].filter(([, ref]) => ref.deref()).map(([name]) => name);
// A WeakRef holds its target until the turn ends in which it was made or read.
for (let round = 0; round < 50 && left().length > 0; round++) {
  await new Promise((resolve) => setTimeout(resolve, 10));
  gc();
}
console.log(JSON.stringify({ said: [...said], isWatched: refs.size > 0, left: left(), aborted: shared.signal.aborted }));
process.exit();
`;

const entry = await bundleClient();

it.each<[string, Behaviour, string, settings?: object]>([
  ['a success', ok, 'data'],
  ['an error', json(400, STRIPE_ERROR), 'error'],
  ['retries', text(500, ''), 'error', { maxRetries: 1 }],
  ['a lost connection', reset, 'network', { maxRetries: 1 }],
  ['a broken body', cut(200), 'network', { maxRetries: 0 }],
  ['a time-out', hang, 'timeout', { timeout: 20, maxRetries: 0 }],
  ['a body that drips', drip(200), 'timeout', { timeout: 20, maxRetries: 0 }],
  ['a redirect', text(302, ''), 'redirect'],
  ['a 2xx without a record', text(200, '{}'), 'invalid_response'],
  ['an abort', hang, 'enough', { abort: true }],
  ['an abort in a wait', text(503, '', { 'Retry-After': '30' }), 'enough', { abort: true }],
])('nothing of a call is left in memory after %s', async (_, behaviour, said, settings = {}) => {
  const { url } = await serve(behaviour);
  const code = program
    .replace('ENTRY', entry)
    .replace('URL', url)
    .replace('SETTINGS', JSON.stringify(settings))
    .replace('ABORT', String('abort' in settings));
  const args = ['--expose-gc', '--input-type=module', '--eval', code];
  const outcome = JSON.parse(await mustRun(process.execPath, args));
  expect(outcome).toEqual({ said: [said], isWatched: true, left: [], aborted: false });
});
