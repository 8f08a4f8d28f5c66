import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { createConsumer, mustRun, NAME, run, write } from '../support/consumer.js';
import { closeServers, ok, RECORD, serve } from '../support/misbehaving-server.js';

const bare = inject('consumer');
const withPrism = join(inject('folder'), 'with-prism');

afterEach(closeServers);

const CALL = `
async function call({ createClient, API_VERSION }) {
  const stripe = createClient({ apiKey: 'sk_test_1', baseUrl: process.argv[2] });
  const { data } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
  console.log(JSON.stringify({ data, API_VERSION }));
}
`;

describe(`on Node ${process.version}`, () => {
  test.each([
    ['import', 'call.mjs', `import * as client from '${NAME}';`],
    ['require', 'call.cjs', `const client = require('${NAME}');`],
  ])('the client makes a call after %s', async (_, file, load) => {
    const server = await serve(ok);
    await write(bare, { [file]: `${load}\n${CALL}\ncall(client);\n` });
    const { stdout, stderr } = await run(process.execPath, [file, server.url], bare);
    const { data, API_VERSION } = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(data).toStrictEqual(RECORD);
    expect(server.seen[0]?.headers).toMatchObject({ 'stripe-version': API_VERSION });
    expect(server.seen[0]?.body).toBe('initiated_at=1');
  });

  test('the contract and the manifest can be found and read', async () => {
    const code = `
      import { readFileSync } from 'node:fs';
      import contract from '${NAME}/openapi.json' with { type: 'json' };
      import manifest from '${NAME}/package.json' with { type: 'json' };
      const yaml = readFileSync(new URL(import.meta.resolve('${NAME}/openapi.yaml')), 'utf8');
      console.log(JSON.stringify([manifest.name, contract.openapi, yaml.match(/^openapi: (.*)$/m)[1]]));
    `;
    await write(bare, { 'read.mjs': code });
    const args = ['--no-warnings', 'read.mjs'];
    const [name, json, yaml] = JSON.parse(await mustRun(process.execPath, args, bare));
    expect(name).toBe(NAME);
    expect(json).toMatch(/^3\.1\./);
    expect(yaml).toBe(json);
  });
});

describe('./mock', () => {
  const code = `
    import { createClient } from '${NAME}';
    import { startMockServer } from '${NAME}/mock';
    try {
      const mock = await startMockServer();
      const stripe = createClient({ apiKey: 'sk_test_1', baseUrl: mock.url });
      const { data } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
      const { error } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, outcome: 'won' });
      console.log(data.object, error.error.param, mock.requests.length);
      process.exit();
    } catch (error) {
      console.log(error.message);
    }
  `;

  beforeAll(async () => {
    await write(withPrism, { 'mock.mjs': code });
    await createConsumer(withPrism, {
      source: `file:${inject('tarball')}`,
      others: ['@stoplight/prism-http'],
    });
  });

  test('says in one line what to install where its peer is not', async () => {
    await write(bare, { 'mock.mjs': code });
    expect(await mustRun(process.execPath, ['mock.mjs'], bare)).toBe(
      'The contract server needs Prism: npm install --save-dev @stoplight/prism-http@5.12.0\n',
    );
  });

  test('starts and answers where its peer is installed', async () => {
    expect(await mustRun(process.execPath, ['mock.mjs'], withPrism)).toBe(
      'payment_record outcome 2\n',
    );
  });

  test('serves its reference page where the renderer is installed, and else says what to install', async () => {
    const withPage = join(inject('folder'), 'with-page');
    const page = `
      import { startMockServer } from '${NAME}/mock';
      const mock = await startMockServer({ reference: true }).catch((error) => {
        console.log(error.message);
        process.exit();
      });
      const html = await (await fetch(mock.url)).text();
      const files = html.match(/reference\\/[a-z.-]+/g);
      const answers = await Promise.all(files.map((file) => fetch(mock.url + '/' + file)));
      console.log(files.length, new Set(answers.map(({ status }) => status)));
      await mock.close();
    `;
    await write(withPrism, { 'page.mjs': page });
    await write(withPage, { 'page.mjs': page });
    await createConsumer(withPage, {
      source: `file:${inject('tarball')}`,
      others: ['@stoplight/prism-http', 'swagger-ui-dist'],
    });
    expect(await mustRun(process.execPath, ['page.mjs'], withPrism)).toBe(
      'The reference page needs Swagger UI: npm install --save-dev swagger-ui-dist@5.35.0\n',
    );
    expect(await mustRun(process.execPath, ['page.mjs'], withPage)).toBe('5 Set(1) { 200 }\n');
  });
});
