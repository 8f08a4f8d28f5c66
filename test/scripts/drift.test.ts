import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driftFromDocument } from '../../scripts/diff/compare-with-openapi.js';
import type { Json } from '../../scripts/gen/load-spec.js';
import { upstreamDocument } from './upstream-document.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drift-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Values by place in the document; undefined drops what is there. */
type Edits = { [place: string]: Json | undefined };

const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const FORM = ['content', 'application/x-www-form-urlencoded'];
const DETAILS = 'payments_primitives_payment_records_resource';
/** What the first name of a place stands for. */
const STARTS: { [name: string]: string[] } = {
  operation: ['paths', PATH, 'post'],
  form: ['paths', PATH, 'post', 'requestBody', ...FORM, 'schema'],
  request: ['paths', PATH, 'post', 'requestBody', ...FORM, 'schema', 'properties'],
  text: ['paths', PATH, 'post', 'requestBody', ...FORM, 'schema', 'properties', 'description'],
  encoding: ['paths', PATH, 'post', 'requestBody', ...FORM, 'encoding'],
  ok: ['paths', PATH, 'post', 'responses', '200'],
  record: ['components', 'schemas', 'payment_record'],
  response: ['components', 'schemas', 'payment_record', 'properties'],
  payer: ['components', 'schemas', `${DETAILS}_customer_details`, 'properties'],
  method: ['components', 'schemas', `${DETAILS}_payment_method_details`],
  custom: ['components', 'schemas', `${DETAILS}_payment_method_custom_details`],
  error: ['components', 'schemas', 'api_errors', 'properties'],
  x: ['components', 'schemas', 'x'],
};

function edited(edits: Edits): Json {
  const document: Json = upstreamDocument();
  for (const [place, value] of Object.entries(edits)) {
    const [start = '', ...names] = place.split('.');
    const keys = [...(STARTS[start] ?? [start]), ...names];
    const last = keys.pop() ?? '';
    const parent = keys.reduce((node: object, key) => Reflect.get(node, key), document);
    if (value === undefined) expect(Reflect.deleteProperty(parent, last)).toBe(true);
    else Reflect.set(parent, last, value);
  }
  return document;
}

async function fileOf(text: string): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.txt`);
  await writeFile(file, text);
  return file;
}

async function driftOf(edits: Edits) {
  const report = await driftFromDocument(await fileOf(JSON.stringify(edited(edits))));
  const found = report.drift.map(({ place, kind, what }) => `${place} ${kind}: ${what}`);
  return { ...report, found };
}

test('the contract is in step with the published facts, down to the last field', async () => {
  const { found, stale, fields, notCompared } = await driftOf({});
  expect({ found, stale, notCompared }).toStrictEqual({ found: [], stale: [], notCompared: [] });
  expect(Object.fromEntries(fields)).toStrictEqual({ request: 38, response: 67, error: 17 });
});

const text = { type: 'string', maxLength: 5000 };
const time = { type: 'integer', format: 'unix-time' };
const values = ['canceled', 'failed', 'guaranteed'];
const amount = {
  type: 'object',
  properties: { currency: { type: 'string', format: 'currency' }, value: { type: 'integer' } },
  required: ['currency', 'value'],
};
const x = { $ref: '#/components/schemas/x' };
const processor = `#/components/schemas/${DETAILS}_processor_details`;
const shipping = `#/components/schemas/${DETAILS}_shipping_details`;

type Row = [what: string, edits: Edits, ...expected: string[]];

