// Run with `npx tsx test/bench/call.ts`: what a call costs beside a bare fetch and beside the SDK.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { build } from 'esbuild';
import createOpenapiFetch from 'openapi-fetch';
import Stripe from 'stripe';
import type { paths } from '../../src/index.js';

const ROUNDS = 120;
const CALLS = 40;

const apiKey = 'sk_test_bench_1234567890';
const path = '/v1/payment_records/{id}/report_payment_attempt';
const params = {
  initiated_at: 1730000000,
  outcome: 'failed',
  failed: { failed_at: 1730000100 },
  description: 'Order 6735, second try',
  metadata: { order_id: '6735', shop: 'berlin' },
} as const;

if (process.argv[2] === 'serve') await serve();
else await compare();

async function serve(): Promise<void> {
  const body = await readFile(new URL('../fixtures/payment-record.json', import.meta.url));
  const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { ...headers, 'Request-Id': 'req_1' }).end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
  process.on('disconnect', () => process.exit());
}

async function compare(): Promise<void> {
  const child = fork(new URL(import.meta.url), ['serve']);
  const [{ port }] = await once(child, 'message');
  const baseUrl = `http://127.0.0.1:${port}`;
  const contenders = await contendersAt(baseUrl, port);
  const results = new Map(Object.keys(contenders).map((name) => [name, { cpu: [0], wall: [0] }]));
  for (const result of results.values()) result.cpu.length = result.wall.length = 0;
  for (let round = -3; round < ROUNDS; round++) {
    // In turn forwards and backwards, so that nobody always comes after the same neighbour.
    const order = Object.entries(contenders);
    for (const [name, call] of round % 2 === 0 ? order : order.reverse()) {
      const cost = await measure(call);
      if (round < 0) continue;
      results.get(name)?.cpu.push(cost.cpu);
      results.get(name)?.wall.push(cost.wall);
    }
  }
  child.disconnect();
  const [bare] = results.values();
  const rows = [...results].map(([name, { cpu, wall }]) => ({
    call: name,
    'CPU µs': Math.round(median(cpu)),
    'CPU ×': median(ratios(cpu, bare?.cpu ?? [])).toFixed(2),
    'wall µs': Math.round(median(wall)),
    'wall ×': median(ratios(wall, bare?.wall ?? [])).toFixed(2),
  }));
  console.log(`Node ${process.version}: medians of ${ROUNDS} rounds of ${CALLS} calls, one by one`);
  console.table(rows);
}

/** The client as it is published: tsx makes functions keep names, at a cost per call. */
async function load(): Promise<typeof import('../../src/index.js')> {
  const entry = new URL('../../src/index.ts', import.meta.url).pathname;
  const options = { bundle: true, platform: 'neutral', format: 'esm', write: false } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [entry] });
  const code = Buffer.from(outputFiles[0]?.contents ?? []);
  return await import(`data:text/javascript;base64,${code.toString('base64')}`);
}

async function contendersAt(
  baseUrl: string,
  port: number,
): Promise<Record<string, () => Promise<unknown>>> {
  const { API_VERSION, createClient, encodeForm } = await load();
  const url = `${baseUrl}${path.replace('{id}', 'pr_123')}`;
  const body = encodeForm(params);
  const headers = {
    Authorization: `Bearer ${apiKey}`,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Stripe-Version': API_VERSION,
    'Idempotency-Key': 'order-6735-attempt-1',
  };
  const ours = createClient({ apiKey, baseUrl });
  const { signal } = new AbortController();
  const plain = createOpenapiFetch<paths>({ baseUrl, headers, bodySerializer: () => body });
  const config = { host: '127.0.0.1', port, protocol: 'http', telemetry: false } as const;
  const onHttp = new Stripe(apiKey, { ...config });
  const onFetch = new Stripe(apiKey, { ...config, httpClient: Stripe.createFetchHttpClient() });
  return {
    'bare fetch': async () => (await fetch(url, { method: 'POST', headers, body })).json(),
    'bare fetch with a time limit': async () => {
      const controller = new AbortController();
      const timer = setTimeout(() => controller.abort(), 80_000);
      const init = { method: 'POST', headers, body, signal: controller.signal };
      const answer = await (await fetch(url, init)).json();
      clearTimeout(timer);
      return answer;
    },
    ours: () => ours.reportPaymentAttempt('pr_123', params),
    'ours, with a signal': () => ours.reportPaymentAttempt('pr_123', params, { signal }),
    'bare openapi-fetch': () =>
      plain.POST(path, { params: { path: { id: 'pr_123' } }, body: params }),
    'stripe on fetch': () => onFetch.paymentRecords.reportPaymentAttempt('pr_123', params),
    'stripe on node:http': () => onHttp.paymentRecords.reportPaymentAttempt('pr_123', params),
  };
}

/** Microseconds for one call. */
async function measure(call: () => Promise<unknown>): Promise<{ cpu: number; wall: number }> {
  const start = performance.now();
  const before = process.cpuUsage();
  for (let i = 0; i < CALLS; i++) await call();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / CALLS, wall: ((performance.now() - start) * 1000) / CALLS };
}

/** Round by round, because the load of the machine changes from one to the next. */
function ratios(values: number[], base: number[]): number[] {
  return values.map((value, round) => value / (base[round] ?? Number.NaN));
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
