import { describe, expect, test } from 'vitest';
import { compareWithDocument } from '../../scripts/diff/compare-with-document.js';
import { Contract } from '../../scripts/diff/contract.js';
import {
  type Edit,
  editDocument,
  gone,
  list,
  plus,
  renamed,
  things,
  to,
} from '../support/edit-document.js';
import { publishedThings } from '../support/published-things.js';

const POST = 'paths /v1/things/{id} post';
const FORM = 'application/x-www-form-urlencoded';
const BODY = `${POST} requestBody`;
const ENCODING = `${BODY} content ${FORM} encoding`;
const SCHEMAS = 'components schemas';
const PARAMS = `${SCHEMAS} thing_params`;
const REQUEST = `${PARAMS} properties`;
const THING = `${SCHEMAS} thing properties`;
const text = { type: 'string', maxLength: 5000 };
const time = { type: 'integer', format: 'unix-time' };
const customer = { $ref: '#/components/schemas/customer' };

const witnessOf = (path: string, edit: Edit) =>
  compareWithDocument(
    new Contract(things()),
    new Contract(editDocument(publishedThings(), path, edit)),
    'it',
  );

type Row = [what: string, path: string, edit: Edit, ...expected: string[]];

const REQUESTS: Row[] = [
  ['a field', `${REQUEST} fee`, to(time), 'request.fee missing: field'],
  ['no field', `${REQUEST} description`, gone, 'request.description extra: field'],
  [
    'a nested field',
    `${REQUEST} failed properties why`,
    to(text),
    'request.failed.why missing: field',
  ],
  ['more required', `${PARAMS} required`, plus('outcome'), 'request.outcome looser: required'],
  ['less required', `${PARAMS} required`, gone, 'request.count stricter: required'],
  [
    'another type',
    `${REQUEST} count`,
    to({ type: 'string', minimum: 1 }),
    'request.count different: type',
  ],
  [
    'two types',
    `${REQUEST} outcome`,
    (old) => ({ anyOf: [old ?? {}, { type: 'array' }] }),
    'request.outcome stricter: type',
  ],
  ['fractions', `${REQUEST} count type`, to('number'), 'request.count stricter: type'],
  ['a format', `${REQUEST} count format`, to('x'), 'request.count looser: format'],
  ['null', `${REQUEST} outcome nullable`, to(true), 'request.outcome stricter: null'],
  ['a value', `${REQUEST} outcome enum`, plus('x'), 'request.outcome missing: values'],
  [
    'no value',
    `${REQUEST} outcome enum`,
    list((old) => old.slice(1)),
    'request.outcome extra: values',
  ],
  [
    'new values',
    `${REQUEST} outcome enum`,
    list((old) => ['x', ...old.slice(1)]),
    'request.outcome different: values',
  ],
  [
    'any value',
    `${REQUEST} outcome`,
    (old) => ({ anyOf: [old ?? {}, { type: 'string' }] }),
    'request.outcome stricter: other values',
  ],
  [
    'more length',
    `${REQUEST} description maxLength`,
    to(6000),
    'request.description stricter: maxLength',
  ],
  [
    'less length',
    `${REQUEST} description maxLength`,
    to(40),
    'request.description looser: maxLength',
  ],
  [
    'any length',
    `${REQUEST} description maxLength`,
    gone,
    'request.description stricter: maxLength',
  ],
  [
    'a number to stay below',
    `${REQUEST} count`,
    (old) => ({ ...Object(old), exclusiveMinimum: true }),
    'request.count looser: exclusiveMinimum',
    'request.count stricter: minimum',
  ],
  [
    'other items',
    `${REQUEST} expand items`,
    to({ type: 'integer', maxLength: 5000 }),
    'request.expand[] different: type',
  ],
  ['no items', `${REQUEST} expand items`, gone, 'request.expand stricter: items'],
  ['an open form', `${PARAMS} additionalProperties`, gone, 'request stricter: unknown fields'],
  [
    'a map',
    `${REQUEST} failed additionalProperties`,
    to(text),
    'request.failed stricter: unknown fields',
  ],
  ['a style', `${ENCODING} failed style`, to('form'), 'request.failed different: encoding'],
  ['no style', `${ENCODING} expand`, gone, 'request.expand different: encoding'],
  ['an optional body', `${BODY} required`, to(false), 'request stricter: required'],
  ['a media type', `${BODY} content x`, to({}), 'request x missing: media type'],
  ['no body', BODY, gone, 'request extra: body'],
  ['a server', 'servers', plus({ url: 'x' }), 'server x missing: server'],
  ['a shorter id', `${POST} parameters 0 schema maxLength`, to(9), 'path id looser: maxLength'],
  ['an optional id', `${POST} parameters 0 required`, to(false), 'path id stricter: required'],
  ['a query', `${POST} parameters`, plus({ in: 'query', name: 'x' }), 'query.x missing: field'],
  ['fewer keys', 'security', list((old) => old.slice(1)), 'security bearerAuth extra: security'],
  [
    'another scheme',
    'components securitySchemes basicAuth scheme',
    to('digest'),
    'security basicAuth different: scheme',
  ],
];

