// Run with `npx tsx test/bench/contract-server.ts`: the contract server beside stock Prism, and
// with more and more operations.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { buildSync } from 'esbuild';
import { encodeForm } from '../../src/index.js';
import { contract, FORM, fixture, operationsOf } from '../support/contract.js';
import { startStockPrism } from '../support/stock-prism.js';

const ROUNDS = 7;
const REQUESTS = 2_000;
const ENDURANCE = 100_000;
const AT_A_TIME = 16;
const params = {
  initiated_at: 1_764_000_000,
  outcome: 'failed',
  failed: { failed_at: 1_764_000_100 },
  description: 'Order 6735, second try',
  metadata: { order_id: '6735', shop: 'berlin' },
};

interface Server {
  url: string;
  pid: number;
  close(): Promise<void>;
}
interface Contender {
  start(): Promise<Server>;
  type: string;
  body: string;
}

/** Stock Prism cannot read Stripe's forms, so that it gets the same as JSON. */
const marked = JSON.parse(JSON.stringify(contract).replaceAll(FORM, 'application/json'));
const stock: Contender = {
  start: () => startStockPrism(marked),
  type: 'application/json',
  body: JSON.stringify(params),
};

/** The contract server in a process of its own, bundled as the package is, where Prism is found. */
const entry = new URL('../../dist/bench-contract-server.js', import.meta.url).pathname;
buildSync({
  stdin: {
    contents: `import { startContractServer } from './src/mock/start-mock-server.ts';
      process.on('disconnect', () => process.exit());
      process.on('message', async (document) => {
        const { url } = await startContractServer(document);
        process.send(url);
      });`,
    resolveDir: '.',
  },
  outfile: entry,
  bundle: true,
  packages: 'external',
  format: 'esm',
  target: 'es2023',
});
process.once('exit', () => rmSync(entry));

const serving = (document: object): Contender => ({
  async start() {
    const child = fork(entry, { execArgv: [] });
    child.send(document);
    const [url] = await once(child, 'message');
    return { url, pid: child.pid ?? 0, close: async () => child.disconnect() };
  },
  type: FORM,
  body: encodeForm(params),
});

/** The fixture contract, with each path and what it takes as often as that. */
function multiplied(times: number): object {
  const copies = Object.entries(fixture.paths).flatMap(([path, item]) =>
    Array.from({ length: times }, (_, index) => {
      const suffix = index === 0 ? '' : `_${index}`;
      const text = JSON.stringify(item).replaceAll(/"operationId":"\w+/g, `$&${suffix}`);
      return [path + suffix, JSON.parse(text)];
    }),
  );
  return { ...fixture, paths: Object.fromEntries(copies) };
}

let serial = 0;

/** Sends reports, each on a record of its own; resolves with the requests per second. */
async function load({ url, type, body }: Server & Contender, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  const send = () =>
    new Promise<void>((resolve, reject) => {
      const name = serial++;
      const headers = {
        Authorization: 'Bearer sk_test_bench',
        'Content-Type': type,
        'Content-Length': Buffer.byteLength(body),
        'Idempotency-Key': `report-${name}`,
      };
      const target = `${url}/v1/payment_records/pr_${name}/report_payment_attempt`;
      request(target, { agent, method: 'POST', headers }, (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`HTTP ${answer.statusCode}`));
        answer.resume().on('end', resolve);
      })
        .on('error', reject)
        .end(body);
    });
  let left = count;
  const work = async () => {
    while (left-- > 0) await send();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  agent.destroy();
  return (count / (performance.now() - start)) * 1000;
}

/** MB that a process holds. */
function memoryOf(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', `${pid}`])) / 1024);
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
/** Round by round, because the load of the machine changes from one to the next. */
const ratio = (values: number[], base: number[] = []): string =>
  median(values.map((value, round) => value / (base[round] ?? Number.NaN))).toFixed(2);

/** Prints start, requests a second and memory of each contender; `×` compares with the first one. */
async function compare(contenders: { [name: string]: Contender }): Promise<void> {
  const results = Object.entries(contenders).map(([name, contender]) => {
    return { name, contender, starts: [] as number[], rates: [] as number[] };
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const { contender, starts } of results) {
      const begin = performance.now();
      const server = await contender.start();
      starts.push(performance.now() - begin);
      await server.close();
    }
  }
  const servers = await Promise.all(
    results.map(async ({ contender, ...result }) => {
      const server = { ...contender, ...(await contender.start()) };
      return { ...result, server, idle: memoryOf(server.pid) };
    }),
  );
  // The first round is not counted.
  for (let round = -1; round < ROUNDS; round++) {
    for (const { server, rates } of servers) {
      const rate = await load(server, REQUESTS);
      if (round >= 0) rates.push(rate);
    }
  }
  const rows = servers.map(({ name, starts, rates, idle, server }) => ({
    server: name,
    'start ms': Math.round(median(starts)),
    'start ×': ratio(starts, servers[0]?.starts),
    'requests/s': Math.round(median(rates)),
    'requests/s ×': ratio(rates, servers[0]?.rates),
    'MB at the start': idle,
    [`MB after ${(ROUNDS + 1) * REQUESTS} requests`]: memoryOf(server.pid),
  }));
  console.table(rows);
  await Promise.all(servers.map(({ server }) => server.close()));
}

await compare({ 'stock Prism': stock, 'contract server': serving(contract) });
const operations = operationsOf(fixture).length;
const grown = [1, 10, 50].map((times) => [
  `${times * operations} operations`,
  serving(multiplied(times)),
]);
await compare({ '1 operation': serving(contract), ...Object.fromEntries(grown) });

const enduring = { ...serving(contract), ...(await serving(contract).start()) };
for (let sent = ENDURANCE / 10; sent <= ENDURANCE; sent += ENDURANCE / 10) {
  await load(enduring, ENDURANCE / 10);
  console.log(`${memoryOf(enduring.pid)} MB after ${sent} requests`);
}
await enduring.close();
