import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NAME, ROOT, write } from '../support/consumer.js';
import { packed } from '../support/packed.js';
import { run } from '../support/program.js';

/** Uses the types, and expects an error where a type that has become `any` would give none. */
const USE_OF_TYPES = `
import type { PaymentRecord, ReportPaymentAttemptParams, paths } from '${NAME}/types';
export const params: ReportPaymentAttemptParams = { initiated_at: 1, outcome: 'failed' };
// @ts-expect-error a time is a number
export const wrong: ReportPaymentAttemptParams = { initiated_at: '1' };
export const value = (record: PaymentRecord): number => record.amount_failed.value;
export const path: keyof paths = '/v1/payment_records/{id}/report_payment_attempt';
`;
const USE_OF_CLIENT = `
import { createClient, encodeForm, type PaymentRecord } from '${NAME}';
export const stripe = createClient({ apiKey: 'sk_test_1', maxRetries: 1 });
export async function report(): Promise<PaymentRecord> {
  const { data, error } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
  if (error) throw new Error(error.error.message);
  return data;
}
// @ts-expect-error an option that does not exist
createClient({ apiKey: 'sk_test_1', retries: 1 });
export const form: string = encodeForm({ initiated_at: 1 });
`;
const USE_OF_FETCH = `
import nodeFetch from 'node-fetch';
import { Agent, fetch as undici7 } from 'undici';
import { Agent as Agent6, fetch as undici6 } from 'undici-6';
import { createClient, type Fetch } from '${NAME}';
const dispatcher = new Agent();
const dispatcher6 = new Agent6();
export const fetches: Fetch[] = [
  fetch,
  undici7,
  undici6,
  nodeFetch,
  (url, init) => undici7(url, { ...init, dispatcher }),
  (url, init) => undici6(url, { ...init, dispatcher: dispatcher6 }),
  (url, init) => fetch(url, { ...init, headers: { ...init.headers, 'X-A': '1' } }),
  async (url: string, init: RequestInit): Promise<Response> => fetch(url, init),
];
export const clients = fetches.map((each) => createClient({ apiKey: 'sk_test_1', fetch: each }));
// @ts-expect-error what it gives is no Response
createClient({ apiKey: 'sk_test_1', fetch: async () => ({ ok: true }) });
`;
const USE_OF_MOCK = `
import { type MockServer, startMockServer } from '${NAME}/mock';
export const mock: MockServer = await startMockServer({ port: 0 });
// @ts-expect-error the URL is a string
export const url: number = mock.url;
`;
const USE_BY_REQUIRE = `
import client = require('${NAME}');
export const stripe: client.Client = client.createClient({ apiKey: 'sk_test_1' });
// @ts-expect-error the version is a string
export const version: number = client.API_VERSION;
`;
const useFromCommonJs = (attributes: string, head: string, inner: string): string => `
${head}
import type { Client, PaymentRecord } from '${NAME}' ${attributes};
import type { MockServer } from '${NAME}/mock' ${attributes};
import type { PaymentRecord as Same } from '${NAME}/types' ${attributes};
export async function report(mock: MockServer): Promise<Same | undefined> {
  ${inner}
  const stripe: Client = createClient({ apiKey: 'sk_test_1', baseUrl: mock.url });
  // @ts-expect-error a time is a number
  await stripe.reportPaymentAttempt('pr_1', { initiated_at: '1' });
  const { data } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
  const record: PaymentRecord | undefined = data;
  return record;
}
`;
/** TypeScript's older resolution knows no exports, and node16 no require of ESM. */
const FROM_NODE10 = useFromCommonJs('', `import { createClient } from '${NAME}';`, '');
const FROM_NODE16 = useFromCommonJs(
  "with { 'resolution-mode': 'import' }",
  '',
  `const { createClient } = await import('${NAME}');`,
);

const OPTIONS = {
  target: 'es2023',
  lib: ['es2023'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  // Checks our declarations, and spends no time on TypeScript's own.
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
};
const NODE = { module: 'nodenext', moduleResolution: 'nodenext' };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler' };
const NODE10 = { module: 'commonjs', moduleResolution: 'node10', skipLibCheck: true };
const NODE16 = { module: 'node16', moduleResolution: 'node16', skipLibCheck: true };
const WITH_DOM = { lib: ['es2023', 'dom', 'dom.iterable'] };
const WITH_NODE = { types: ['node'] };
// Here for what it is used with: the declarations of others are not checked.
const WITH_OTHERS = { types: ['node'], skipLibCheck: true };

const { bare, full } = await packed();
const TYPES_AND_MOCK = { 'types.mts': USE_OF_TYPES, 'mock.mts': USE_OF_MOCK };
const EVERY_ENTRY = { ...TYPES_AND_MOCK, 'client.mts': USE_OF_CLIENT };
const BY_REQUIRE = { 'require.cts': USE_BY_REQUIRE };
const FETCH = { 'fetch.mts': USE_OF_FETCH };

/** A project that uses the package: where it is installed, the files, and the options. */
type Project = [consumer: string, files: Record<string, string>, ...options: object[]];

/** Has a compiler check projects in one run, which reads each library once. */
async function expectAccepted(compiler: string, projects: Project[]): Promise<void> {
  const folders: string[] = [];
  for (const [consumer, files, ...options] of projects) {
    const folder = join(consumer, `${compiler}-${folders.length}`);
    const compilerOptions = Object.assign({}, OPTIONS, ...options);
    await write(folder, {
      ...files,
      'tsconfig.json': { compilerOptions, files: Object.keys(files) },
    });
    folders.push(folder);
  }
  const tsc = join(ROOT, 'node_modules', compiler, 'bin/tsc');
  const outcome = await run(process.execPath, [tsc, '--build', ...folders], { cwd: bare });
  expect(outcome).toStrictEqual({ code: 0, stdout: '', stderr: '' });
}

test('typescript-7 takes ./types and ./mock with the language alone, and every entry with the DOM or @types/node', () =>
  expectAccepted('typescript-7', [
    [full, BY_REQUIRE, NODE, WITH_NODE],
    ...[NODE, BUNDLER].flatMap((resolution): Project[] => [
      [bare, TYPES_AND_MOCK, resolution],
      [bare, EVERY_ENTRY, resolution, WITH_DOM],
      [full, EVERY_ENTRY, resolution, WITH_NODE],
      [full, FETCH, resolution, WITH_OTHERS],
      [full, FETCH, resolution, WITH_OTHERS, WITH_DOM],
    ]),
  ]));

test('typescript takes them too, and finds every entry from CommonJS with the older resolutions', () =>
  expectAccepted('typescript', [
    // It takes three times as long, so each setting has one resolution here, and each entry both.
    [bare, TYPES_AND_MOCK, NODE],
    [bare, EVERY_ENTRY, BUNDLER, WITH_DOM],
    // It takes 8 s to check the declarations of @types/node.
    [full, { ...EVERY_ENTRY, ...BY_REQUIRE }, NODE, WITH_OTHERS],
    [full, FETCH, BUNDLER, WITH_OTHERS],
    [full, FETCH, NODE, WITH_OTHERS, WITH_DOM],
    [bare, { 'use.cts': FROM_NODE10 }, NODE10, WITH_DOM],
    [bare, { 'use.cts': FROM_NODE16 }, NODE16, WITH_DOM],
  ]));

test('nothing else is installed for that', () => {
  for (const name of ['@stoplight', '@types', 'typescript']) {
    expect(existsSync(join(bare, 'node_modules', name))).toBe(false);
  }
  expect(existsSync(join(bare, 'node_modules/openapi-fetch'))).toBe(true);
});