const ANSWERS: Row[] = [
  ['a status', `${POST} responses 402`, to({}), 'answer 402 missing: status'],
  ['no error', `${POST} responses default`, gone, 'error extra: status'],
  ['a header', `${POST} responses 200 headers X`, to({}), 'response header x missing: header'],
  ['a field', `${THING} fee`, to(time), 'response.fee missing: field'],
  ['no field', `${THING} created`, gone, 'response.created extra: field'],
  ['no null', `${THING} description nullable`, to(false), 'response.description looser: null'],
  ['null', `${THING} id nullable`, to(true), 'response.id stricter: null'],
  [
    'no null beside a reference',
    `${THING} customer nullable`,
    gone,
    'response.customer looser: null',
  ],
  [
    'a closed enum',
    `${THING} reported_by`,
    to({ type: 'string', enum: ['self', 'stripe'] }),
    'response.reported_by looser: other values',
  ],
  ['a new constant', `${THING} object enum`, to(['x']), 'response.object different: values'],
  [
    'a closed record',
    `${SCHEMAS} thing additionalProperties`,
    to(false),
    'response looser: unknown fields',
  ],
  ['no map', `${THING} metadata additionalProperties`, gone, 'response.metadata stricter: map'],
  [
    'a new name',
    '',
    (old) =>
      JSON.parse(
        JSON.stringify(old).replaceAll('/address"', '/x"').replace('"address":{', '"x":{'),
      ),
    'request.shipping different: component',
  ],
  [
    'kinds of an object that is open here',
    `${THING} extra`,
    to({ anyOf: [customer, { type: 'object', properties: { a: text } }] }),
    'response.extra.email missing: field',
  ],
  [
    'another kind of object',
    `${THING} owner`,
    to({ anyOf: [customer, { type: 'object', properties: { a: text } }] }),
    'response.owner stricter: choices',
  ],
  ['no operation', 'paths', renamed('/v1/things/{id}', '/v1/x'), ''],
];

const SAME: Row[] = [
  ['another API version', 'info version', to('2027-01-01.fern')],
  ['another operation', 'paths /v1/other', to({ get: { responses: {} } })],
  ['a deprecated field', `${REQUEST} description deprecated`, to(true)],
  ['other tags', `${POST} tags`, gone],
  ['other words', `${REQUEST} outcome description`, to('How it ended')],
  [
    'null as a value',
    `${THING} description`,
    to({ type: 'string', maxLength: 5000, nullable: true }),
  ],
  ['a constant', `${THING} object`, to({ type: 'string', const: 'thing' })],
  ['null beside a reference', `${THING} customer`, to({ ...customer, nullable: true })],
  ['oneOf', `${THING} customer`, to({ oneOf: [{ enum: [null] }, customer] })],
  [
    'an ID that expands',
    `${REQUEST} description`,
    to({ anyOf: [text, { $ref: '#/x' }], 'x-expansionResources': {} }),
  ],
  ['an object whose type is left out', `${SCHEMAS} customer type`, gone],
];

describe('a document that has', () => {
  const found = (path: string, edit: Edit): string[] =>
    witnessOf(path, edit).comparison.differences.map(
      ({ name, kind, what }) => `${name} ${kind}: ${what}`,
    );
  test.each([...REQUESTS, ...ANSWERS.slice(0, -1)])(
    '%s differs in just that',
    (_, path, edit, ...expected) => {
      expect(found(path, edit).sort()).toStrictEqual(expected);
    },
  );
  test.each(SAME)('%s is in step', (_, path, edit) => {
    expect(found(path, edit)).toStrictEqual([]);
    expect(witnessOf(path, edit).comparison.notCompared).toStrictEqual([]);
  });
});

test('a whole document that lacks an operation differs; a kept copy is not compared', () => {
  const theirs = new Contract(
    editDocument(publishedThings(), 'paths', renamed('/v1/things/{id}', '/v1/x')),
  );
  expect(() => compareWithDocument(new Contract(things()), theirs, 'it')).toThrow(
    'it has none of our operations',
  );
  const twice = editDocument(
    things(),
    'paths /v1/x',
    to({ post: { operationId: 'PostX', responses: {} } }),
  );
  const ours = new Contract(twice);
  const whole = compareWithDocument(ours, new Contract(publishedThings()), 'it');
  expect(whole.comparison.differences).toMatchObject([
    { operation: 'PostX', name: 'operation', kind: 'extra' },
  ]);
  const kept = compareWithDocument(ours, new Contract(publishedThings()), 'it', false);
  expect(kept.comparison.differences).toStrictEqual([]);
  expect(kept.comparison.notCompared).toStrictEqual([
    {
      operation: 'PostX',
      place: '',
      reason: 'it lacks POST /v1/x; npm run drift -- --keep FILE_OR_URL adds it',
    },
  ]);
});

test('a difference is shown with both sides, and where they stand', () => {
  const { comparison } = witnessOf(`${SCHEMAS} customer properties title`, to(text));
  const shown = comparison.differences.find(({ name }) => name === 'response.customer.title');
  expect(shown).toStrictEqual({
    ...{ operation: 'PostThingsId', name: 'response.customer.title', whom: 'who reads' },
    ...{ kind: 'missing', what: 'field', before: 'optional string', after: '–', breaking: true },
    whereBefore: '#/components/schemas/customer/properties/title',
    whereAfter: '#/components/schemas/thing/properties/customer',
  });
});

test.each([
  ['missing', gone],
  ['endless', to(customer)],
])('a reference that is %s leaves just that part uncompared', (_, edit) => {
  const { comparison } = witnessOf(`${SCHEMAS} customer`, edit);
  expect(comparison.differences).toStrictEqual([]);
  expect(comparison.notCompared.map(({ place }) => place).sort()).toStrictEqual([
    'response.customer',
    'response.owner',
  ]);
});
