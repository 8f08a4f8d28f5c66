import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { API_KEYS } from '../support/api-keys.js';
import { NAME, ROOT, write } from '../support/consumer.js';
import { closeServers, RECORD, serve } from '../support/misbehaving-server.js';
import { packed } from '../support/packed.js';
import { mustRun, run } from '../support/program.js';
import * as reply from '../support/replies.js';

const { bare, full } = await packed();

const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const tested = (name: string): string => `${name}@${devDependencies[name]}`;

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
    const server = await serve(reply.ok);
    await write(bare, { [file]: `${load}\n${CALL}\ncall(client);\n` });
    const { stdout, stderr } = await run(process.execPath, [file, server.url], { cwd: bare });
    const { data, API_VERSION } = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(data).toStrictEqual(RECORD);
    const manifest = await readFile(join(bare, 'node_modules', NAME, 'package.json'), 'utf8');
    expect(server.seen[0]?.headers).toMatchObject({
      'stripe-version': API_VERSION,
      'user-agent': `${NAME}/${JSON.parse(manifest).version}`,
    });
    expect(server.seen[0]?.body).toBe('initiated_at=1');
  });

  test('what was built asks no host but the one of a call, and changes no environment', async () => {
    const server = await serve(reply.ok);
    const code = `
      import { channel } from 'node:diagnostics_channel';
      const asked = [];
      channel('undici:request:create').subscribe(({ request }) => asked.push(request.origin));
      channel('http.client.request.start').subscribe(({ request }) => asked.push(request.host));
      const before = { ...process.env };
      process.on('exit', () => {
        const names = Object.keys({ ...before, ...process.env });
        const changed = names.filter((name) => before[name] !== process.env[name]);
        console.log(JSON.stringify({ asked, changed }));
      });
      const { createClient } = await import('${NAME}');
      const { startMockServer } = await import('${NAME}/mock');
      for (const apiKey of ${JSON.stringify(Object.values(API_KEYS))}) {
        const stripe = createClient({ apiKey, baseUrl: process.argv[2] });
        await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
      }
      await (await startMockServer()).close();`;
    await write(full, { 'built.mjs': code });
    const said = await mustRun(process.execPath, ['built.mjs', server.url], { cwd: full });
    const asked = Object.values(API_KEYS).map(() => server.url);
    expect(JSON.parse(said)).toStrictEqual({ asked, changed: [] });
  });

  test('an import of a type alone, as `verbatimModuleSyntax` leaves it, loads an empty module', async () => {
    await write(bare, {
      'types.mjs': `import {} from '${NAME}/types';
        console.log(Object.keys(await import('${NAME}/types')).length);`,
    });
    expect(await mustRun(process.execPath, ['types.mjs'], { cwd: bare })).toBe('0\n');
  });

  test('the contract and the manifest can be found and read', async () => {
    const code = `
      import { readFileSync } from 'node:fs';
      import contract from '${NAME}/openapi.json' with { type: 'json' };
      import manifest from '${NAME}/package.json' with { type: 'json' };
      const versions = ['openapi.yaml', 'control.yaml'].map((file) => {
        const yaml = readFileSync(new URL(import.meta.resolve('${NAME}/' + file)), 'utf8');
        return yaml.match(/^openapi: (.*)$/m)[1];
      });
      console.log(JSON.stringify([manifest.name, contract.openapi, versions]));
    `;
    await write(bare, { 'read.mjs': code });
    const args = ['--no-warnings', 'read.mjs'];
    const [name, json, yaml] = JSON.parse(await mustRun(process.execPath, args, { cwd: bare }));
    expect(name).toBe(NAME);
    expect(json).toMatch(/^3\.1\./);
    expect(yaml).toStrictEqual([json, json]);
  });
});

describe('./mock', () => {
  test('says in one line what to install where its peer is not', async () => {
    const code = `
      import { startMockServer } from '${NAME}/mock';
      await startMockServer().catch((error) => console.log(error.message));`;
    await write(bare, { 'mock.mjs': code });
    expect(await mustRun(process.execPath, ['mock.mjs'], { cwd: bare })).toBe(
      `The contract server needs Prism: npm install --save-dev ${tested('@stoplight/prism-http')}\n`,
    );
  });

  test('answers where its peer is installed, and serves its reference page by itself', async () => {
    const code = `
      import { createClient } from '${NAME}';
      import { startMockServer } from '${NAME}/mock';
      const mock = await startMockServer({ reference: true });
      const stripe = createClient({ apiKey: 'sk_test_1', baseUrl: mock.url });
      const { data } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
      const { error } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, outcome: 'won' });
      console.log(data.object, error.error.param, mock.requests.length);
      const html = await (await fetch(mock.url)).text();
      const files = html.match(/reference\\/[\\w.-]+/g);
      const answers = await Promise.all(files.map((file) => fetch(mock.url + '/' + file)));
      console.log(files.length, new Set(answers.map(({ status }) => status)));
      await mock.close();`;
    await write(full, { 'mock.mjs': code });
    const said = await mustRun(process.execPath, ['mock.mjs'], { cwd: full });
    expect(said).toBe('payment_record outcome 2\n3 Set(1) { 200 }\n');
  });
});