const REQUEST: Row[] = [
  ['a field', { 'request.fee': time }, 'request.fee missing: field'],
  ['no field', { 'request.description': undefined }, 'request.description extra: field'],
  [
    'a nested field',
    { 'request.failed.properties.why': text },
    'request.failed.why missing: field',
  ],
  ['more required', { 'form.required.1': 'outcome' }, 'request.outcome looser: required'],
  ['less required', { 'form.required': [] }, 'request.initiated_at stricter: required'],
  ['another type', { 'request.initiated_at': text }, 'request.initiated_at different: type'],
  ['two types', { 'request.outcome.type': ['string', 'array'] }, 'request.outcome stricter: type'],
  ['fractions', { 'request.initiated_at.type': 'number' }, 'request.initiated_at stricter: type'],
  ['a format', { 'request.initiated_at.format': 'x' }, 'request.initiated_at different: format'],
  ['null', { 'request.outcome.nullable': true }, 'request.outcome stricter: null'],
  ['a value', { 'request.outcome.enum': [...values, 'x'] }, 'request.outcome missing: values'],
  ['no value', { 'request.outcome.enum': values.slice(1) }, 'request.outcome extra: values'],
  ['new values', { 'request.outcome.enum': ['x', 'failed'] }, 'request.outcome different: values'],
  [
    'any value',
    { 'request.outcome.anyOf': [{ type: 'string' }] },
    'request.outcome stricter: other values',
  ],
  ['more length', { 'text.maxLength': 6000 }, 'request.description stricter: maxLength'],
  ['less length', { 'text.maxLength': 40 }, 'request.description looser: maxLength'],
  ['any length', { 'text.maxLength': undefined }, 'request.description stricter: maxLength'],
  ['a least length', { 'text.minLength': 1 }, 'request.description looser: minLength'],
  ['a new keyword', { 'text.allOf': [] }, 'request.description looser: allOf'],
  ['other items', { 'request.expand.items': time }, 'request.expand[] different: type'],
  ['no items', { 'request.expand.items': undefined }, 'request.expand[] extra: items'],
  ['an open form', { 'form.additionalProperties': undefined }, 'request stricter: unknown fields'],
  ['a map', { 'request.failed.additionalProperties': text }, 'request.failed{} missing: map'],
  [
    'metadata to unset',
    { 'request.metadata.anyOf.1.enum.0': '-' },
    'request.metadata different: values',
  ],
  ['a style', { 'encoding.failed.style': 'form' }, 'request.failed different: encoding'],
  ['no style', { 'encoding.expand': undefined }, 'request.expand different: encoding'],
  [
    'a style for text',
    { 'encoding.outcome': { explode: false } },
    'request.outcome different: encoding',
  ],
  ['an optional body', { 'operation.requestBody.required': false }, 'request stricter: required'],
  ['a media type', { 'operation.requestBody.content.x': {} }, 'request x missing: media type'],
  ['a server', { 'servers.1': { url: 'x' } }, 'server x missing: server'],
  [
    'a server of its own',
    { 'operation.servers': [{ url: 'x' }] },
    'server https://api.stripe.com/ extra: server',
    'server x missing: server',
  ],
  ['a shorter id', { 'operation.parameters.0.schema.maxLength': 9 }, 'path id looser: maxLength'],
  ['an optional id', { 'operation.parameters.0.required': false }, 'path id stricter: required'],
  ['an id in a style', { 'operation.parameters.0.style': 'x' }, 'path id different: style'],
  [
    'a query',
    { 'operation.parameters.1': { in: 'query', name: 'x' } },
    'query x missing: parameter',
  ],
  ['fewer keys', { security: [{ basicAuth: [] }] }, 'security bearerAuth extra: security'],
  [
    'another scheme',
    { 'components.securitySchemes.basicAuth.scheme': 'digest' },
    'security basicAuth different: scheme',
  ],
];

const ANSWERS: Row[] = [
  ['a status', { 'operation.responses.402': {} }, 'status 402 missing: status'],
  ['no error', { 'operation.responses.default': undefined }, 'status default extra: status'],
  ['a media type', { 'ok.content.x': {} }, 'response x missing: media type'],
  ['a header', { 'ok.headers': { X: {} } }, 'response header x missing: header'],
  ['a field', { 'response.fee': time }, 'response.fee missing: field'],
  ['no field', { 'response.created': undefined }, 'response.created extra: field'],
  ['a nested field', { 'payer.title': text }, 'response.customer_details.title missing: field'],
  [
    'more required',
    { 'method.required.1': 'custom' },
    'response.payment_method_details.custom looser: required',
  ],
  [
    'less required',
    { 'custom.required': [] },
    'response.payment_method_details.custom.display_name stricter: required',
  ],
  ['no null', { 'response.application.nullable': false }, 'response.application looser: null'],
  ['null', { 'response.id.nullable': true }, 'response.id stricter: null'],
  [
    'no null beside a reference',
    { 'response.customer_details.nullable': undefined },
    'response.customer_details looser: null',
  ],
  ['another type', { 'response.livemode.type': 'string' }, 'response.livemode different: type'],
  ['a value', { 'response.reported_by.enum.2': 'bank' }, 'response.reported_by missing: values'],
  [
    'no value',
    { 'response.customer_presence.enum': ['on_session'] },
    'response.customer_presence extra: values',
  ],
  ['a new constant', { 'response.object.enum.0': 'x' }, 'response.object different: values'],
  ['a closed record', { 'record.additionalProperties': false }, 'response looser: unknown fields'],
  [
    'no map',
    { 'response.metadata.additionalProperties': undefined },
    'response.metadata{} extra: map',
  ],
  ['a new name', { x: amount, 'response.amount': x }, 'response.amount different: component'],
  [
    'another kind of object',
    { 'response.processor_details': { anyOf: [{ $ref: processor }, { type: 'object' }] } },
    'response.processor_details.type stricter: required',
  ],
  [
    'a choice that leads nowhere',
    { 'response.shipping_details.anyOf': [x] },
    'response.shipping_details different: component',
  ],
  ['an error field', { 'error.hint': text }, 'error.error.hint missing: field'],
  ['an error type', { 'error.type.enum.4': 'x' }, 'error.error.type missing: values'],
];

