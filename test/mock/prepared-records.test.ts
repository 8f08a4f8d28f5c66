import { expect, test } from 'vitest';
import type { Subschema } from '../../src/form/schema-choices.js';
import type { PaymentRecord } from '../../src/index.js';
import type { RecordOwner } from '../../src/mock/index.js';
import { unknownFields } from '../../src/mock/unknown-fields.js';
import { faultsOf } from '../support/contract.js';
import { exampleBody, reportTo, serve } from '../support/contract-server.js';

const mock = await serve();
const report = (id = 'pr_1') => reportTo(mock, { id });
const usd = (value: number) => ({ currency: 'usd', value });

test('gives copies', async () => {
  const { data } = await report();
  const copy = mock.records.get('pr_1');
  if (copy) copy.metadata.a = 'changed';
  const set = mock.records.set('pr_2', { metadata: {} });
  set.metadata.a = 'changed';
  expect(mock.records.get('pr_1')).toStrictEqual(data);
  expect(mock.records.get('pr_2')?.metadata).toStrictEqual({});
});

test('sets a record that takes an attempt, with what was left out as in a new one', async () => {
  const set = mock.records.set('pr_1', { description: 'Invoice 7' });
  const expected = { id: 'pr_1', description: 'Invoice 7', latest_payment_attempt_record: null };
  expect(set).toMatchObject({ ...expected, amount: usd(1990) });
  expect(faultsOf('payment_record', set)).toStrictEqual([]);
  expect((await report()).data).toMatchObject({ description: 'Invoice 7', created: set.created });
});

test.each<[string, Partial<PaymentRecord>, number]>([
  ['open', {}, 400],
  ['failed', { amount_failed: usd(1) }, 200],
  ['canceled', { amount_canceled: usd(1) }, 200],
  ['failed and guaranteed', { amount_failed: usd(1), amount_guaranteed: usd(1) }, 400],
])('sets a record whose last attempt is %s', async (_, fields, status) => {
  mock.records.set('pr_1', { latest_payment_attempt_record: 'par_1', ...fields });
  expect(await report()).toMatchObject({ status });
});

test('deletes a record, so that reports on it find none', async () => {
  await report();
  mock.records.delete('pr_1');
  mock.records.delete('pr_unknown');
  expect(mock.records.get('pr_1')).toBeUndefined();
  const { status, error } = await report();
  expect([status, error?.error.message]).toEqual([404, "No such payment record: 'pr_1'"]);
  const unknown = { status: 404, error: exampleBody('resource_missing') };
  expect(await report('pr_unknown')).toMatchObject(unknown);
  mock.records.set('pr_1');
  expect(await report()).toMatchObject({ status: 200 });
});

test.each([
  [{ amount_refunded: usd(1.5) }, 'Invalid amount_refunded[value]: must be integer; got 1.5'],
  [{ created: '1' }, 'Invalid created: must be integer; got "1"'],
  [{ shipping_details: {} }, 'Missing required param: shipping_details[address].'],
  [{ amount_refunded: null }, 'Invalid amount_refunded: must be object; got null'],
  [{ amont: usd(5) }, 'a Payment Record has no field amont'],
  [
    { shipping_details: { address: { town: 'Berlin' } } },
    'a Payment Record has no field shipping_details[address][town]',
  ],
  [{ toString: 1 }, 'a Payment Record has no field toString'],
  [{ id: 'pr_2' }, "the fields are of another record, 'pr_2'"],
  ['failed', "the fields must be an object; got 'failed'"],
  [null, 'the fields must be an object; got null'],
  [[], 'the fields must be an object; got []'],
  [{ amount: usd(0) }, 'amount_requested[value] must be positive'],
  [
    { metadata: { a: 'x'.repeat(501) } },
    'Invalid metadata[a]: must NOT have more than 500 characters',
  ],
])('refuses to set %j', (fields, message) => {
  const set = () => mock.records.set('pr_1', fields as Partial<PaymentRecord>);
  expect(set).toThrow(`records.set('pr_1'): ${message}`);
  expect(set).toThrow(TypeError);
  expect(mock.records.get('pr_1')).toBeUndefined();
});

