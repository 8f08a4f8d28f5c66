import { once } from 'node:events';
import { expect, it } from 'vitest';
import { bundleClient } from '../support/bundle-client.js';
import { type Behaviour, serve } from '../support/misbehaving-server.js';
import { start } from '../support/program.js';
import * as reply from '../support/replies.js';

const slowDown = reply.text(503, '', { 'Retry-After': '30' });

const ENDINGS: [after: string, behaviour: Behaviour, said: string, settings: object][] = [
  ['a success', reply.ok, 'data', {}],
  ['an error', reply.json(400, { error: { type: 'x' } }), 'error', {}],
  ['two retries', reply.text(500, ''), 'error', { maxRetries: 2 }],
  ['a lost connection', reply.reset, 'network', {}],
  ['a broken body', reply.cut(200), 'network', {}],
  ['a time-out', reply.hang, 'timeout', { timeout: 100 }],
  ['a body that drips', reply.drip(200), 'timeout', { timeout: 100 }],
  ['a redirect with an endless body', reply.drip(302), 'redirect', {}],
  ['an abort in a try', reply.hang, 'aborted', { abort: true }],
  ['an abort in a wait', slowDown, 'aborted', { abort: true, maxRetries: 1 }],
];

/** Makes a call for each row in a process of its own, whose default limits are 80 s, and notes what it touches. */
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
// One that is still running would keep the process.
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
const outcomes = {};
for (const { name, url, settings: { abort, ...settings } } of ROWS) {
  const before = timers();
  const controller = new AbortController();
  const options = { maxRetries: 0, ...settings, signal: controller.signal };
  const stripe = createClient({ apiKey: 'sk_test_quiet', baseUrl: url });
  const call = stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 }, options);
  if (abort) setTimeout(() => controller.abort('aborted'), 150);
  const said = await call.then(({ data, error }) => (data ? 'data' : 'error'), (e) => e.code ?? e);
  outcomes[name] = { said, touched: touched.splice(0), timers: timers() - before };
}
process.send(outcomes);
process.disconnect();
`;

it('a process ends by itself after its calls, with nothing printed and no environment read', async () => {
  const rows = await Promise.all(
    ENDINGS.map(async ([name, behaviour, , settings]) => {
      const { url } = await serve(behaviour);
      return { name, url, settings };
    }),
  );
  const code = program.replace('ENTRY', await bundleClient()).replace('ROWS', JSON.stringify(rows));
  const args = ['--input-type=module', '--eval', code];
  const child = start(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const texts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (d) => texts.push(`${d}`));
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  const [status] = await once(child, 'close');
  const outcomes = ENDINGS.map(([name, , said]) => [name, { said, touched: [], timers: 0 }]);
  expect(messages).toStrictEqual([Object.fromEntries(outcomes)]);
  expect([status, texts.join('')]).toEqual([0, '']);
});
