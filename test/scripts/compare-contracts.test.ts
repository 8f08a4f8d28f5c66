import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type Change, compareContracts } from '../../scripts/diff/compare-contracts.js';
import type { Json, JsonObject } from '../../scripts/gen/load-spec.js';

// Paths of keys, with a space between.
const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const FORM = 'application/x-www-form-urlencoded';
const POST = `paths ${PATH} post`;
const BODY = `${POST} requestBody`;
const ENCODING = `${BODY} content ${FORM} encoding`;
const OK = `${POST} responses 200`;
const HEADERS = (status: string) =>
  `! response ${status} header Idempotent-Replayed, ! response ${status} header Request-Id`;
const SCHEMAS = 'components schemas';
const PARAMS = `${SCHEMAS} report_payment_attempt_params`;
const FIELDS = `${PARAMS} properties`;
const METADATA = `${FIELDS} metadata anyOf 0`;
const RECORD = `${SCHEMAS} payment_record`;
const ANSWER = `${RECORD} properties`;
const CUSTOMER = `${SCHEMAS} payments_primitives_payment_records_resource_customer_details properties`;
const KEY = 'components parameters idempotency_key';

let contract: JsonObject;
beforeAll(async () => {
  contract = parse(await readFile(new URL('../../spec/openapi.yaml', import.meta.url), 'utf8'));
});

type Edit = (value: Json | undefined) => Json | undefined;

