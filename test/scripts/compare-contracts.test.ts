import { expect, test } from 'vitest';
import { compareContracts } from '../../scripts/diff/compare-contracts.js';
import type { Difference } from '../../scripts/diff/comparison.js';
import type { Json } from '../../scripts/support/json.js';
import {
  type Edit,
  editDocument,
  first,
  gone,
  list,
  minus,
  orNull,
  plus,
  renamed,
  reversed,
  things,
  to,
} from '../support/edit-document.js';

// Paths of keys, with a space between.
const PATH = '/v1/things/{id}';
const FORM = 'application/x-www-form-urlencoded';
const POST = `paths ${PATH} post`;
const BODY = `${POST} requestBody`;
const ENCODING = `${BODY} content ${FORM} encoding`;
const OK = `${POST} responses 200`;
const SCHEMAS = 'components schemas';
const PARAMS = `${SCHEMAS} thing_params`;
const FIELDS = `${PARAMS} properties`;
const METADATA = `${FIELDS} metadata anyOf 0`;
const ANSWER = `${SCHEMAS} thing properties`;
const KEY = 'components parameters key';
const HEADER = 'header idempotency-key';

const contract = things();
const edited = (path: string, edit: Edit) => editDocument(contract, path, edit);

/** `!` breaks. */
const inShort = (changes: Difference[]): string =>
  changes.map(({ name, breaking }) => `${breaking ? '!' : '+'} ${name}`).join(', ');

type Row = [path: string, changes: string, edit: Edit];

test.each<Row>([
  [FIELDS, '! request.outcome, + request.result', renamed('outcome', 'result')],
  [`${FIELDS} description`, '! request.description', gone],
  [`${FIELDS} fax`, '+ request.fax', to({ type: 'string' })],
  [`${METADATA} properties`, '! request.metadata.fax', to({ fax: {} })],
  [`${PARAMS} required`, '! request.outcome', plus('outcome')],
  [`${PARAMS} required`, '+ request.count', gone],
  [`${FIELDS} failed required`, '+ request.failed.failed_at', gone],
  [`${PARAMS} additionalProperties`, '+ request', gone],
  [`${METADATA} additionalProperties`, '! request.metadata', to(false)],
  [`${METADATA} additionalProperties`, '+ request.metadata', gone],
  [`${METADATA} additionalProperties maxLength`, '! request.metadata{}', to(100)],
  [`${METADATA} additionalProperties maxLength`, '+ request.metadata{}', to(600)],
  [`${METADATA} propertyNames minLength`, '+ request.metadata (its names)', to(0)],
  [`${METADATA} propertyNames minLength`, '! request.metadata (its names)', to(2)],
  [`${METADATA} propertyNames pattern`, '! request.metadata (its names)', to('^a')],
  [`${METADATA} propertyNames`, '+ request.metadata', gone],
  [`${METADATA} maxProperties`, '! request.metadata', to(10)],
  [`${FIELDS} count type`, '! request.count', to('string')],
  [`${FIELDS} count type`, '+ request.count', to('number')],
  [`${FIELDS} count minimum`, '! request.count', to(2)],
  [`${FIELDS} count exclusiveMaximum`, '! request.count', to(9)],
  [`${FIELDS} count default`, '! request.count', to(1)],
  [`${FIELDS} count multipleOf`, '! request.count', to(2)],
  [`${FIELDS} failed properties failed_at format`, '+ request.failed.failed_at', gone],
  [`${FIELDS} description type`, '+ request.description', gone],
  [`${FIELDS} description`, '+ request.description', orNull],
  [`${FIELDS} description const`, '! request.description', to('a')],
  [`${FIELDS} description maxLength`, '! request.description', to(100)],
  [`${FIELDS} description maxLength`, '+ request.description', to(9000)],
  [`${FIELDS} description maxLength`, '+ request.description', gone],
  [`${FIELDS} description readOnly`, '! request.description', to(true)],
  [`${FIELDS} description deprecated`, '+ request.description', to(true)],
  [`${FIELDS} outcome x-stripeBypassValidation`, '+ request.outcome', to(true)],
  [`${FIELDS} outcome enum`, '+ request.outcome', plus('pending')],
  [`${FIELDS} outcome enum`, '! request.outcome', minus('canceled')],
  [`${FIELDS} outcome enum`, '+ request.outcome', gone],
  [`${FIELDS} expand items maxLength`, '! request.expand[]', to(9)],
  [`${FIELDS} expand items`, '+ request.expand', gone],
  [`${FIELDS} expand uniqueItems`, '! request.expand', to(true)],
  [`${FIELDS} metadata anyOf`, '! request.metadata', first],
  [`${FIELDS} metadata anyOf`, '+ request.metadata', plus({ type: 'array' })],
  [
    `${FIELDS} metadata`,
    '! request.metadata, + request.metadata',
    (old) => ({ oneOf: [old ?? {}, { type: 'object' }] }),
  ],
  [`${FIELDS} shipping $ref`, '! request.shipping', to('#/components/schemas/none')],
  [`${ENCODING} failed style`, '! request.failed', to('form')],
  [`${ENCODING} failed explode`, '! request.failed', to(false)],
  [`${ENCODING} failed`, '! request.failed', gone],
  [`${ENCODING} failed allowReserved`, '! request.failed', to(true)],
  [`${BODY} content`, `! request ${FORM}, + request text/xml`, renamed(FORM, 'text/xml')],
  [`${BODY} required`, '+ request', gone],
  [BODY, '! request', gone],
])('who sends: %s: %s', (path, changes, edit) => {
  const found = compareContracts(contract, edited(path, edit));
  expect(inShort(found)).toBe(changes);
});

