import { afterAll, beforeEach, expect } from 'vitest';
import {
  type CallOptions,
  type Client,
  createClient,
  type ReportPaymentAttemptParams,
} from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { startContractServer } from '../../src/mock/start-mock-server.js';
import { answerExamples, type Contract, FORM, faultsOf, fixture } from './contract.js';

export const ATTEMPT = 'POST /v1/payment_records/pr_1/report_payment_attempt';

/** The fixture contract, a copy of its own: the server resolves references inside its contract. */
export const fixtureContract = (): Contract => structuredClone(fixture);

/** Lets the tests of a file have a contract server, which forgets everything before each. */
export function sharing<Server extends Pick<MockServer, 'reset' | 'close'>>(mock: Server): Server {
  beforeEach(() => mock.reset());
  afterAll(() => mock.close());
  return mock;
}

/** A contract server for the tests of a file. */
export async function serve(document?: object): Promise<MockServer> {
  return sharing(document ? await startContractServer(document) : await startMockServer());
}

/** A contract server for a part of a test. */
export async function serving(
  document: object | undefined,
  use: (mock: MockServer) => Promise<void>,
): Promise<void> {
  const mock = document ? await startContractServer(document) : await startMockServer();
  try {
    await use(mock);
  } finally {
    await mock.close();
  }
}

/** Sends a request with a test key, such as `POST /v1/kinds` with a form. */
export async function send(
  { url }: MockServer,
  request: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const [method = '', path = ''] = request.split(' ');
  const response = await fetch(url + path, {
    method,
    headers: {
      Authorization: 'Bearer sk_test_123',
      ...(body !== undefined && { 'Content-Type': FORM }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const content = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, content };
}

/** Our client, which does not try again unless it is asked to. */
export function clientOf({ url }: MockServer): Client {
  return createClient({ apiKey: 'sk_test_123', baseUrl: url, maxRetries: 0 });
}

export interface Report extends CallOptions {
  id?: string;
  params?: ReportPaymentAttemptParams;
}

/** Reports an attempt by our client, and holds the answer against the contract. */
export async function reportTo(
  mock: MockServer,
  { id = 'pr_1', params = { initiated_at: 1 }, ...options }: Report = {},
) {
  const result = await clientOf(mock).reportPaymentAttempt(id, params, options);
  const { data, error, response } = result;
  const faults = data ? faultsOf('payment_record', data) : faultsOf('stripe_error_body', error);
  expect(faults).toStrictEqual([]);
  const replayed = response.headers.get('Idempotent-Replayed');
  return { status: response.status, data, error, replayed };
}

/** The body of an answer example of our contract, by its name. */
export function exampleBody(name: string) {
  const examples = [...answerExamples('200'), ...answerExamples('default')];
  const value: object = examples.find((example) => example.name === name)?.value ?? {};
  const error: unknown = 'error' in value ? value.error : undefined;
  return error instanceof Object ? { error: { ...error, request_log_url: LOG_URL } } : value;
}

/** Where Stripe shows the log of a request. */
export const LOG_URL: unknown = expect.stringMatching(
  /^https:\/\/dashboard\.stripe\.com\/test\/logs\/req_\w{24}\?t=\d{10}$/,
);

/** Resolves when the server has received so many requests, answered or not. */
export async function received(mock: Pick<MockServer, 'requests'>, count: number): Promise<void> {
  await expect.poll(() => mock.requests.length, { timeout: 600_000 }).toBe(count);
}
