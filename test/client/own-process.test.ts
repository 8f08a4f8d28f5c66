import { expect, it } from 'vitest';
import { bundleClient } from '../support/bundle-client.js';
import { type Behaviour, STRIPE_ERROR, serve } from '../support/misbehaving-server.js';
import { run } from '../support/program.js';
import * as reply from '../support/replies.js';

/**
 * Makes calls for each row, in a process that can ask for a garbage collection, and prints how they ended and what
 * they leave: the client and the signal of all calls are kept, what belongs to one call must be gone.
 */
const program = `
Math.random = () => 0; // No waits.
const touched = new Set();
const env = process.env;
Object.defineProperty(process, 'env', { value: new Proxy(env, {
  get(target, name) {
    // Node reads the environment too: only reads by the client itself count.
    if (new Error().stack.split('\\n')[2]?.includes('data:')) touched.add(name);
    return target[name];
  } }) });
// One that is still running would keep the process.
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const { createClient } = await import('ENTRY');
const outcomes = {};
for (const { name, url, settings } of ROWS) outcomes[name] = await outcomeOf(url, settings);
console.log(JSON.stringify(outcomes));

async function outcomeOf(baseUrl, { abort, ...settings }) {
  const options = { apiKey: 'sk_test_own', baseUrl, maxRetries: 0 };
  const clients = [createClient(options), createClient(options)];
  clients[1].use({ onRequest: ({ request }) => new Request(request), onResponse: () => {} });
  const shared = new AbortController();
  const refs = new Map();
  const watch = (name, value) => refs.set(name, new WeakRef(value));
  const before = timers();
  touched.clear();

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
  const left = { timers: timers() - before, touched: [...touched] };
  const objects = () => [...refs].filter(([, ref]) => ref.deref()).map(([name]) => name);
  // A WeakRef holds its target until the turn ends in which it was made or read.
  for (let round = 0; round < 50 && objects().length > 0; round++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    gc();
  }
  const kept = [shared.signal.aborted, clients.length, refs.size > 0];
  return { said: [...said], kept, ...left, objects: objects() };
}
`;

const limit = { timeout: 20 };
const slowDown = reply.text(503, '', { 'Retry-After': '30' });

const ENDINGS: [after: string, behaviour: Behaviour, said: string, settings?: object][] = [
  ['a success', reply.ok, 'data'],
  ['an error', reply.json(400, STRIPE_ERROR), 'error'],
  ['two retries', reply.text(500, ''), 'error', { maxRetries: 2 }],
  ['a lost connection', reply.reset, 'network', { maxRetries: 1 }],
  ['a broken body', reply.cut(200), 'network'],
  ['a time-out', reply.hang, 'timeout', limit],
  ['a body that drips', reply.drip(200), 'timeout', limit],
  ['a redirect with an endless body', reply.drip(302), 'redirect'],
  ['a 2xx without a record', reply.text(200, '{}'), 'invalid_response'],
  ['an abort in a try', reply.hang, 'enough', { abort: true }],
  ['an abort in a wait', slowDown, 'enough', { abort: true, maxRetries: 1 }],
];

it('a process ends by itself after its calls, which print nothing and leave nothing behind', async () => {
  const rows = await Promise.all(
    ENDINGS.map(async ([name, behaviour, , settings = {}]) => {
      const { url } = await serve(behaviour);
      return { name, url, settings };
    }),
  );
  const code = program.replace('ENTRY', await bundleClient()).replace('ROWS', JSON.stringify(rows));
  const args = ['--expose-gc', '--input-type=module', '--eval', code];
  const { stdout, ...end } = await run(process.execPath, args);
  const [printed = '', ...more] = stdout.split('\n');
  const nothing = { timers: 0, touched: [], objects: [] };
  const expected = ENDINGS.map(([name, , said]) => [
    name,
    { said: [said], kept: [false, 2, true], ...nothing },
  ]);
  expect(JSON.parse(printed)).toEqual(Object.fromEntries(expected));
  expect([end, more]).toEqual([{ code: 0, stderr: '' }, ['']]);
});