test.each<Row>([
  [ANSWER, '! response.description, + response.text', renamed('description', 'text')],
  [`${ANSWER} fax`, '+ response.fax', to({ type: 'string' })],
  [`${SCHEMAS} thing required`, '! response.id', minus('id')],
  [`${SCHEMAS} thing required`, '+ response.description', plus('description')],
  [`${SCHEMAS} thing additionalProperties`, '+ response', to(false)],
  [`${ANSWER} description type`, '+ response.description', to('string')],
  [`${ANSWER} id type`, '! response.id', to(['string', 'null'])],
  [`${ANSWER} customer anyOf`, '+ response.customer', first],
  [`${ANSWER} customer anyOf`, '! response.customer', plus({ type: 'string' })],
  [`${ANSWER} owner`, '! response.owner', orNull],
  [`${ANSWER} id x-expansionResources`, '+ response.id', to({ oneOf: [] })],
  [`${ANSWER} reported_by anyOf 0 enum`, '+ response.reported_by', plus('bank')],
  [`${ANSWER} reported_by anyOf 0 enum`, '+ response.reported_by', minus('self')],
  [`${ANSWER} reported_by anyOf`, '+ response.reported_by', first],
  [`${ANSWER} object enum`, '! response.object', plus('record')],
  [`${ANSWER} object enum`, '! response.object', gone],
  [`${ANSWER} id maxLength`, '+ response.id', to(10)],
  [`${ANSWER} id maxLength`, '! response.id', gone],
  [`${ANSWER} id pattern`, '+ response.id', to('^pr_')],
  [`${ANSWER} id writeOnly`, '! response.id', to(true)],
  [`${ANSWER} created type`, '! response.created', to('number')],
  // It is required still.
  [`${ANSWER} created`, '! response.created', gone],
  [`${ANSWER} created format`, '! response.created', to('date')],
  [`${ANSWER} metadata additionalProperties`, '! response.metadata', gone],
  [`${SCHEMAS} thing_error properties error properties code`, '! error.error.code', gone],
  [`${POST} responses`, '! response, ! answer 201', renamed('200', '201')],
  [`${POST} responses default`, '! error', gone],
  [
    `${POST} responses 404`,
    '+ answer 404',
    to({ $ref: `#/paths/~1v1~1things~1{id}/post/responses/default` }),
  ],
  [`${POST} responses 404`, '+ answer 404, ! answer 404 application/json', to({})],
  [
    `${OK} content`,
    '! response application/json, + response text/xml',
    renamed('application/json', 'text/xml'),
  ],
  [`${OK} content text/xml`, '! response text/xml', to({})],
  [`${OK} headers`, '! response header request-id', gone],
  [`${OK} headers`, '! response header request-id', renamed('Request-Id', 'request-id')],
  [`${OK} headers X-Shard`, '+ response header x-shard', to({ schema: {} })],
  ['components headers request_id required', '! response header request-id', to(false)],
])('who reads: %s: %s', (path, changes, edit) => {
  expect(inShort(compareContracts(contract, edited(path, edit)))).toBe(changes);
});

test.each<Row>([
  ['servers', '+ operation, ! server https://api.example.com/, + server /v2', to([{ url: '/v2' }])],
  ['servers', '+ server https://eu.example.com/', plus({ url: 'https://eu.example.com/' })],
  ['servers', '! operation, + server /v2', list((old) => [{ url: '/v2' }, ...old])],
  ['security', '! security basicAuth', first],
  ['security', '+ security none', plus({})],
  [
    `${POST} security`,
    '! security bearerAuth, ! security basicAuth, + security basicAuth and bearerAuth',
    to([{ bearerAuth: [], basicAuth: [] }]),
  ],
  ['components securitySchemes bearerAuth scheme', '! security bearerAuth', to('digest')],
  ['paths', `! POST ${PATH}, + POST /v2`, renamed(PATH, '/v2')],
  [`paths ${PATH}`, `! POST ${PATH}, + PUT ${PATH}`, renamed('post', 'put')],
  ['paths /v1/other', '+ GET /v1/other', to({ get: { responses: {} } })],
  [`${POST} operationId`, '! operation', to('Report')],
  [`${POST} deprecated`, '+ operation', to(true)],
  [`${POST} tags`, '+ operation', to(['Other'])],
  [`${POST} callbacks`, '! operation', to({})],
  [`${KEY} name`, `! ${HEADER}, + header key`, to('Key')],
  [`${KEY} name`, `! ${HEADER}`, to('idempotency-key')],
  [`${KEY} in`, '! header idempotency-key, + query.Idempotency-Key', to('query')],
  [`${KEY} required`, `! ${HEADER}`, to(true)],
  [`${KEY} schema maxLength`, `! ${HEADER}`, to(40)],
  [`${KEY} schema maxLength`, `+ ${HEADER}`, to(400)],
  [`${KEY} content`, `! ${HEADER}`, to({})],
  [`${POST} parameters`, '+ header x-new', plus({ name: 'X-New', in: 'header' })],
  [`${POST} parameters`, '! header x-new', plus({ name: 'X-New', in: 'header', required: true })],
  [`${POST} parameters`, '+ query.limit', plus({ name: 'limit', in: 'query' })],
  [`${POST} parameters`, '! query.limit', plus({ name: 'limit', in: 'query', required: true })],
  [`${SCHEMAS} ghost`, '+ component schemas ghost', to({ type: 'string' })],
  ['info version', '+ contract', to('2026-11-25.endive')],
  ['info version', '! contract', to('2027-03-31.fennel')],
  ['jsonSchemaDialect', '! contract', gone],
  ['openapi', '! contract', to('3.2.0')],
  ['webhooks', '! contract', to({})],
])('around the bodies: %s: %s', (path, changes, edit) => {
  expect(inShort(compareContracts(contract, edited(path, edit)))).toBe(changes);
});

