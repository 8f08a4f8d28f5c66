import { describe, expect, test } from 'vitest';
import { compareWithDocument } from '../../scripts/diff/compare-with-document.js';
import { Contract } from '../../scripts/diff/contract.js';
import {
  type Edit,
  editDocument,
  first,
  gone,
  or,
  plus,
  renamed,
  rest,
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
const OTHER = { type: 'object', properties: { a: text } };
const customer = { $ref: '#/components/schemas/customer' };

const witnessOf = (path: string, edit: Edit) =>
  compareWithDocument(
    new Contract(things()),
    new Contract(editDocument(publishedThings(), path, edit)),
    'it',
  );

type Row = [path: string, edit: Edit, ...expected: string[]];

const REQUESTS: Row[] = [
  [`${REQUEST} fee`, to(time), 'request.fee missing: field'],
  [`${REQUEST} description`, gone, 'request.description extra: field'],
  [`${REQUEST} failed properties why`, to(text), 'request.failed.why missing: field'],
  [`${PARAMS} required`, plus('outcome'), 'request.outcome looser: required'],
  [`${PARAMS} required`, gone, 'request.count stricter: required'],
  [`${REQUEST} count`, to({ type: 'string', minimum: 1 }), 'request.count different: type'],
  [`${REQUEST} outcome`, or({ type: 'array' }), 'request.outcome stricter: type'],
  [`${REQUEST} count type`, to('number'), 'request.count stricter: type'],
  [`${REQUEST} count format`, to('x'), 'request.count looser: format'],
  [`${REQUEST} outcome nullable`, to(true), 'request.outcome stricter: null'],
  [`${REQUEST} outcome enum`, plus('x'), 'request.outcome missing: values'],
  [`${REQUEST} outcome enum`, rest, 'request.outcome extra: values'],
  [`${REQUEST} outcome enum 0`, to('x'), 'request.outcome different: values'],
  [`${REQUEST} outcome`, or({ type: 'string' }), 'request.outcome stricter: other values'],
  [`${REQUEST} description maxLength`, to(6000), 'request.description stricter: maxLength'],
  [`${REQUEST} description maxLength`, to(40), 'request.description looser: maxLength'],
  [`${REQUEST} description maxLength`, gone, 'request.description stricter: maxLength'],
  [
    `${REQUEST} count`,
    (old) => ({ ...Object(old), exclusiveMinimum: true }),
    'request.count looser: exclusiveMinimum',
    'request.count stricter: minimum',
  ],
  [`${REQUEST} expand items type`, to('integer'), 'request.expand[] different: type'],
  [`${REQUEST} expand items`, gone, 'request.expand stricter: items'],
  [`${REQUEST} description`, or({ const: '' }), 'request.description missing: values'],
  [
    `${REQUEST} outcome x-stripeBypassValidation`,
    to(true),
    'request.outcome missing: x-stripeBypassValidation',
  ],
  [`${PARAMS} additionalProperties`, gone, 'request stricter: unknown fields'],
  [`${REQUEST} failed additionalProperties`, to(text), 'request.failed stricter: unknown fields'],
  [`${ENCODING} failed style`, to('form'), 'request.failed different: encoding'],
  [`${ENCODING} expand`, gone, 'request.expand different: encoding'],
  [`${BODY} required`, to(false), 'request stricter: required'],
  [`${BODY} content x`, to({}), 'request x missing: media type'],
  [BODY, gone, 'request extra: body'],
  ['servers', plus({ url: 'x' }), 'server x missing: server'],
  [`${POST} parameters 0 schema maxLength`, to(9), 'path id looser: maxLength'],
  [`${POST} parameters 0 required`, to(false), 'path id stricter: required'],
  [`${POST} parameters`, plus({ in: 'query', name: 'x' }), 'query.x missing: field'],
  ['security', rest, 'security bearerAuth extra: security'],
  [
    'components securitySchemes basicAuth scheme',
    to('digest'),
    'security basicAuth different: scheme',
  ],
];

const ANSWERS: Row[] = [
  [`${POST} responses 402`, to({}), 'answer 402 missing: status'],
  [`${POST} responses default`, gone, 'error extra: status'],
  [`${POST} responses 200 headers X`, to({}), 'response header x missing: header'],
  [`${THING} fee`, to(time), 'response.fee missing: field'],
  [`${THING} created`, gone, 'response.created extra: field'],
  [
    `${THING} description`,
    (old) => ({
      ...{ anyOf: [old ?? {}, { $ref: '#/components/schemas/customer' }, { $ref: '#/x' }] },
      'x-expansionResources': { oneOf: [{ $ref: '#/components/schemas/customer' }] },
    }),
    'response.description missing: x-expansionResources',
  ],
  [`${THING} description nullable`, to(false), 'response.description looser: null'],
  [`${THING} id nullable`, to(true), 'response.id stricter: null'],
  [`${THING} customer nullable`, gone, 'response.customer looser: null'],
  [`${THING} reported_by anyOf`, first, 'response.reported_by looser: other values'],
  [`${THING} object enum`, to(['x']), 'response.object different: values'],
  [`${SCHEMAS} thing additionalProperties`, to(false), 'response looser: unknown fields'],
  [`${THING} metadata additionalProperties`, gone, 'response.metadata stricter: map'],
  [
    '',
    (old) =>
      JSON.parse(
        JSON.stringify(old).replaceAll('/address"', '/x"').replace('"address":{', '"x":{'),
      ),
    'request.shipping different: component',
  ],
  [`${THING} extra`, to({ anyOf: [customer, OTHER] }), 'response.extra.email missing: field'],
  [`${THING} owner`, to({ anyOf: [customer, OTHER] }), 'response.owner stricter: choices'],
  ['paths', renamed('/v1/things/{id}', '/v1/x'), ''],
];

const SAME: Row[] = [
  ['info version', to('2027-01-01.fern')],
  ['paths /v1/other', to({ get: { responses: {} } })],
  [`${REQUEST} description deprecated`, to(true)],
  [`${POST} tags`, gone],
  [`${REQUEST} outcome description`, to('How it ended')],
  [`${THING} description`, to({ type: 'string', maxLength: 5000, nullable: true })],
  [`${THING} object`, to({ type: 'string', const: 'thing' })],
  [`${THING} customer`, to({ ...customer, nullable: true })],
  [`${THING} customer`, to({ oneOf: [{ enum: [null] }, customer] })],
  [`${SCHEMAS} customer type`, gone],
  [`${REQUEST} expand type`, gone],
  [`${REQUEST} count`, (old) => ({ ...Object(old), exclusiveMinimum: false })],
];

describe('a document with', () => {
  const found = (path: string, edit: Edit): string[] =>
    witnessOf(path, edit).comparison.differences.map(
      ({ name, kind, what }) => `${name} ${kind}: ${what}`,
    );
  test.each([...REQUESTS, ...ANSWERS.slice(0, -1)])(
    'another %s differs in just that',
    (path, edit, ...expected) => {
      expect(found(path, edit).sort()).toStrictEqual(expected);
    },
  );
  test.each(SAME)('another %s is in step', (path, edit) => {
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

test('a difference is shown with both sides', () => {
  const { comparison } = witnessOf(`${SCHEMAS} customer properties title`, to(text));
  const shown = comparison.differences.find(({ name }) => name === 'response.customer.title');
  expect(shown).toStrictEqual({
    ...{ operation: 'PostThingsId', name: 'response.customer.title', whom: 'who reads' },
    ...{ kind: 'missing', what: 'field', before: 'optional string', after: '–', breaking: true },
    where: [
      '#/components/schemas/customer/properties/title',
      '#/components/schemas/thing/properties/customer',
    ],
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
