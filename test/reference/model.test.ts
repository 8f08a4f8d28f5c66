import { expect, test } from 'vitest';
import type { Field, OperationPage } from '../../src/reference/model/operation-model.js';
import { operationPages } from '../../src/reference/model/operation-pages.js';
import { whatToDo } from '../../src/reference/model/what-to-do.js';
import {
  answerExamples,
  contract,
  fixture,
  type OperationOf,
  operation,
  operationsOf,
  requestSchema,
  resolve,
  type Schema,
} from '../support/contract.js';

const titled = (document: typeof contract) => ({
  ...document,
  info: { title: 'A contract', ...document.info },
});
const pages = operationPages(titled(fixture));

function pageOf(id: string, all = pages): OperationPage {
  const found = all.find(({ model }) => model.operationId === id);
  if (!found) throw new Error(`There is no page of ${id}`);
  return found;
}

function flatten(fields: Field[]): Field[] {
  return fields.flatMap((field) => [field, ...flatten(field.fields ?? [])]);
}

const fieldsAt = (page: OperationPage, place: string): Field[] =>
  page.model.sections.find((section) => section.place === place)?.fields ?? [];

/** All fields of a schema by their dotted names, read by the tests' own means. */
function namesIn(schema: Schema, document: typeof contract, prefix = ''): Map<string, Schema> {
  const names = new Map<string, Schema>();
  for (const [key, property] of Object.entries(resolve(schema, document).properties ?? {})) {
    const field = resolve(property, document);
    names.set(prefix + key, field);
    for (const [name, inner] of namesIn(field, document, `${prefix}${key}.`))
      names.set(name, inner);
  }
  return names;
}

test('each field of the contract has a row with its description, limit and valid values', () => {
  const page = pageOf(operation.id, operationPages(titled(contract)));
  const rows = new Map(flatten(fieldsAt(page, 'body')).map((field) => [field.name, field.facts]));
  const names = namesIn(requestSchema, contract);
  expect([...rows.keys()].sort()).toEqual([...names.keys()].sort());
  for (const [name, { description, maxLength, enum: values = [] }] of names) {
    const facts = rows.get(name);
    expect([name, facts?.description]).toEqual([name, description]);
    if (maxLength !== undefined) expect(facts?.limits).toContain(`at most ${maxLength} characters`);
    expect(facts?.values.map(({ value }) => value)).toEqual(values);
    const wire = facts?.wire.replaceAll(/\[(\w+)\]/g, '.$1');
    expect(wire?.replace(/\.(0|key)$/, '')).toBe(name);
  }
});

test('each operation has all parameters, answers and errors', () => {
  const text = (all: Field[]) => all.map(({ name }) => name).sort();
  operationsOf(fixture).forEach(({ id, parameters, responses }: OperationOf) => {
    const page = pageOf(id);
    const own = ['path', 'query', 'header'].flatMap((place) => fieldsAt(page, place));
    expect(text(own)).toEqual(parameters.map(({ name }) => name).sort());
    expect(page.answers.map(({ status }) => status)).toEqual(Object.keys(responses));
  });
  const errors = pageOf(operation.id, operationPages(titled(contract))).errors;
  expect(errors.map(({ name, status }) => ({ name, status }))).toEqual(
    answerExamples('default').map(({ name, status }) => ({ name, status })),
  );
});

test('what is required comes first, and then the order of the contract', () => {
  const names = fieldsAt(pageOf('PostPaymentRecordsReportPayment'), 'body').map(({ name }) => name);
  expect(names.slice(0, 5)).toEqual([
    'amount_requested',
    'initiated_at',
    'payment_method_details',
    'canceled',
    'customer_details',
  ]);
});

test('each kind of field is filled in by what fits it', () => {
  const kinds = new Map(
    flatten(fieldsAt(pageOf('PostKinds'), 'body')).map(({ name, kind, item, values }) => [
      name,
      [kind, item, values?.join(' ')].filter((each) => each !== undefined).join(' '),
    ]),
  );
  expect(Object.fromEntries(kinds)).toMatchObject({
    text: 'text',
    boolean: 'select true false',
    number: 'number',
    integer: 'number',
    const: 'select fixed',
    integer_enum: 'select 1 2 3',
    unix_time: 'time',
    nullable_integer: 'number',
    nullable_object: 'group',
    'nullable_object.name': 'text',
    texts: 'list text',
    limited: 'list select a b c',
    integers: 'list number',
    booleans: 'list select true false',
    objects: 'json',
    map: 'map text',
    integer_map: 'map number',
    nested_map: 'json',
    limited_map: 'map select true false',
    object: 'group',
    'object.inner.deep.at': 'time',
    'address.city': 'text',
    any_scalar: 'text',
    object_or_text: 'json',
    one_of: 'json',
    union_of_all: 'json',
  });
  expect(kinds.has('read_only')).toBe(false);
});

test('an ID is called by what it is of, and begins with the example of the contract', () => {
  const [id] = fieldsAt(pageOf('GetPaymentRecordsId'), 'path');
  expect(id).toMatchObject({ name: 'id', label: 'Record ID', isRequired: true });
  const [ours] = fieldsAt(pageOf(operation.id, operationPages(titled(contract))), 'path');
  expect(ours?.initial).toMatch(/^pr_\w+$/);
});

test('a valid value means what the contract says of it, or of the field that goes by its name', () => {
  const schema = (extension: object) => ({
    ...titled(contract),
    paths: {
      '/v1/a': {
        post: {
          operationId: 'PostA',
          responses: {},
          requestBody: {
            content: {
              'application/x-www-form-urlencoded': {
                schema: {
                  type: 'object',
                  properties: {
                    end: { type: 'string', enum: ['lost', 'won'], ...extension },
                    lost: { type: 'object', description: 'How it was lost.' },
                  },
                },
              },
            },
          },
        },
      },
    },
  });
  const valuesOf = (extension: object) =>
    fieldsAt(pageOf('PostA', operationPages(schema(extension))), 'body')[0]?.facts?.values;
  expect(valuesOf({})).toEqual([
    { value: 'lost', meaning: 'Goes with `lost`. How it was lost.' },
    { value: 'won', meaning: '' },
  ]);
  expect(valuesOf({ 'x-enumDescriptions': { lost: 'Not paid.', won: 'Paid.' } })).toEqual([
    { value: 'lost', meaning: 'Not paid.' },
    { value: 'won', meaning: 'Paid.' },
  ]);
});

test('two fields with one name have two anchors', () => {
  for (const { model } of pages) {
    const names = model.sections.flatMap(({ fields }) => flatten(fields)).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  }
});

test.each([
  [400, 'idempotency_error', /new idempotency key/],
  [400, 'parameter_missing', /Fill in/],
  [401, 'invalid_request_error', /API key/],
  [429, 'rate_limit', /Wait, longer each time/],
  [500, 'api_error', /may have been recorded.*same idempotency key/],
  [418, 'teapot', /Mend the request/],
])('status %d with %s has its own advice', (status, code, advice) => {
  expect(whatToDo(status, code)).toMatch(advice);
});