test('compares the fields of a query as those of a form', () => {
  const parameters = (...limits: Json[]) =>
    edited(
      `${POST} parameters`,
      plus(...limits.map((limit) => ({ name: 'limit', in: 'query', schema: limit }))),
    );
  const before = parameters({ type: 'integer', maximum: 100 });
  expect(inShort(compareContracts(before, parameters({ type: 'integer', maximum: 10 })))).toBe(
    '! query.limit',
  );
  expect(inShort(compareContracts(before, parameters()))).toBe('! query.limit');
});

test('says where, what, breaking or not, for whom, and in which operation', () => {
  const current = edited(`${FIELDS} failed properties failed_at type`, to('string'));
  expect(compareContracts(contract, current)).toMatchObject([
    {
      ...{ operation: 'PostThingsId', name: 'request.failed.failed_at', what: 'type' },
      ...{ before: 'integer', after: 'string', breaking: true, whom: 'who sends' },
    },
  ]);
});

test('a long text is cut, and a version that names no release breaks by any change', () => {
  const [{ after } = {}] = compareContracts(
    contract,
    edited(`${FIELDS} description pattern`, to('a'.repeat(60))),
  );
  expect(after).toBe(`${'a'.repeat(49)}…`);
  const dated = (version: string) => edited('info version', to(version));
  expect(inShort(compareContracts(dated('2026-10-28'), dated('2026-11-25')))).toBe('! contract');
});

// More of what is harmless is in test/prove/.
test.each<[path: string, edit: Edit]>([
  ['openapi', to('3.1.0')],
  ['info', (old) => ({ ...Object(old), title: 'Other', license: { name: 'MIT' } })],
  ['tags', gone],
  ['components examples', to({ failed: { value: 1 } })],
  [`${POST} x-note`, to('new')],
  [`${FIELDS} description title`, to('Text')],
  [`${FIELDS} description examples`, to(['Invoice 1'])],
  [`${FIELDS} outcome enum`, reversed],
  [`${FIELDS} outcome type`, gone],
  [`${FIELDS} outcome type`, to(['string', 'null'])],
  [`${FIELDS} description type`, to(['string'])],
  [`${FIELDS} metadata anyOf`, reversed],
  [`${FIELDS} metadata`, (old) => ({ oneOf: Object(old).anyOf })],
  [`${ANSWER} customer anyOf`, reversed],
  [`${ANSWER} description`, to({ anyOf: [{ type: 'string', maxLength: 5000 }, { type: 'null' }] })],
  [`${SCHEMAS} thing required`, reversed],
  [`${BODY} content ${FORM} examples`, renamed('failed', 'lost')],
  [`${POST} parameters`, reversed],
  [`${KEY} required`, gone],
  [`${KEY} style`, to('simple')],
  [`${ENCODING} description`, to({ style: 'form' })],
  [`${FIELDS} shipping`, () => Object(contract).components.schemas.address],
])('takes for harmless: %s', (path, edit) => {
  expect(compareContracts(contract, edited(path, edit))).toStrictEqual([]);
});

test('follows a schema that holds itself', () => {
  const up = { $ref: '#/components/schemas/thing' };
  const cyclic = (type: string) =>
    edited(`${ANSWER} parent`, to({ type: 'object', properties: { up, age: { type } } }));
  expect(inShort(compareContracts(cyclic('string'), cyclic('integer')))).toBe(
    '! response.parent.age',
  );
});

test('follows a reference in a keyword that it does not know', () => {
  const not = { $ref: '#/components/schemas/customer' };
  const before = edited(`${FIELDS} description not`, to(not));
  const after = editDocument(before, `${SCHEMAS} customer properties email type`, to('string'));
  expect(inShort(compareContracts(before, after))).toContain('! request.description');
});
