// Run with `npx tsx test/bench/contract-server.ts` after a build: the contract server beside stock Prism.
import { execFileSync, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { formatTable } from '../../scripts/format-table.js';
import { encodeForm } from '../../src/index.js';
import { contract } from '../support/contract.js';
import { listening, startStockPrism } from '../support/stock-prism.js';

const STARTS = 7;
const ROUNDS = 7;
const REQUESTS = 2_000;
const ENDURANCE = 100_000;
const AT_A_TIME = 16;
const FORM = 'application/x-www-form-urlencoded';

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
const ours: Contender = { start: startOurs, type: FORM, body: encodeForm(params) };
const contenders = [stock, ours];

/** As it is published, in a process of its own. */
async function startOurs(): Promise<Server> {
  const entry = new URL('../../dist/mock/index.js', import.meta.url);
  const code = `const { startMockServer } = await import('${entry}');
    console.log('listening on ' + (await startMockServer()).url);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code]);
  const { url, pid } = await listening(child);
  return {
    url,
    pid,
    close: async () => {
      child.kill('SIGKILL');
    },
  };
}

let serial = 0;

/** Sends reports, each on a record of its own; resolves with the requests per second. */
async function load({ url, type, body }: Server & Contender, count: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  const { hostname, port } = new URL(url);
  const send = () =>
    new Promise<void>((resolve, reject) => {
      const name = serial++;
      const headers = {
        Authorization: 'Bearer sk_test_bench',
        'Content-Type': type,
        'Content-Length': Buffer.byteLength(body),
        'Idempotency-Key': `report-${name}`,
      };
      const path = `/v1/payment_records/pr_${name}/report_payment_attempt`;
      request({ agent, hostname, port, path, method: 'POST', headers }, (answer) => {
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
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', `${pid}`])) / 1024;
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
/** Round by round, because the load of the machine changes from one to the next. */
const ratio = (values: number[], base: number[]): string =>
  median(values.map((value, round) => value / (base[round] ?? Number.NaN))).toFixed(2);
const row = (name: string, [base = [], own = []]: number[][], unit: string): string[] => [
  name,
  `${Math.round(median(base))} ${unit}`,
  `${Math.round(median(own))} ${unit}`,
  ratio(own, base),
];

const starts: number[][] = [[], []];
for (let round = 0; round < STARTS; round++) {
  console.error(`start ${round + 1} of ${STARTS}`);
  for (const [index, contender] of contenders.entries()) {
    const begin = performance.now();
    const server = await contender.start();
    starts[index]?.push(performance.now() - begin);
    await server.close();
  }
}

const servers = await Promise.all(
  contenders.map(async (contender) => ({ ...contender, ...(await contender.start()) })),
);
const idle = servers.map(({ pid }) => [memoryOf(pid)]);
const rates: number[][] = [[], []];
for (let round = -1; round < ROUNDS; round++) {
  console.error(`round ${round + 1} of ${ROUNDS}`);
  for (const [index, server] of servers.entries()) {
    const rate = await load(server, REQUESTS);
    if (round >= 0) rates[index]?.push(rate);
  }
}
const loaded = servers.map(({ pid }) => [memoryOf(pid)]);
console.log(
  formatTable([
    ['', 'stock Prism', 'contract server', '×'],
    row('start', starts, 'ms'),
    row('requests a second', rates, '/s'),
    row('memory at the start', idle, 'MB'),
    row(`memory after ${(ROUNDS + 1) * REQUESTS} requests`, loaded, 'MB'),
  ]),
);
await Promise.all(servers.map(({ close }) => close()));

const enduring = { ...ours, ...(await ours.start()) };
const memory: string[][] = [['requests'], ['contract server, MB']];
for (let sent = 0; sent < ENDURANCE; sent += ENDURANCE / 10) {
  console.error(`${sent} of ${ENDURANCE} requests`);
  await load(enduring, ENDURANCE / 10);
  memory[0]?.push(`${sent + ENDURANCE / 10}`);
  memory[1]?.push(memoryOf(enduring.pid).toFixed(0));
}
console.log(`\n${formatTable(memory)}`);
await enduring.close();