const SAME: Row[] = [
  ['another API version', { 'info.version': '2027-01-01.fern' }],
  ['other words', { 'request.outcome.description': 'How it ended' }],
  ['null as a type', { 'response.application': { ...text, type: ['string', 'null'] } }],
  [
    'null as a value',
    { 'response.customer_presence': { enum: ['off_session', 'on_session', null] } },
  ],
  ['a constant', { 'response.object': { type: 'string', const: 'payment_record' } }],
  ['a detour', { x: { $ref: shipping }, 'response.shipping_details.anyOf': [x] }],
  ['null beside a reference', { 'response.shipping_details': { $ref: shipping, nullable: true } }],
  ['oneOf', { 'response.shipping_details': { oneOf: [{ type: 'null' }, { $ref: shipping }] } }],
  [
    'an ID that expands',
    {
      'payer.customer': {
        nullable: true,
        anyOf: [text, { $ref: '#/x' }],
        'x-expansionResources': 0,
      },
    },
  ],
];

describe('a document that has', () => {
  test.each(REQUEST)('%s in the request differs in just that', async (_, edits, ...expected) => {
    expect((await driftOf(edits)).found).toStrictEqual(expected);
  });
  test.each(ANSWERS)('%s in an answer differs in just that', async (_, edits, ...expected) => {
    expect((await driftOf(edits)).found).toStrictEqual(expected);
  });
  test.each(SAME)('%s is in step', async (_, edits) => {
    expect(await driftOf(edits)).toMatchObject({ found: [], stale: [], notCompared: [] });
  });
});

test('a difference is shown with both sides, and where they stand', async () => {
  const { drift } = await driftOf({ 'payer.title': text, 'request.failed.required': [] });
  expect(drift).toStrictEqual([
    {
      place: 'request.failed.failed_at',
      kind: 'stricter',
      what: 'required',
      ours: 'required',
      theirs: 'optional',
      whereOurs: expect.stringMatching(/^spec\/openapi\.yaml:\d+$/),
      whereTheirs: expect.stringMatching(/^#\/paths\/~1v1.*\/failed\/properties\/failed_at$/),
    },
    expect.objectContaining({
      ours: '–',
      theirs: 'optional string',
      whereTheirs: `#/components/schemas/${DETAILS}_customer_details/properties/title`,
    }),
  ]);
});

test('a deliberate difference that is gone is named, with the line of its entry', async () => {
  const { drift, stale } = await driftOf({ 'request.failed.additionalProperties': false });
  expect(drift).toStrictEqual([]);
  expect(stale).toMatchObject([
    {
      place: 'request.failed',
      where: expect.stringMatching(/^spec\/upstream-differences\.yaml:\d+$/),
    },
  ]);
});

test('without component schemas the request is compared and the answers are not', async () => {
  const report = await driftOf({ 'components.schemas': undefined });
  expect(report).toMatchObject({ found: [], stale: [] });
  expect([...report.fields]).toStrictEqual([['request', 38]]);
  expect(report.notCompared).toStrictEqual([
    { place: 'response', reason: 'there is no #/components/schemas/payment_record' },
    { place: 'error', reason: 'there is no #/components/schemas/error' },
  ]);
});

test.each([
  ['missing', undefined],
  ['endless', { $ref: `#/components/schemas/${DETAILS}_address` }],
])('a reference that is %s leaves just that part of an answer uncompared', async (_, address) => {
  const place = `components.schemas.${DETAILS}_address`;
  const { found, stale, notCompared } = await driftOf({ [place]: address });
  expect({ found, stale }).toStrictEqual({ found: [], stale: [] });
  expect(notCompared.map(({ place }) => place).sort()).toStrictEqual([
    'response.payment_method_details.billing_details.address',
    'response.shipping_details.address',
  ]);
});
