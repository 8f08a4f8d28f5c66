import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { ROOT } from '../support/consumer.js';
import { type Outcome, run as runProgram } from '../support/program.js';
import { blocks, interceptors, readme, recipe } from '../support/readme.js';

// The others run in test/package/recipes.test.ts and test/mock/interceptors.test.ts.
const elsewhere = [recipe, ...interceptors.values()];
const examples = blocks('ts').filter((code) => !elsewhere.includes(code));

let folder: string;
let mock: MockServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readme-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  mock = await startMockServer();
});
afterAll(() => mock.close());

const source = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

/** Runs code as it stands, but for the package's name. */
async function run(code: string): Promise<Outcome> {
  const file = join(folder, 'example.mts');
  await writeFile(
    file,
    code
      .replaceAll("'stripe-payment-attempt'", source('index.ts'))
      .replaceAll("'stripe-payment-attempt/mock'", source('mock/index.ts')),
  );
  const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_test_123' };
  return runProgram(process.execPath, ['--import', import.meta.resolve('tsx'), file], { env });
}

/** Sends what is for Stripe to the contract server of this test. */
const withoutStripe = (code: string) => `
  globalThis.fetch = ((send) => (url, init) =>
    send(String(url).replace('https://api.stripe.com', '${mock.url}'), init))(globalThis.fetch);
  ${code}`;

/** Each example with what it prints. */
const OUTPUTS: [about: string, output: RegExp, around: (code: string) => string][] = [
  ['a report', /^pr_123 1990 [\w-]+\n$/, withoutStripe],
  ['errors', /^$/, withoutStripe],
  [
    'the contract server',
    /^\{ initiated_at: 1747742100 \}\nA new payment attempt can only be specified if .*\n2\n$/,
    (code) => code,
  ],
];

test.each(OUTPUTS.map((row, index) => [...row, index] as const))(
  'the example of %s in the README prints what it says',
  async (_, output, around, index) => {
    const { stdout, stderr } = await run(around(examples[index] ?? ''));
    expect(stderr).toBe('');
    expect(stdout).toMatch(output);
  },
);

test('the official SDK reports to a server that listens by the line of the README', async () => {
  const [, line = ''] = /`(new Stripe\(.*?\))`\./.exec(readme) ?? [];
  const { stdout, stderr } = await run(`
    import Stripe from 'stripe';
    import { startMockServer } from 'stripe-payment-attempt/mock';
    const mock = await startMockServer();
    const { paymentRecords } = ${line};
    const { id } = await paymentRecords.reportPaymentAttempt('pr_1', { initiated_at: 1747742100 });
    console.log(id);
    await mock.close();`);
  expect([stdout, stderr]).toStrictEqual(['pr_1\n', '']);
});

test('no example of the README goes untested', () => {
  expect(examples).toHaveLength(OUTPUTS.length);
});

test('the README tells which version of each peer to install', async () => {
  const { peerDependencies, devDependencies } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  );
  for (const name of Object.keys(peerDependencies)) {
    expect(readme).toContain(`npm install --save-dev ${name}@${devDependencies[name]}`);
  }
});
