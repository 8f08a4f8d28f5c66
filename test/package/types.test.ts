import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NAME, ROOT, write } from '../support/consumer.js';
import { packed } from '../support/packed.js';
import { run } from '../support/program.js';

const COMPILERS = ['typescript', 'typescript-7'];
const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];

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

const OPTIONS = {
  target: 'es2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  // Checks our declarations, and spends no time on TypeScript's own.
  skipLibCheck: false,
  skipDefaultLibCheck: true,
  noEmit: true,
};

const { bare, full } = await packed();
const TYPES_AND_MOCK = { 'types.mts': USE_OF_TYPES, 'mock.mts': USE_OF_MOCK };
const EVERY_ENTRY = { ...TYPES_AND_MOCK, 'client.mts': USE_OF_CLIENT };

const WITH_FETCHES = {
  consumer: full,
  sources: { 'fetch.mts': USE_OF_FETCH },
  types: ['node'],
  skipLibCheck: true,
};

/** What a consumer has beside the package, by name. */
const SETTINGS = {
  'the language alone': { consumer: bare, sources: TYPES_AND_MOCK, lib: ['es2023'] },
  'the DOM': { consumer: bare, sources: EVERY_ENTRY, lib: ['es2023', 'dom', 'dom.iterable'] },
  '@types/node': { consumer: full, sources: EVERY_ENTRY, lib: ['es2023'], types: ['node'] },
  // Here for what it is used with: the declarations of others are not checked.
  'a fetch': { ...WITH_FETCHES, lib: ['es2023'] },
  'a fetch beside the DOM': { ...WITH_FETCHES, lib: ['es2023', 'dom', 'dom.iterable'] },
};

/** Writes a project for each setting and resolution; the compiler reads each library once for all of them. */
async function writeProjects(compiler: string): Promise<string[]> {
  const folders = [];
  for (const [name, { consumer, sources, ...options }] of Object.entries(SETTINGS)) {
    for (const resolution of RESOLUTIONS) {
      const folder = join(
        consumer,
        `${name} ${resolution.module}-${compiler}`.replace(/\W+/g, '-'),
      );
      // The older compiler takes 8 s to check the declarations of @types/node.
      const skipLibCheck = compiler === 'typescript' && 'types' in options;
      const compilerOptions = { ...OPTIONS, ...resolution, skipLibCheck, types: [], ...options };
      const isRequired = name === '@types/node' && resolution.module === 'nodenext';
      const files = { ...sources, ...(isRequired && { 'require.cts': USE_BY_REQUIRE }) };
      const config = { compilerOptions, files: Object.keys(files) };
      await write(folder, { ...files, 'tsconfig.json': config });
      folders.push(folder);
    }
  }
  return folders;
}

test.each(COMPILERS)(
  '%s takes ./types and ./mock with the language alone, and every entry with the DOM or @types/node',
  async (compiler) => {
    const folders = await writeProjects(compiler);
    const tsc = join(ROOT, 'node_modules', compiler, 'bin/tsc');
    const outcome = await run(process.execPath, [tsc, '--build', ...folders], { cwd: bare });
    expect(outcome).toStrictEqual({ code: 0, stdout: '', stderr: '' });
  },
);

/** What a file of CommonJS says: TypeScript's older resolution knows no exports, and node16 no require of ESM. */
const FROM_COMMONJS = {
  node10: {
    module: 'commonjs',
    types: (entry: string) => `'${entry}'`,
    client: `import { createClient } from '${NAME}';`,
  },
  node16: {
    module: 'node16',
    types: (entry: string) => `'${entry}' with { 'resolution-mode': 'import' }`,
    client: `const { createClient } = await import('${NAME}');`,
  },
};

test.each(Object.entries(FROM_COMMONJS))(
  'TypeScript finds every entry from CommonJS with moduleResolution %s',
  async (moduleResolution, { module, types, client }) => {
    const folder = join(bare, moduleResolution);
    const lib = ['es2023', 'dom', 'dom.iterable'];
    const settings = { module, moduleResolution, lib, types: [], skipLibCheck: true };
    const isImport = client.startsWith('import');
    await write(folder, {
      'package.json': { type: 'commonjs' },
      'use.ts': `${isImport ? client : ''}
        import type { Client, PaymentRecord } from ${types(NAME)};
        import type { MockServer } from ${types(`${NAME}/mock`)};
        import type { PaymentRecord as Same } from ${types(`${NAME}/types`)};
        export async function report(mock: MockServer): Promise<Same | undefined> {
          ${isImport ? '' : client}
          const stripe: Client = createClient({ apiKey: 'sk_test_1', baseUrl: mock.url });
          // @ts-expect-error a time is a number
          await stripe.reportPaymentAttempt('pr_1', { initiated_at: '1' });
          const { data } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
          const record: PaymentRecord | undefined = data;
          return record;
        }`,
      'tsconfig.json': { compilerOptions: { ...OPTIONS, ...settings }, files: ['use.ts'] },
    });
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const outcome = await run(process.execPath, [tsc, '-p', folder], { cwd: bare });
    expect(outcome).toStrictEqual({ code: 0, stdout: '', stderr: '' });
  },
);

test('nothing else is installed for that', () => {
  for (const name of ['@stoplight', '@types', 'typescript']) {
    expect(existsSync(join(bare, 'node_modules', name))).toBe(false);
  }
  expect(existsSync(join(bare, 'node_modules/openapi-fetch'))).toBe(true);
});
