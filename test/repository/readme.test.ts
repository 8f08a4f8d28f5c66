import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { ROOT } from '../support/consumer.js';
import { run } from '../support/program.js';
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

/** Code as it stands, but for the package's name. */
const fromSource = (code: string): string =>
  code
    .replaceAll("'stripe-payment-attempt'", source('index.ts'))
    .replaceAll("'stripe-payment-attempt/mock'", source('mock/index.ts'));

/** Sends what is for Stripe to the contract server of this test. */
const withoutStripe = (code: string) => `
  globalThis.fetch = ((send) => (url, init) =>
    send(String(url).replace('https://api.stripe.com', '${mock.url}'), init))(globalThis.fetch);
  ${code}`;

/** Reports with the official SDK, as the README makes it. */
const withSdk = () => `
  import Stripe from 'stripe';
  import { startMockServer } from 'stripe-payment-attempt/mock';
  const mock = await startMockServer();
  const { paymentRecords } = ${/`(new Stripe\(.*?\))`\./.exec(readme)?.[1]};
  const { id } = await paymentRecords.reportPaymentAttempt('pr_1', { initiated_at: 1747742100 });
  console.log(id);
  await mock.close();`;

/** Each example with what it prints. */
const OUTPUTS: [about: string, output: RegExp, around: (code: string) => string][] = [
  ['a report', /^pr_123 1990 [\w-]+\n$/, withoutStripe],
  ['errors', /^$/, withoutStripe],
  [
    'the contract server',
    /^\{ initiated_at: 1747742100 \}\nA new payment attempt can only be specified if .*\n2\n$/,
    (code) => code,
  ],
  ['the line for the official SDK', /^pr_1\n$/, withSdk],
];

test('each example of the README prints what it says', async () => {
  const END = 'the end of an example\n';
  const files = OUTPUTS.map(async ([, , around], index) => {
    await writeFile(join(folder, `${index}.mts`), fromSource(around(examples[index] ?? '')));
    return `await import('./${index}.mts');\nprocess.stdout.write(${JSON.stringify(END)});\n`;
  });
  const file = join(folder, 'all.mts');
  await writeFile(file, (await Promise.all(files)).join(''));
  const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_test_123' };
  const command = ['--import', import.meta.resolve('tsx'), file];
  const { stdout, stderr } = await run(process.execPath, command, { env });
  const outputs = stdout.split(END);
  expect([outputs.length, stderr]).toEqual([OUTPUTS.length + 1, '']);
  for (const [index, [about, output]] of OUTPUTS.entries()) {
    expect(outputs[index], about).toMatch(output);
  }
});

test('no example of the README goes untested', () => {
  expect(examples).toHaveLength(OUTPUTS.length - 1);
});

test('the README tells which version of each peer to install', async () => {
  const { peerDependencies, devDependencies } = JSON.parse(
    await readFile(join(ROOT, 'package.json'), 'utf8'),
  );
  for (const name of Object.keys(peerDependencies)) {
    expect(readme).toContain(`npm install --save-dev ${name}@${devDependencies[name]}`);
  }
});