test.each<[value: object, unknown: string[]]>([
  [{ list: [{ a: 1 }] }, []],
  [{ list: [{ z: 1 }] }, ['list[0][z]']],
  [{ mixed: { z: 1 } }, ['mixed[z]']],
  [{ union: { hash: { b: 1 } } }, []],
  [{ union: { hash: { z: 1 } } }, ['union[hash][z]']],
  [{ half: { z: 1 } }, []],
  [{ text: { z: 1 } }, []],
])('of %j a schema does not know %j', (value, unknown) => {
  const objectOf = (properties: { [name: string]: Subschema }) => ({ type: 'object', properties });
  const a = objectOf({ a: {} });
  const b = objectOf({ b: {} });
  const schema = objectOf({
    ...{ list: { type: 'array', items: a }, mixed: { anyOf: [{ type: 'array' }, a] } },
    ...{ union: { anyOf: [objectOf({ hash: a }), objectOf({ hash: b })] } },
    ...{ half: { anyOf: [a, { type: 'object' }] }, text: { type: 'string' } },
  });
  expect(unknownFields(value, schema, {})).toStrictEqual(unknown);
});

test.each<[id: unknown, owner: unknown, message: string]>([
  [5, {}, '(5): an ID is a text that is not empty'],
  ['', {}, "(''): an ID is a text that is not empty"],
  ['pr_1', 'acct_1', "('pr_1'): an owner is an object; got 'acct_1'"],
  ['pr_1', null, "('pr_1'): an owner is an object; got null"],
  ['pr_1', { account: 'acct_1' }, "('pr_1'): an owner has no account"],
  ['pr_1', { stripeAccount: '' }, "('pr_1'): stripeAccount is a text that is not empty; got ''"],
  ['pr_1', { stripeContext: 1 }, "('pr_1'): stripeContext is a text that is not empty; got 1"],
])('refuses the ID %j of the owner %j', (id, owner, message) => {
  const { records } = mock;
  const place = [id as string, owner as RecordOwner] as const;
  const calls = {
    get: () => records.get(...place),
    set: () => records.set(place[0], {}, place[1]),
    delete: () => records.delete(...place),
  };
  for (const [name, call] of Object.entries(calls)) {
    expect(call).toThrow(new TypeError(`records.${name}${message}`));
  }
});

test('takes a copy of a record, and a hash of a payment method that the contract leaves open', async () => {
  await report();
  const copy = mock.records.get('pr_1');
  expect(mock.records.set('pr_1', copy)).toStrictEqual(copy);
  const payment_method_details = { type: 'card', card: { brand: 'visa' } };
  expect(mock.records.set('pr_1', { payment_method_details })).toMatchObject({
    payment_method_details,
  });
});

test.each<RecordOwner>([
  { stripeAccount: 'acct_1' },
  { stripeContext: 'acct_1' },
  { stripeContext: 'acct_1/acct_2' },
])('sets and deletes a record of the owner %j, and of no other', async (owner) => {
  const reportAs = async (sent: RecordOwner) =>
    (await reportTo(mock, { id: 'pr_1', ...sent })).status;
  mock.records.set('pr_1', { description: 'its own' }, owner);
  expect(mock.records.get('pr_1', owner)?.description).toBe('its own');
  expect(mock.records.get('pr_1')).toBeUndefined();
  expect(mock.records.get('pr_1', { stripeAccount: 'acct_3' })).toBeUndefined();

  mock.records.delete('pr_1', owner);
  expect(mock.records.get('pr_1', owner)).toBeUndefined();
  expect(await reportAs(owner)).toBe(404);
  expect(await reportAs({})).toBe(200);
  expect(await reportAs({ stripeAccount: 'acct_3' })).toBe(200);
});

test('is empty after a reset', async () => {
  await report();
  mock.records.delete('pr_2');
  mock.reset();
  expect(mock.records.get('pr_1')).toBeUndefined();
  expect(await report('pr_2')).toMatchObject({ status: 200 });
});
