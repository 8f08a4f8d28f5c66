import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { derive } from '../../scripts/gen/derive.js';
import { THINGS } from '../support/entry-for.js';

const ROOT = join(import.meta.dirname, '../..');

/** What the compiler says of src/ and of calls with another contract in the place of generated/. */
async function complaintsOf(contract: object, calls: string): Promise<string[]> {
  const files = new Map([[join(ROOT, 'src/calls.ts'), calls]]);
  for (const [name, text] of await derive(contract)) files.set(join(ROOT, 'generated', name), text);
  const read = (path: string) => files.get(path) ?? ts.sys.readFile(path);
  const { config } = ts.readConfigFile(join(ROOT, 'src/tsconfig.json'), read);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(ROOT, 'src'));
  const host = { ...ts.createCompilerHost(options), readFile: read };
  host.fileExists = (path) => files.has(path) || ts.sys.fileExists(path);
  host.getSourceFile = (path, target) => {
    const text = read(path);
    return text === undefined ? undefined : ts.createSourceFile(path, text, target);
  };
  const program = ts.createProgram(
    [...files.keys()].filter((path) => /ts$/.test(path)),
    options,
    host,
  );
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

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

test('calls of another contract are typed by path, and src/ compiles beside them', async () => {
  const fixture = parse(await readFile(join(ROOT, 'test/fixtures/contract.yaml'), 'utf8'));
  expect(await complaintsOf(fixture, CALLS)).toEqual([]);
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
  expect(await complaintsOf(THINGS, calls)).toEqual([]);
});
