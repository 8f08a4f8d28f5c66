import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { NAME, ROOT, write } from '../support/consumer.js';
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

const bare = inject('bare');
const withNode = inject('full');

/** What the compiler says to sources in a folder of their own in a consumer. */
async function compile(
  compiler: string,
  consumer: string,
  name: string,
  sources: Record<string, string>,
  options: object,
): Promise<string> {
  const folder = join(consumer, `${name}-${compiler}`);
  await write(folder, {
    ...sources,
    'tsconfig.json': { compilerOptions: { ...OPTIONS, ...options }, files: Object.keys(sources) },
  });
  const tsc = join(ROOT, 'node_modules', compiler, 'bin/tsc');
  const { code, stdout, stderr } = await run(process.execPath, [tsc, '-p', folder], {
    cwd: consumer,
  });
  return code === 0 ? 'no errors' : stdout + stderr;
}

describe.each(COMPILERS)('%s', (compiler) => {
  describe.each(RESOLUTIONS)('by $moduleResolution', (resolution) => {
    const { moduleResolution } = resolution;

    test('takes ./types and ./mock with the language alone', async () => {
      const sources = { 'types.mts': USE_OF_TYPES, 'mock.mts': USE_OF_MOCK };
      const options = { ...resolution, lib: ['es2023'] };
      const name = `language-${moduleResolution}`;
      expect(await compile(compiler, bare, name, sources, options)).toBe('no errors');
    });

    test('takes every entry with the DOM', async () => {
      const sources = {
        'types.mts': USE_OF_TYPES,
        'client.mts': USE_OF_CLIENT,
        'mock.mts': USE_OF_MOCK,
      };
      const options = { ...resolution, lib: ['es2023', 'dom', 'dom.iterable'] };
      const name = `dom-${moduleResolution}`;
      expect(await compile(compiler, bare, name, sources, options)).toBe('no errors');
    });

    test('takes every entry with @types/node', async () => {
      // The older compiler takes 8 s to check the declarations of @types/node.
      const skipLibCheck = compiler === 'typescript';
      const sources = {
        'types.mts': USE_OF_TYPES,
        'client.mts': USE_OF_CLIENT,
        'mock.mts': USE_OF_MOCK,
        ...(moduleResolution === 'nodenext' && { 'require.cts': USE_BY_REQUIRE }),
      };
      const options = { ...resolution, lib: ['es2023'], types: ['node'], skipLibCheck };
      const name = `node-${moduleResolution}`;
      expect(await compile(compiler, withNode, name, sources, options)).toBe('no errors');
    });
  });
});

test('nothing else is installed for that', () => {
  for (const name of ['@stoplight', '@types', 'typescript']) {
    expect(existsSync(join(bare, 'node_modules', name))).toBe(false);
  }
  expect(existsSync(join(bare, 'node_modules/openapi-fetch'))).toBe(true);
});
