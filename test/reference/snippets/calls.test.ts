import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { encodeForm } from '../../../src/index.js';
import type { PageRequest } from '../../../src/reference/snippets/page-request.js';
import { stripeSdkCall } from '../../../src/reference/snippets/stripe-sdk-call.js';
import { typescriptCall } from '../../../src/reference/snippets/typescript-call.js';
import { requestExamples } from '../../support/contract.js';
import { serve } from '../../support/contract-server.js';
import { run } from '../../support/program.js';
import { awkwardRequest } from './awkward-request.js';

const mock = await serve();
const folder = await mkdtemp(join(tmpdir(), 'calls-'));
const request = awkwardRequest(mock.url);
const root = fileURLToPath(new URL('../../..', import.meta.url));
// So that the packages of this one are found from there.
await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
const source = new URL('../../../src/index.ts', import.meta.url).href;
const { operationId: _, ...rest } = request;
/** The same by a name that no snippet knows. */
const other: PageRequest = { ...rest, operationId: 'Other' };
const withHeader: PageRequest = { ...request, headers: { ...request.headers, 'X-A': 'b' } };

const CALLS: [what: string, code: string, request: PageRequest][] = [
  ['this package', typescriptCall(request), request],
  ["this package's POST", typescriptCall(other), other],
  ['this package, with a header', typescriptCall(withHeader), withHeader],
  ['the official SDK', stripeSdkCall(request), request],
  ["the official SDK's rawRequest", stripeSdkCall(other), other],
  ['the official SDK, with a header', stripeSdkCall(withHeader), withHeader],
];

/** Runs a snippet from a file beside this one's packages. */
async function carryOut(code: string): Promise<void> {
  const file = join(folder, 'call.mts');
  const local = code.replace('"stripe-payment-attempt"', JSON.stringify(source));
  await writeFile(file, local);
  const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_test_123' };
  const { stdout, stderr } = await run(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), file],
    { env },
  );
  expect(stderr).toBe('');
  expect(stdout).toContain('payment_record');
}

describe('what is written for', () => {
  test.each(CALLS)('%s sends the request', async (what, code, { body, headers }) => {
    await carryOut(code);
    const sent = mock.requests.at(-1);
    expect(sent).toMatchObject({
      path: expect.stringMatching(/\/pr_('|%27)1\/report_payment_attempt$/),
      rawBody: encodeForm(body ?? {}),
      status: 200,
      headers: {
        authorization: 'Bearer sk_test_123',
        'idempotency-key': request.headers['Idempotency-Key'],
        'stripe-account': 'acct_1',
      },
    });
    expect([what, sent?.headers['x-a']]).toStrictEqual([what, headers['X-A']]);
  });

  test('each of them compiles in strict mode, as for the request examples', async () => {
    const examples = requestExamples.flatMap(([, { value }]) => {
      const of = { ...request, body: JSON.parse(JSON.stringify(value)) };
      return [typescriptCall(of), stripeSdkCall(of)];
    });
    const all = [...CALLS.map(([, code]) => code), ...examples];
    for (const [index, code] of all.entries()) {
      await writeFile(join(folder, `compiled-${index}.mts`), code);
    }
    const compilerOptions = {
      ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true },
      ...{ target: 'es2023', module: 'nodenext', types: ['node'] },
      paths: { 'stripe-payment-attempt': [join(root, 'src/index.ts')] },
    };
    const config = { compilerOptions, include: ['compiled-*.mts'] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript-7/bin/tsc');
    const { code, stdout } = await run(process.execPath, [tsc, '-p', folder]);
    expect([code, stdout]).toStrictEqual([0, '']);
  });
});

test('a key that names the prototype stays a key', () => {
  const body = JSON.parse('{"metadata":{"__proto__":"x"}}');
  for (const code of [typescriptCall({ ...request, body }), stripeSdkCall({ ...request, body })]) {
    expect(code).toContain('["__proto__"]: "x"');
  }
});

test('what is usual is left out', () => {
  const usual = { ...request, server: 'https://api.stripe.com', headers: {} };
  expect(
    typescriptCall({ ...usual, body: { initiated_at: 1 } }),
  ).toBe(`import { createClient } from "stripe-payment-attempt";

const stripe = createClient({
  apiKey: process.env.STRIPE_SECRET_KEY ?? "",
});

const { data, error } = await stripe.reportPaymentAttempt(
  "pr_'1",
  {
    initiated_at: 1
  },
);
console.log(data ?? error);
`);
  const read = { ...usual, operationId: 'Get', method: 'GET', path: '/v1/things', pathParams: {} };
  const get = { ...read, query: { limit: 3 }, body: undefined };
  expect(typescriptCall(get)).toContain(`stripe.GET(
  "/v1/things",
  {
    params: {
      query: {
        limit: 3
      }
    }
  },
);`);
  expect(stripeSdkCall(get)).toContain(`stripe.rawRequest(
  "GET",
  "/v1/things",
  {
    limit: 3
  },
);`);
});
