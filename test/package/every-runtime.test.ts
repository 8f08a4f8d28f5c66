// The client on the runtimes that the README names, by the binaries that npm has of them: npm run test:environments.
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { NAME, write } from '../support/consumer.js';
import { launchBrowser } from '../support/open-page.js';
import { packed } from '../support/packed.js';
import { mustRun, start } from '../support/program.js';

const RUNTIMES = { bun: '1.4.5', deno: '2.9.6', workerd: '1.20261117.1' };

/** A call that is answered with a record, and one that is refused. */
const CALLS = `
  const stripe = createClient({ apiKey: 'sk_test_1', baseUrl });
  const { data } = await stripe.reportPaymentAttempt(id, { initiated_at: 1747742100 });
  const { error } = await stripe.reportPaymentAttempt(id, { initiated_at: 1, outcome: 'won' });
  const outcome = [data?.object, error?.error.param].join(' ');`;
const OUTCOME = 'payment_record outcome';

const { bare, tarball } = await packed();
const folder = join(bare, '..', 'runtimes');
const bin = (name: string) => join(folder, 'node_modules/.bin', name);
let mock: MockServer;
/** Another origin, on loopback: browsers have `crypto.randomUUID` in secure contexts alone. */
let site: MockServer;
let closedPort: string;

beforeAll(async () => {
  const closed = await startMockServer();
  closedPort = new URL(closed.url).port;
  await closed.close();
  site = await startMockServer();
  mock = await startMockServer({ allowOrigin: site.url });
  await write(folder, {
    'package.json': { type: 'module' },
    'call.js': `import { createClient } from '${NAME}';
      const [baseUrl, id, closedPort] = process.argv.slice(2);
      ${CALLS}
      const closed = createClient({ apiKey: 'sk_test_1', baseUrl: 'http://127.0.0.1:' + closedPort, maxRetries: 0 });
      const failure = await closed.reportPaymentAttempt(id, { initiated_at: 1 }).catch((error) => error);
      console.log([outcome, failure.sent].join(' '));`,
    'worker-source.js': `import { createClient } from '${NAME}';
      export default {
        async fetch(request) {
          const [baseUrl, id] = new URL(request.url).searchParams.getAll('arg');
          ${CALLS}
          return new Response(outcome);
        },
      };`,
    'page-source.js': `import { createClient } from '${NAME}';
      globalThis.call = async (baseUrl, id) => {
        ${CALLS}
        return outcome;
      };`,
    'workerd.capnp': `using Workerd = import "/workerd/workerd.capnp";
      const config :Workerd.Config = (
        services = [
          (name = "main", worker = (
            modules = [(name = "worker.js", esModule = embed "worker.js")],
            compatibilityDate = "2026-01-01",
          )),
          (name = "internet", network = (allow = ["public", "private", "local"])),
        ],
        sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
      );`,
  });
  const runtimes = Object.entries(RUNTIMES).map(([name, version]) => `${name}@${version}`);
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  await mustRun('npm', ['install', ...options, tarball, ...runtimes], { cwd: folder });
  const bundle = { bundle: true, platform: 'neutral', absWorkingDir: folder } as const;
  const formats = { worker: 'esm', page: 'iife' } as const;
  for (const [name, format] of Object.entries(formats)) {
    const entryPoints = [`${name}-source.js`];
    await build({ ...bundle, entryPoints, outfile: `${name}.js`, format });
  }
});
afterAll(() => Promise.all([mock.close(), site.close()]));

test.each([
  ['Node', process.execPath, []],
  ['Bun', bin('bun'), ['run']],
  ['Deno', bin('deno'), ['run', '--allow-net', '--node-modules-dir=manual', '--no-config']],
])(
  'the client makes calls on %s, and knows that nothing was sent where nothing listens',
  async (name, program, args) => {
    const call = ['call.js', mock.url, `pr_${name}`, closedPort];
    const output = await mustRun(program, [...args, ...call], { cwd: folder });
    expect(output).toBe(`${OUTCOME} no\n`);
  },
);

test('the client makes calls on workerd', async () => {
  const worker = start(bin('workerd'), ['serve', 'workerd.capnp', '--control-fd=1'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!worker.stdout) throw new Error('workerd has no output');
  const [line] = await once(createInterface(worker.stdout), 'line');
  const query = new URLSearchParams([
    ['arg', mock.url],
    ['arg', 'pr_workerd'],
  ]);
  const answer = await fetch(`http://127.0.0.1:${JSON.parse(line).port}/?${query}`);
  expect(await answer.text()).toBe(OUTCOME);
});

test('the client makes calls in Chromium, from a page of another origin', async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}/nothing`);
    await page.addScriptTag({ path: join(folder, 'page.js') });
    const call = `call(${JSON.stringify(mock.url)}, 'pr_chromium')`;
    expect(await page.evaluate(call)).toBe(OUTCOME);
  } finally {
    await browser.close();
  }
});
