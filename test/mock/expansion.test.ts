import { describe, expect, test } from 'vitest';
import { saysWhatExpands, violationsOfExpand } from '../../src/mock/violations-of-expand.js';
import { ATTEMPT, send, serve } from '../support/contract-server.js';

const mock = await serve();

describe('of the contract', () => {
  test.each([
    ['customer_details', 'customer_details'],
    ['customer_details.customer', 'customer'],
    ['latest_payment_attempt_record', 'latest_payment_attempt_record'],
    ['metadata', 'metadata'],
    ['metadata.order_id', 'order_id'],
    ['payment_method_details', 'payment_method_details'],
    ['payment_method_details.custom.type', 'type'],
    ['payment_method_details.billing_details.address', 'address'],
    ['nope', 'nope'],
    ['nope.a', 'nope'],
    ['', ''],
  ])('%s cannot be expanded', async (path, name) => {
    const { status, content } = await send(mock, ATTEMPT, `initiated_at=1&expand[]=${path}`);
    expect(status).toBe(400);
    // A text that is empty is refused as such.
    const { request_log_url: _, ...error } = content.error;
    if (path === '') return expect(error).toMatchObject({ code: 'parameter_invalid_empty' });
    const message = `This property cannot be expanded (${name}).`;
    expect(error).toStrictEqual({ type: 'invalid_request_error', message });
    expect(mock.requests.at(-1)?.violations).toStrictEqual([
      { param: 'expand[0]', code: undefined, message: `${message} Got "${path}".` },
    ]);
    expect(mock.records.get('pr_1')).toBeUndefined();
  });

  test.each(['payment_method_details.ideal.generated_sepa_debit', 'payment_method_details.card'])(
    '%s is in a hash that is left open, and not judged',
    async (path) => {
      const { status } = await send(mock, ATTEMPT, `initiated_at=1&expand[0]=${path}`);
      expect(status).toBe(200);
      expect(mock.requests.at(-1)?.body).toStrictEqual({ initiated_at: 1, expand: [path] });
    },
  );

  test('each path is judged', async () => {
    await send(mock, ATTEMPT, 'initiated_at=1&expand[]=metadata&expand[]=nope');
    const params = mock.requests.at(-1)?.violations.map(({ param }) => param);
    expect(params).toStrictEqual(['expand[0]', 'expand[1]']);
  });
});

describe('of an answer', () => {
  const customer = { anyOf: [{ type: 'string' }, { type: 'object', properties: {} }] };
  const expandable = { ...customer, 'x-expansionResources': { oneOf: [] } };
  const charge = {
    type: 'object',
    properties: { customer: expandable, note: { type: 'string' }, open: { type: 'object' } },
  };
  const hash = { type: 'object', properties: {}, 'x-unlistedObjects': true };
  const root = { schemas: { charge, hash } };
  const answer = {
    type: 'object',
    properties: {
      charge: { $ref: '#/schemas/charge' },
      charges: { type: 'array', items: { $ref: '#/schemas/charge' } },
      data: { type: 'array', items: { anyOf: [{ $ref: '#/schemas/charge' }, { type: 'null' }] } },
      plain: customer,
      half: { anyOf: [{ type: 'string' }, { type: 'object', 'x-expansionResources': {} }] },
      union: { anyOf: [{ type: 'object', properties: {} }, { type: 'object' }] },
      hash: { $ref: '#/schemas/hash' },
    },
  };
  const messagesOf = (path: string, schema: object = answer) =>
    violationsOfExpand([path], schema, root).map(({ wire }) => wire?.message);

  test.each([
    'charge.customer',
    'charge.customer.anything',
    'charges.customer',
    'data.customer',
    'charge.open.anything',
    'half',
    'union.anything',
    'hash.anything',
  ])('%s can be expanded', (path) => expect(messagesOf(path)).toStrictEqual([]));

  test.each([
    ['plain', 'plain'],
    ['charge', 'charge'],
    ['charge.note', 'note'],
    ['charge.note.a', 'note'],
    ['charges.note', 'note'],
    ['constructor', 'constructor'],
  ])('%s cannot be expanded', (path, name) => {
    expect(messagesOf(path)).toStrictEqual([`This property cannot be expanded (${name}).`]);
  });

  test('a path into the items of a list comes with advice', () => {
    expect(messagesOf('customer')).toStrictEqual([
      "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead.",
    ]);
  });

  test('nothing is judged where there is no list of paths, or no answer', () => {
    expect(violationsOfExpand(undefined, answer, root)).toStrictEqual([]);
    expect(violationsOfExpand(['plain'], undefined, root)).toStrictEqual([]);
  });

  test.each([
    [{ a: { 'x-expansionResources': {} } }, true],
    [{ a: { 'x-unlistedObjects': true } }, true],
    [{ description: 'x-expansionResources' }, false],
  ])('%j says of expansion: %s', (contract, says) => {
    expect(saysWhatExpands(contract)).toBe(says);
  });
});