/** The contract after an edit of the node at a path. */
function edited(path: string, edit: Edit): JsonObject {
  const walk = (node: Json | undefined, [key, ...rest]: string[]): Json | undefined => {
    if (key === undefined) return edit(node);
    if (Array.isArray(node)) {
      return node.map((item, i) => (String(i) === key ? (walk(item, rest) ?? null) : item));
    }
    if (!isObject(node)) throw new Error(`${path}: nothing to hold ${key}`);
    const { [key]: old, ...others } = node;
    const value = walk(old, rest);
    return value === undefined ? others : { ...others, [key]: value };
  };
  const result = walk(contract, path.split(' ').filter(Boolean));
  if (!isObject(result)) throw new Error(`${path}: nothing is left`);
  return result;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const to =
  (value: Json): Edit =>
  () =>
    value;
const gone: Edit = () => undefined;
const list =
  (edit: (items: Json[]) => Json[]): Edit =>
  (old) =>
    edit(Array.isArray(old) ? old : []);
const plus = (...items: Json[]) => list((old) => [...old, ...items]);
const minus = (item: Json) => list((old) => old.filter((each) => each !== item));
const first = list((old) => old.slice(0, 1));
const reversed = list((old) => old.toReversed());
const renamed =
  (from: string, name: string): Edit =>
  (old) =>
    Object.fromEntries(Object.entries(old ?? {}).map(([k, v]) => [k === from ? name : k, v]));
const orNull: Edit = (old) => ({ anyOf: [old ?? null, { type: 'null' }] });
const pointer = (path: string): string =>
  path.split(' ').reduce((above, key) => `${above}/${key.replaceAll('/', '~1')}`, '#');

/** A change in short: `!` breaks. */
const inShort = (changes: Change[]): string =>
  changes.map(({ where, breaking }) => `${breaking ? '!' : '+'} ${where}`).join(', ');

test.each<[path: string, changes: string, edit: Edit]>([
  [FIELDS, '! request outcome, + request result', renamed('outcome', 'result')],
  [`${FIELDS} description`, '! request description', gone],
  [`${FIELDS} fax`, '+ request fax', to({ type: 'string' })],
  [`${METADATA} properties`, '! request metadata[fax]', to({ fax: {} })],
  [`${PARAMS} required`, '! request outcome', plus('outcome')],
  [`${PARAMS} required`, '+ request initiated_at', gone],
  [`${FIELDS} failed required`, '+ request failed[failed_at]', gone],
  [`${PARAMS} additionalProperties`, '+ request', gone],
  [`${METADATA} additionalProperties`, '! request metadata', to(false)],
  [`${METADATA} additionalProperties maxLength`, '! request metadata[*]', to(100)],
  [`${METADATA} additionalProperties maxLength`, '+ request metadata[*]', to(600)],
  [`${METADATA} propertyNames minLength`, '+ request metadata (its keys)', to(0)],
  [`${METADATA} propertyNames minLength`, '! request metadata (its keys)', to(2)],
  [`${METADATA} propertyNames pattern`, '! request metadata (its keys)', to('^a')],
  [`${METADATA} propertyNames pattern`, '+ request metadata (its keys)', gone],
  [`${METADATA} maxProperties`, '! request metadata', to(10)],
  [`${FIELDS} initiated_at type`, '! request initiated_at', to('string')],
  [`${FIELDS} initiated_at type`, '+ request initiated_at', to('number')],
  [`${FIELDS} initiated_at format`, '+ request initiated_at', gone],
  [`${FIELDS} initiated_at default`, '! request initiated_at', to(0)],
  [`${FIELDS} description type`, '+ request description', gone],
  [`${FIELDS} description`, '+ request description', orNull],
  [`${FIELDS} description const`, '! request description', to('a')],
  [`${FIELDS} description maxLength`, '! request description', to(100)],
  [`${FIELDS} description maxLength`, '+ request description', to(9000)],
  [`${FIELDS} description maxLength`, '+ request description', gone],
  [`${FIELDS} description minLength`, '! request description', to(1)],
  [`${FIELDS} description readOnly`, '! request description', to(true)],
  [`${FIELDS} description deprecated`, '+ request description', to(true)],
  [`${FIELDS} outcome enum`, '+ request outcome', plus('pending')],
  [`${FIELDS} outcome enum`, '! request outcome', minus('canceled')],
  [`${FIELDS} outcome enum`, '+ request outcome', gone],
  [`${FIELDS} expand items maxLength`, '! request expand[]', to(9)],
  [`${FIELDS} expand uniqueItems`, '! request expand', to(true)],
  [`${FIELDS} metadata anyOf`, '! request metadata', first],
  [`${FIELDS} metadata anyOf`, '+ request metadata', plus({ type: 'array' })],
  [`${ENCODING} failed style`, '! request failed encoding style', to('form')],
  [`${ENCODING} failed explode`, '! request failed encoding explode', to(false)],
  [`${ENCODING} failed`, '! request failed encoding style', gone],
  [`${BODY} content`, `! request ${FORM}, + request text/xml`, renamed(FORM, 'text/xml')],
  [`${BODY} required`, '+ request', gone],
  [BODY, '! request', gone],
])('who sends: %s: %s', (path, changes, edit) => {
  const found = compareContracts(contract, edited(path, edit));
  expect(inShort(found)).toBe(changes);
  expect(found.every(({ whom }) => whom === 'who sends')).toBe(true);
});

test.each<[path: string, changes: string, edit: Edit]>([
  [ANSWER, '! response 200 description, + response 200 text', renamed('description', 'text')],
  [`${ANSWER} fax`, '+ response 200 fax', to({ type: 'string' })],
  [`${RECORD} required`, '! response 200 id', minus('id')],
  [`${RECORD} required`, '+ response 200 description', plus('description')],
  [`${RECORD} additionalProperties`, '+ response 200', to(false)],
  [`${ANSWER} description type`, '+ response 200 description', to('string')],
  [`${ANSWER} id type`, '! response 200 id', to(['string', 'null'])],
  [`${ANSWER} customer_details anyOf`, '+ response 200 customer_details', first],
  [`${ANSWER} customer_details anyOf`, '! response 200 customer_details', plus({ type: 'string' })],
  [`${ANSWER} processor_details`, '! response 200 processor_details', orNull],
  [`${CUSTOMER} email type`, '+ response 200 customer_details.email', to('string')],
  [`${ANSWER} reported_by anyOf 0 enum`, '+ response 200 reported_by', plus('bank')],
  [`${ANSWER} reported_by anyOf 0 enum`, '+ response 200 reported_by', minus('self')],
  [`${ANSWER} reported_by anyOf`, '+ response 200 reported_by', first],
  [`${ANSWER} object enum`, '! response 200 object', plus('record')],
  [`${ANSWER} object enum`, '! response 200 object', gone],
  [`${ANSWER} id maxLength`, '+ response 200 id', to(10)],
  [`${ANSWER} id maxLength`, '! response 200 id', gone],
  [`${ANSWER} id pattern`, '+ response 200 id', to('^pr_')],
  [`${ANSWER} id writeOnly`, '! response 200 id', to(true)],
  [`${ANSWER} created type`, '! response 200 created', to('number')],
  [`${ANSWER} created format`, '! response 200 created', to('date')],
  [`${ANSWER} metadata additionalProperties`, '! response 200 metadata.*', gone],
  [`${SCHEMAS} api_errors properties code`, '! response default error.code', gone],
  [`${POST} responses`, '! response 200, ! response 201', renamed('200', '201')],
  [`${POST} responses default`, '! response default', gone],
  [`${POST} responses 404`, '+ response 404', to({ $ref: pointer(`${POST} responses default`) })],
  [
    `${POST} responses 404`,
    `+ response 404, ! response 404 application/json, ${HEADERS('404')}`,
    to({}),
  ],
  [
    `${OK} content`,
    '! response 200 application/json, ! response 200 text/xml',
    renamed('application/json', 'text/xml'),
  ],
  [`${OK} content text/xml`, '! response 200 text/xml', to({})],
  [`${OK} headers`, HEADERS('200'), gone],
  [`${OK} headers X-Shard`, '+ response 200 header X-Shard', to({ schema: {} })],
])('who reads: %s: %s', (path, changes, edit) => {
  const found = compareContracts(contract, edited(path, edit));
  expect(inShort(found)).toBe(changes);
  expect(found.every(({ whom }) => whom === 'who reads')).toBe(true);
});

test.each<[path: string, changes: string, edit: Edit]>([
  ['servers', '! server, + server', to([{ url: 'https://api.example.com/' }])],
  ['servers', '+ server', plus({ url: 'https://eu.stripe.com/' })],
  ['servers', '+ server, ! server', list((old) => [{ url: 'https://eu.stripe.com/' }, ...old])],
  ['security', '! security', first],
  ['security', '+ security', plus({})],
  [
    `${POST} security`,
    '! security, ! security, + security',
    to([{ bearerAuth: [], basicAuth: [] }]),
  ],
  [
    'components securitySchemes bearerAuth scheme',
    '! component securityScheme bearerAuth scheme',
    to('digest'),
  ],
  ['paths', `! POST ${PATH}, + POST /v2`, renamed(PATH, '/v2')],
  [`paths ${PATH}`, `! POST ${PATH}, + PUT ${PATH}`, renamed('post', 'put')],
  ['paths /v1/other', '+ GET /v1/other', to({ get: { responses: {} } })],
  [`${POST} operationId`, '! operationId', to('Report')],
  [`${POST} deprecated`, '+ deprecated', to(true)],
  [`${POST} tags`, '+ tags', to(['Other'])],
  [`${POST} callbacks`, '! callbacks', to({})],
  [`${KEY} name`, '! parameter Idempotency-Key, + parameter Key', to('Key')],
  [`${KEY} in`, '! parameter Idempotency-Key, + parameter Idempotency-Key (query)', to('query')],
  [`${KEY} required`, '! parameter Idempotency-Key', to(true)],
  [`${KEY} schema maxLength`, '! parameter Idempotency-Key', to(40)],
  [`${KEY} schema maxLength`, '+ parameter Idempotency-Key', to(400)],
  [`${KEY} content`, '! parameter Idempotency-Key content', to({})],
  [
    `${POST} parameters`,
    '! parameter Stripe-Account, ! parameter Stripe-Version',
    list((old) => old.slice(0, 2)),
  ],
  [`${POST} parameters`, '+ parameter X-New', plus({ name: 'X-New', in: 'header' })],
  [
    `${POST} parameters`,
    '! parameter X-New',
    plus({ name: 'X-New', in: 'header', required: true }),
  ],
  [`${SCHEMAS} ghost`, '+ component schemas ghost', to({ type: 'string' })],
  ['info version', '+ info.version', to('2026-11-25.endive')],
  ['info version', '! info.version', to('2027-03-31.fennel')],
  ['jsonSchemaDialect', '! jsonSchemaDialect', gone],
  ['webhooks', '! webhooks', to({})],
])('around the bodies: %s: %s', (path, changes, edit) => {
  expect(inShort(compareContracts(contract, edited(path, edit)))).toBe(changes);
});

test('says where, what, breaking or not, and for whom', () => {
  const current = edited(`${FIELDS} failed properties failed_at type`, to('string'));
  expect(compareContracts(contract, current)).toStrictEqual([
    {
      where: 'request failed[failed_at]',
      what: 'type integer → string',
      breaking: true,
      whom: 'who sends',
    },
  ]);
});

/** The document with its keys in reverse. */
function backwards(node: Json): Json {
  if (Array.isArray(node)) return node.map(backwards);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node)
      .toReversed()
      .map(([k, v]) => [k, backwards(v)]),
  );
}

