import { expect, test } from 'vitest';
import {
  contract,
  FORM,
  operation,
  requestSchema,
  resolve,
  type Schema,
} from '../support/contract.js';

/**
 * The endpoint as Stripe documents it, written down by hand: a witness that does not come from the spec. It says
 * nothing of fields that came later, except that none of them may be required.
 * `canceled` and the outcome `canceled` came with the API version endive. Limits and values are Stripe's
 * published ones; those of metadata are documented.
 */
const ROWS = `
path                                                  type     required  limit
canceled                                              object   no
canceled.canceled_at                                  integer  yes
description                                           string   no        5000
expand                                                array    no
expand[]                                              string   no        5000
failed                                                object   no
failed.failed_at                                      integer  yes
guaranteed                                            object   no
guaranteed.guaranteed_at                              integer  yes
initiated_at                                          integer  yes
metadata                                              map      no        50
metadata.*                                            string   no        500
outcome                                               string   no        canceled|failed|guaranteed
payment_method_details                                object   no
payment_method_details.billing_details                object   no
payment_method_details.billing_details.address        object   no
payment_method_details.billing_details.address.city   string   no        5000
payment_method_details.billing_details.address.country      string  no   5000
payment_method_details.billing_details.address.line1        string  no   5000
payment_method_details.billing_details.address.line2        string  no   5000
payment_method_details.billing_details.address.postal_code  string  no   5000
payment_method_details.billing_details.address.state        string  no   5000
payment_method_details.billing_details.email          string   no
payment_method_details.billing_details.name           string   no        5000
payment_method_details.billing_details.phone          string   no
payment_method_details.custom                         object   no
payment_method_details.custom.display_name            string   no        5000
payment_method_details.custom.type                    string   no        5000
payment_method_details.payment_method                 string   no        5000
payment_method_details.type                           string   no        custom
shipping_details                                      object   no
shipping_details.address                              object   no
shipping_details.address.city                         string   no        5000
shipping_details.address.country                      string   no        5000
shipping_details.address.line1                        string   no        5000
shipping_details.address.line2                        string   no        5000
shipping_details.address.postal_code                  string   no        5000
shipping_details.address.state                        string   no        5000
shipping_details.name                                 string   no        5000
shipping_details.phone                                string   no
`;

/** The spec's request in the same words, by path. */
function rowsOf(unresolved: Schema, prefix = ''): Map<string, string[]> {
  const { properties = {}, required = [] } = follow(unresolved);
  return new Map(
    Object.entries(properties).flatMap(([name, property]) => [
      ...rowsAt(follow(property), prefix + name, required.includes(name) ? 'yes' : 'no'),
    ]),
  );
}

function rowsAt(schema: Schema, at: string, isRequired: string): Map<string, string[]> {
  const first = follow(schema.anyOf?.[0] ?? schema);
  const { type = '', items, additionalProperties: values, maxProperties } = first;
  if (typeof values === 'object') {
    const row = [at, 'map', isRequired, String(maxProperties)];
    return new Map([[at, row], ...rowsAt(follow(values), `${at}.*`, 'no')]);
  }
  const limit = first.enum?.join('|') ?? first.maxLength ?? '';
  const row = [at, String(type), isRequired, ...(limit === '' ? [] : [String(limit)])];
  const below = items ? rowsAt(follow(items), `${at}[]`, 'no') : rowsOf(first, `${at}.`);
  return new Map([[at, row], ...below]);
}

const follow = (schema: Schema): Schema => resolve(schema, contract);
const rows = rowsOf(requestSchema);
const [, ...documented] = ROWS.trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/));

test.each(documented)('%s is as documented', (...row) => {
  expect(rows.get(row[0] ?? '')).toStrictEqual(row);
});

test('a request that keeps the documented rows needs nothing else', () => {
  const known = new Set(documented.map(([at]) => at));
  const required = [...rows.values()].filter(([, , isRequired]) => isRequired === 'yes');
  // What is required inside an object that came later concerns nobody who leaves that out.
  const concerned = required.map(([at = '']) => at).filter((at) => isConcerned(at, known));
  expect(concerned.filter((at) => !known.has(at))).toStrictEqual([]);
});

function isConcerned(at: string, known: ReadonlySet<string | undefined>): boolean {
  const parent = at.replace(/(\.[^.]*|\[\])$/, '');
  return parent === at || known.has(parent);
}

test('metadata takes an empty string to unset all keys, and keys of 1 to 40 characters without brackets', () => {
  const { anyOf: metadata = [] } = follow(requestSchema).properties?.metadata ?? {};
  expect(metadata.find(({ type }) => type === 'object')?.propertyNames).toStrictEqual({
    type: 'string',
    minLength: 1,
    maxLength: 40,
    pattern: '^[^\\[\\]]*$',
  });
  expect(metadata).toContainEqual({ type: 'string', enum: [''] });
});

test('the operation stands where it is documented', () => {
  const { method, path, form, responses } = operation;
  expect([method, path]).toStrictEqual(['POST', '/v1/payment_records/{id}/report_payment_attempt']);
  expect(form).toBeDefined();
  expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', 'default']));
  expect(contract.servers.map(({ url }) => url)).toContain('https://api.stripe.com/');
  const { requestBody } = contract.paths[path]?.post ?? {};
  expect(requestBody?.required).toBe(true);
  expect(Object.keys(requestBody?.content ?? {})).toStrictEqual([FORM]);
});

const text = { type: 'string' };
test.each([
  ['path', 'id', true, { ...text, maxLength: 5000 }],
  ['header', 'Idempotency-Key', false, { ...text, minLength: 1, maxLength: 255 }],
  ['header', 'Stripe-Account', false, { ...text, minLength: 1 }],
  ['header', 'Stripe-Context', false, { ...text, minLength: 1 }],
  ['header', 'Stripe-Version', false, { ...text, pattern: expect.stringMatching(/./) }],
])('there is the documented %s parameter %s', (place, name, required, schema) => {
  const found = operation.parameters.find((each) => each.in === place && each.name === name);
  expect(found).toMatchObject({ required, schema });
});

test('no other parameter is required', () => {
  const required = operation.parameters.filter((parameter) => parameter.required);
  expect(required.map(({ name }) => name)).toStrictEqual(['id']);
});

test.each(['200', 'default'])('the answer %s has the documented headers', (status) => {
  const headers = Object.keys(operation.responses[status]?.headers ?? {});
  const documented = ['Idempotency-Key', 'Idempotent-Replayed', 'Original-Request', 'Request-Id'];
  expect(headers).toEqual(
    expect.arrayContaining([...documented, 'Stripe-Account', 'Stripe-Version']),
  );
});

test('basic and bearer authentication are taken, in the published order', () => {
  expect(contract.security).toEqual([{ basicAuth: [] }, { bearerAuth: [] }]);
  expect(contract.components.securitySchemes).toMatchObject({
    bearerAuth: { type: 'http', scheme: 'bearer' },
    basicAuth: { type: 'http', scheme: 'basic' },
  });
});
