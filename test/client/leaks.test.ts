import { expect, it } from 'vitest';
import { bundleClient } from '../support/bundle-client.js';
import { type Behaviour, STRIPE_ERROR, serve } from '../support/misbehaving-server.js';
import { mustRun } from '../support/program.js';
import * as reply from '../support/replies.js';

/**
 * Makes calls in a process that can ask for a garbage collection, and prints for each row how they ended and what is
 * still in memory then: the client and the signal of all calls are kept, what belongs to one call must be gone.
 */
const program = `
Math.random = () => 0; // No waits.
const { createClient } = await import('ENTRY');
const outcomes = {};
for (const { name, url, settings } of ROWS) outcomes[name] = await outcomeOf(url, settings);
console.log(JSON.stringify(outcomes));
process.exit();

async function outcomeOf(baseUrl, { abort, ...settings }) {
  const options = { apiKey: 'sk_test_leaks', baseUrl };
  const clients = [createClient(options), createClient(options)];
  clients[1].use({ onRequest: ({ request }) => new Request(request), onResponse: () => {} });
  const shared = new AbortController();
  const refs = new Map();
  const watch = (name, value) => refs.set(name, new WeakRef(value));

  async function call(client, number) {
    const own = new AbortController();
    const name = clients.indexOf(client) + '.' + number;
    const params = { initiated_at: 1, metadata: { number: String(number) } };
    const headers = { 'X-Number': String(number) };
    const signal = number % 2 === 0 ? shared.signal : own.signal;
    const promise = client.reportPaymentAttempt('pr_1', params, { ...settings, headers, signal });
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
  for (const number of abort ? [1, 3, 5] : [0, 1, 2, 3, 4, 5]) {
    for (const client of clients) said.add(await call(client, number));
  }
  const left = () => [...refs].filter(([, ref]) => ref.deref()).map(([name]) => name);
  // A WeakRef holds its target until the turn ends in which it was made or read.
  for (let round = 0; round < 50 && left().length > 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    gc();
  }
  return { said: [...said], isWatched: refs.size > 0, left: left(), aborted: shared.signal.aborted };
}
`;

const ENDINGS: [after: string, behaviour: Behaviour, said: string, settings?: object][] = [
  ['a success', reply.ok, 'data'],
  ['an error', reply.json(400, STRIPE_ERROR), 'error'],
  ['retries', reply.text(500, ''), 'error', { maxRetries: 1 }],
  ['a lost connection', reply.reset, 'network', { maxRetries: 1 }],
  ['a broken body', reply.cut(200), 'network', { maxRetries: 0 }],
  ['a time-out', reply.hang, 'timeout', { timeout: 20, maxRetries: 0 }],
  ['a body that drips', reply.drip(200), 'timeout', { timeout: 20, maxRetries: 0 }],
  ['a redirect', reply.text(302, ''), 'redirect'],
  ['a 2xx without a record', reply.text(200, '{}'), 'invalid_response'],
  ['an abort', reply.hang, 'enough', { abort: true }],
  ['an abort in a wait', reply.text(503, '', { 'Retry-After': '30' }), 'enough', { abort: true }],
];

it('nothing of a call is left in memory, however it has ended', async () => {
  const rows = await Promise.all(
    ENDINGS.map(async ([name, behaviour, , settings = {}]) => {
      const { url } = await serve(behaviour);
      return { name, url, settings };
    }),
  );
  const code = program.replace('ENTRY', await bundleClient()).replace('ROWS', JSON.stringify(rows));
  const args = ['--expose-gc', '--input-type=module', '--eval', code];
  const outcomes = JSON.parse(await mustRun(process.execPath, args));
  const gone = { isWatched: true, left: [], aborted: false };
  const expected = ENDINGS.map(([name, , said]) => [name, { said: [said], ...gone }]);
  expect(outcomes).toEqual(Object.fromEntries(expected));
});