test.each<[path: string, edit: Edit]>([
  ['', (old) => backwards(old ?? null)],
  ['openapi', to('3.1.0')],
  [
    'info',
    (old) => ({ ...Object(old), title: 'Other', summary: 'Other', license: { name: 'MIT' } }),
  ],
  ['tags', gone],
  [`${POST} description`, to('Other')],
  [`${POST} x-note`, to('new')],
  [`${FIELDS} description title`, to('Text')],
  [`${FIELDS} description description`, to('Other')],
  [`${FIELDS} description $comment`, to('Other')],
  [`${FIELDS} description examples`, to(['Invoice 1'])],
  [`${FIELDS} outcome enum`, reversed],
  [`${FIELDS} description type`, to(['string'])],
  [`${FIELDS} metadata anyOf`, reversed],
  [`${ANSWER} customer_details anyOf`, reversed],
  [`${ANSWER} description`, to({ anyOf: [{ type: 'string', maxLength: 5000 }, { type: 'null' }] })],
  [`${RECORD} required`, reversed],
  [`${BODY} content ${FORM} examples`, renamed('failed', 'lost')],
  [`${OK} content application/json examples failed value created`, to(1)],
  [`${POST} parameters`, reversed],
  [`${KEY} required`, gone],
  [`${KEY} style`, to('simple')],
  [`${ENCODING} description`, to({ style: 'form' })],
])('takes for harmless: %s', (path, edit) => {
  const current = edited(path, edit);
  expect(current).not.toBe(contract);
  expect(compareContracts(contract, current)).toStrictEqual([]);
});

test('follows a schema that holds itself', () => {
  const cyclic = (type: string) =>
    edited(
      `${ANSWER} parent`,
      to({ properties: { up: { $ref: pointer(RECORD) }, age: { type } } }),
    );
  expect(inShort(compareContracts(cyclic('string'), cyclic('integer')))).toBe(
    '! response 200 parent.age',
  );
});

test('takes a reference for what it refers to', () => {
  let address: Json = null;
  edited(`${SCHEMAS} address_param`, (old) => {
    address = old ?? null;
    return old;
  });
  const current = edited(`${FIELDS} shipping_details properties address`, to(address));
  expect(compareContracts(contract, current)).toStrictEqual([]);
});
