import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { derive } from '../../scripts/gen/derive.js';
import { ROOT, write } from '../support/consumer.js';
import { fixture } from '../support/contract.js';
import { THINGS } from '../support/entry-for.js';
import { type Outcome, run } from '../support/program.js';

/** Has calls compiled, and the client behind them, with another contract in the place of generated/. */
async function compile(contract: object, calls: string): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'other-types-'));
  for (const name of ['src', 'tsconfig.json', 'package.json']) {
    await cp(join(ROOT, name), join(folder, name), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await write(join(folder, 'generated'), Object.fromEntries(await derive(contract)));
  await write(join(folder, 'src'), {
    'calls.ts': calls,
    'calls.json': { extends: './tsconfig.json', include: [], files: ['calls.ts'] },
  });
  const tsc = join(ROOT, 'node_modules/typescript-7/bin/tsc');
  return run(process.execPath, [tsc, '-p', 'src/calls.json', '--noEmit'], { cwd: folder });
}
const ACCEPTED = { code: 0, stdout: '', stderr: '' };

const CALLS = `
import { type Kinds, type KindsList, createClient, type PaymentRecord, type StripeErrorBody } from './index.js';

const { GET, POST, DELETE, reportPaymentAttempt } = createClient({ apiKey: 'sk_test_1' });
export const guaranteed = '/v1/payment_records/{id}/report_payment_attempt_guaranteed';
const path = { id: 'pr_1' };

export async function read(): Promise<KindsList | StripeErrorBody> {
  const created = { gte: 1747742100, lt: undefined };
  const { data, error, idempotencyKey } = await GET('/v1/kinds', {
    params: { query: { limit: undefined, live: true, ratio: 0.5, created, labels: ['a'] } },
  });
  // @ts-expect-error only a POST is sure to have a key
  const key: string = idempotencyKey;
  return error ?? data ?? key;
}
export async function create(): Promise<Kinds | undefined> {
  const object = { inner: { deep: { flag: true, at: undefined } } };
  const body = { text: 'a', boolean: undefined, objects: [{ name: 'a', tags: undefined }], object };
  const { data, idempotencyKey } = await POST('/v1/kinds', { body, timeout: undefined, params: undefined });
  const key: string = idempotencyKey;
  return key ? data : undefined;
}
export async function others(): Promise<PaymentRecord | undefined> {
  await GET('/v1/kinds');
  await GET('/v1/kinds', { signal: undefined, params: { query: undefined } });
  await POST(guaranteed, { params: { path }, body: { guaranteed_at: 1, expand: undefined } });
  await reportPaymentAttempt('pr_1', { initiated_at: 1, description: undefined });
  const { data } = await GET('/v1/payment_records/{id}', { params: { path } });
  const status = data?.reported_by;
  // @ts-expect-error an open enum, but still of text
  return status === 7 ? undefined : data;
}
export function wrong(): void {
  // @ts-expect-error no DELETE in the contract
  DELETE('/v1/kinds');
  // @ts-expect-error no GET on this path
  GET(guaranteed, { params: { path } });
  // @ts-expect-error the path needs its ID
  GET('/v1/payment_records/{id}');
  // @ts-expect-error a limit is a number
  GET('/v1/kinds', { params: { query: { limit: '3' } } });
  // @ts-expect-error no such parameter of the query
  GET('/v1/kinds', { params: { query: { page: 3 } } });
  // @ts-expect-error no such bound
  GET('/v1/kinds', { params: { query: { created: { after: 3 } } } });
  // @ts-expect-error a GET has no body
  GET('/v1/kinds', { body: { text: 'a' } });
  // @ts-expect-error the form is required
  POST('/v1/kinds', {});
  // @ts-expect-error no such field
  POST('/v1/kinds', { body: { text: 'a', txt: 'a' } });
  // @ts-expect-error no such field inside
  POST('/v1/kinds', { body: { text: 'a', object: { inner: { dep: {} } } } });
  // @ts-expect-error no such field in an item
  POST('/v1/kinds', { body: { text: 'a', objects: [{ name: 'a', nme: 'b' }] } });
  // @ts-expect-error not one of the integers
  POST('/v1/kinds', { body: { text: 'a', integer_enum: 99 } });
  // @ts-expect-error the client decides how an answer is read
  POST('/v1/kinds', { body: { text: 'a' }, parseAs: 'text' });
}
`;

test('calls of another contract are typed by path, and the client compiles beside them', async () => {
  expect(await compile(fixture, CALLS)).toStrictEqual(ACCEPTED);
});

test('a contract without payment records has no call of its own', async () => {
  const calls = `
import { createClient } from './index.js';
const stripe = createClient({ apiKey: 'sk_test_1' });
export const gone: Promise<{ data?: undefined; response: Response }> = stripe.DELETE('/v1/things/{id}', {
  params: { path: { id: '7' } },
});
// @ts-expect-error there is no such operation
export const own: unknown = stripe.reportPaymentAttempt;
`;
  expect(await compile(THINGS, calls)).toStrictEqual(ACCEPTED);
});
