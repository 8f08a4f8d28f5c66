import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cases, contractCases } from '../../scripts/cases/contract-cases.js';
import { createClient, encodeForm } from '../../src/index.js';
import type { MockServer } from '../../src/mock/index.js';
import { startContractServer } from '../../src/mock/start-mock-server.js';
import { contract, FORM, fixture, operationsOf } from '../support/contract.js';
import { countLimits } from '../support/count-limits.js';

const suites = Object.entries({ contract, fixture }).flatMap(([name, document]) =>
  operationsOf(document).map((operation) => ({ name, document, operation })),
);

describe.each(suites)('$name: $operation.id', ({ document, operation }) => {
  const NONE: Cases = { accepted: [], broken: [], unreached: [] };
  const form = operation.form ? contractCases(operation.form.schema, document) : NONE;
  const query = contractCases(operation.query, document);
  // Node takes no longer request line.
  const isShort = ({ params }: { params: object }) => encodeForm(params).length < 8000;
  const least = form.accepted[0]?.params ?? {};
  const path = operation.path.replace(/\{\w+\}/g, 'id_123');
  let mock: MockServer;

  beforeAll(async () => {
    mock = await startContractServer(document);
  });
  beforeEach(() => mock.reset());
  afterAll(() => mock.close());

  async function send(params: object, search: object = {}) {
    const question = Object.keys(search).length > 0 ? `?${encodeForm(search)}` : '';
    const headers = { Authorization: 'Bearer sk_test_123' };
    const request = operation.form
      ? { headers: { ...headers, 'Content-Type': FORM }, body: encodeForm(params) }
      : { headers };
    const url = mock.url + path + question;
    const response = await fetch(url, { method: operation.method, ...request });
    return { status: response.status, content: await response.json() };
  }

  /** The client knows our own contract alone. */
  async function call(params: object, query: object = {}) {
    if (document !== contract) return send(params, query);
    const client = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url, maxRetries: 0 });
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const inPath = Object.fromEntries(names.map((name) => [name, 'id_123']));
    const init = { params: { path: inPath, query }, ...(operation.form && { body: params }) };
    const method: unknown = Reflect.get(client, operation.method);
    if (typeof method !== 'function') throw new Error(`The client has no ${operation.method}`);
    const { response } = await method(operation.path, init);
    return { status: response.status };
  }

  test.each(form.accepted)('accepts $param: $what', async ({ params }) => {
    const { status } = await call(params);
    expect(mock.requests.at(-1)?.violations).toStrictEqual([]);
    expect(mock.requests.at(-1)?.body).toStrictEqual(params);
    expect(status).toBe(200);
  });

  test.each(form.broken)('refuses $param: $constraint', async ({ param, params }) => {
    const { status, content } = await send(params);
    expect(status).toBe(400);
    expect(content).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(mock.requests.at(-1)?.violations.map((violation) => violation.param)).toContain(param);
  });

  test.each(query.accepted.filter(isShort))('accepts ?$param: $what', async ({ params }) => {
    const { status } = await call(least, params);
    expect(mock.requests.at(-1)?.violations).toStrictEqual([]);
    expect(status).toBe(200);
  });

  test.each(query.broken.filter(isShort))(
    'refuses ?$param: $constraint',
    async ({ param, params }) => {
      const { status } = await send(least, params);
      expect(status).toBe(400);
      expect(mock.requests.at(-1)?.violations.map((violation) => violation.param)).toContain(param);
    },
  );

  test.each(Object.entries(operation.form?.examples ?? {}))(
    'accepts the example %s',
    async (_, { value }) => {
      await call(value);
      expect(mock.requests.at(-1)).toMatchObject({ status: 200, violations: [] });
      expect(mock.requests.at(-1)?.body).toStrictEqual(value);
    },
  );

  test('has as many cases as the schema has fields and limits', () => {
    const { leaves, limits } = countLimits(operation.form?.schema ?? {}, document);
    const broken = Object.keys(limits).map((keyword) => [
      keyword,
      form.broken.filter((each) => each.keyword === keyword).length,
    ]);
    expect(Object.fromEntries(broken)).toStrictEqual(limits);
    expect(form.accepted.length).toBeGreaterThanOrEqual(leaves);
  });

  test('reaches every field', async ({ annotate }) => {
    expect([...form.unreached, ...query.unreached]).toStrictEqual([]);
    const count = (kind: 'accepted' | 'broken') => form[kind].length + query[kind].length;
    if (document !== contract) return;
    await annotate(`${count('accepted')} accepted, ${count('broken')} refused`, operation.id);
  });
});

test('a field that no value is found for is told', () => {
  const properties = { a: { type: 'string', minLength: 2, maxLength: 1 }, b: { type: 'integer' } };
  const { unreached } = contractCases({ type: 'object', required: ['a'], properties }, contract);
  expect(unreached).toStrictEqual(['a', 'b']);
});
