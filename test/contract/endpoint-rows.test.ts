import { expect, test } from 'vitest';
import { contract, operation, path, requestSchema } from '../support/contract.js';
import { resolve, type Schema, walkRequest } from '../support/walk-request.js';

/**
 * The endpoint as Stripe documents it, written down by hand: a witness that does not come from the spec.
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

/** The spec's request in the same words. */
function rowsOf(schema: Schema, prefix = ''): string[][] {
  const { properties = {}, required = [] } = resolve(schema);
  return Object.entries(properties).flatMap(([name, property]) => {
    const isRequired = required.includes(name) ? 'yes' : 'no';
    return rowsAt(resolve(property), prefix + name, isRequired);
  });
}

function rowsAt(schema: Schema, at: string, isRequired: string): string[][] {
  const [first] = (schema.anyOf ?? [schema]).map(resolve);
  if (first === undefined) throw new Error(`${at} has no type`);
  const { type = '', items, additionalProperties: values, maxProperties } = first;
  if (values)
    return [
      [at, 'map', isRequired, String(maxProperties)],
      ...rowsAt(resolve(values), `${at}.*`, 'no'),
    ];
  const limit = first.enum?.join('|') ?? first.maxLength ?? '';
  const row = [at, type, isRequired, ...(limit === '' ? [] : [String(limit)])];
  const below = items ? rowsAt(resolve(items), `${at}[]`, 'no') : rowsOf(first, `${at}.`);
  return [row, ...below];
}

const [, ...documented] = ROWS.trim()
  .split('\n')
  .map((row) => row.trim().split(/\s+/));

test('the request has the documented rows and no others', () => {
  expect(rowsOf(requestSchema).sort()).toStrictEqual([...documented].sort());
});

test('the contract cases cover every documented leaf', async ({ annotate }) => {
  const leaves = documented
    .filter(([, type]) => type !== 'object' && type !== 'array')
    .map(([at = '']) => at.replace('[]', '.0').replace('*', 'key').split('.'))
    .map(([name, ...names]) => `${name}${names.map((part) => `[${part}]`).join('')}`);
  const { accepted, broken } = walkRequest(requestSchema);
  const covered = new Set(accepted.map(({ param }) => param));
  expect([...covered].sort()).toStrictEqual(leaves.sort());
  await annotate(`${covered.size} leaves covered, ${broken.length} constraints broken`, 'request');
});

test('metadata takes an empty string to unset all keys, and keys of 1 to 40 characters without brackets', () => {
  const metadata = resolve(requestSchema).properties?.metadata?.anyOf;
  expect(metadata?.[0]?.propertyNames).toStrictEqual({
    type: 'string',
    minLength: 1,
    maxLength: 40,
    pattern: '^[^\\[\\]]*$',
  });
  expect(metadata?.[1]).toStrictEqual({ type: 'string', enum: [''] });
  expect(metadata).toHaveLength(2);
});

test('the operation stands where it is documented', () => {
  expect(contract.servers.map(({ url }) => url)).toStrictEqual(['https://api.stripe.com/']);
  expect(path).toBe('/v1/payment_records/{id}/report_payment_attempt');
  expect(Object.keys(contract.paths[path] ?? {})).toStrictEqual(['post']);
  expect(operation.requestBody.required).toBe(true);
  expect(Object.keys(operation.requestBody.content)).toStrictEqual([
    'application/x-www-form-urlencoded',
  ]);
  expect(Object.keys(operation.responses)).toStrictEqual(['200', 'default']);
});

test('the parameters are the documented ones', () => {
  const parameters = Object.values(contract.components.parameters).sort((a, b) =>
    a.name.localeCompare(b.name),
  );
  expect(
    parameters.map(({ name, in: place, required, schema }) => ({ name, place, required, schema })),
  ).toStrictEqual([
    { name: 'id', place: 'path', required: true, schema: { type: 'string', maxLength: 5000 } },
    {
      name: 'Idempotency-Key',
      place: 'header',
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    },
    {
      name: 'Stripe-Account',
      place: 'header',
      required: false,
      schema: { type: 'string', minLength: 1 },
    },
    {
      name: 'Stripe-Version',
      place: 'header',
      required: false,
      schema: { type: 'string', minLength: 1 },
    },
  ]);
  expect(operation.parameters).toHaveLength(parameters.length);
});

test('every answer tells its request, and may be the first one again', () => {
  for (const { headers } of Object.values(operation.responses)) {
    expect(headers).toStrictEqual({
      'Idempotent-Replayed': { $ref: '#/components/headers/idempotent_replayed' },
      'Request-Id': { $ref: '#/components/headers/request_id' },
    });
  }
  const schemas = Object.values(contract.components.headers).map(({ schema }) => schema);
  expect(schemas).toStrictEqual([{ type: 'string' }, { type: 'string' }]);
});

test('every field of a nested object encodes as a deep object', () => {
  const { encoding } = operation.requestBody.content['application/x-www-form-urlencoded'] ?? {};
  const nested = Object.entries(resolve(requestSchema).properties ?? {})
    .filter(([, property]) => !['string', 'integer'].includes(resolve(property).type ?? ''))
    .map(([name]) => [name, { style: 'deepObject', explode: true }]);
  expect(encoding).toStrictEqual(Object.fromEntries(nested));
});

test('bearer and basic authentication are taken', () => {
  expect(contract.security).toStrictEqual([{ bearerAuth: [] }, { basicAuth: [] }]);
  expect(contract.components.securitySchemes).toMatchObject({
    bearerAuth: { type: 'http', scheme: 'bearer' },
    basicAuth: { type: 'http', scheme: 'basic' },
  });
});
