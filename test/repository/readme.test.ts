import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { ROOT } from '../support/consumer.js';
import { type Outcome, run as runProgram } from '../support/program.js';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const examples = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);

let folder: string;
let mock: MockServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'readme-'));
  mock = await startMockServer();
});
afterAll(() => mock.close());

/** Runs an example as it stands, with the contract server in the place of Stripe. */
async function run(code: string): Promise<Outcome> {
  const source = (path: string) =>
    JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
  const file = join(folder, 'example.mts');
  await writeFile(
    file,
    `globalThis.fetch = ((send) => (url, init) =>
       send(String(url).replace('https://api.stripe.com', '${mock.url}'), init))(globalThis.fetch);
     ${code
       .replaceAll("'stripe-payment-attempt'", source('index.ts'))
       .replaceAll("'stripe-payment-attempt/mock'", source('mock/index.ts'))}`,
  );
  const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_test_123' };
  return runProgram(process.execPath, ['--import', import.meta.resolve('tsx'), file], { env });
}

const outputs = [
  /^pr_123 1990 [\w-]+\n$/,
  /^$/,
  /^\{ initiated_at: 1747742100 \}\nA new payment attempt can only be specified if .*\n2\n$/,
];

test.each(outputs.map((output, index) => ({ output, number: index + 1 })))(
  'example $number of the README prints what it says',
  async ({ output, number }) => {
    const { stdout, stderr } = await run(examples[number - 1] ?? '');
    expect(stderr).toBe('');
    expect(stdout).toMatch(output);
  },
);

test('no example of the README goes untested', () => {
  expect(examples).toHaveLength(outputs.length);
});

test('the README tells which version of each peer to install', async () => {
  const { peerDependencies, devDependencies } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  );
  for (const name of Object.keys(peerDependencies)) {
    expect(readme).toContain(`npm install --save-dev ${name}@${devDependencies[name]}`);
  }
});
