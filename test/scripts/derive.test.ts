import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { derive } from '../../scripts/gen/derive.js';
import type { Json, JsonObject } from '../../scripts/support/json.js';

const read = async (name: string) =>
  parse(await readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));
const fixture: object = await read('contract.yaml');
const derived: {
  types: { what: string; schema: Json; type: string }[];
  integers: { what: string; forms: JsonObject[]; fields: object }[];
} = await read('derived.yaml');

const text = { type: 'string' };
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

/** The files that follow from a contract whose one operation answers with a thing, or takes one. */
function filesOf(
  thing: Json,
  where: 'answer' | 'request' = 'answer',
): Promise<Map<string, string>> {
  const schema = { $ref: '#/components/schemas/thing' };
  const answer = { 200: { description: 'ok', content: { [JSON_TYPE]: { schema } } } };
  const request = { requestBody: { content: { [FORM]: { schema } } }, responses: {} };
  return derive({
    openapi: '3.1.1',
    info: { title: 'Things', version: '1' },
    servers: [{ url: 'https://api.example.org/' }],
    paths: {
      '/v1/things': {
        post: { operationId: 'A', ...(where === 'answer' ? { responses: answer } : request) },
      },
    },
    components: { schemas: { thing } },
  });
}

/** The fields of an object as they are typed, by the schema of each. */
async function typesOf(
  properties: { [name: string]: Json },
  where: 'answer' | 'request' = 'answer',
): Promise<string> {
  const files = await filesOf({ type: 'object', description: 'A thing.', properties }, where);
  const [, fields = ''] =
    /export interface Thing \{\n(.*?)^\}/ms.exec(files.get('openapi.d.ts') ?? '') ?? [];
  return fields;
}

test.each(derived.types)('$what has its type, and stays optional', async ({ schema, type }) => {
  const fields = (await typesOf({ field: schema })).replace(/^ *(\/\*\*|\*).*\n/gm, '');
  expect(fields.replace(/\s+/g, ' ').trim()).toBe(`field?: ${type} | undefined;`);
});

test('comments hold the description as it is, no format, and a deprecation after it', async () => {
  const field = { type: 'string', format: 'date', description: 'One:\n- two\n  three' };
  const old = { type: 'string', deprecated: true, description: 'Was\n\nused.', default: 'a' };
  const older = { type: 'string', deprecated: true };
  expect(
    await typesOf({ field, other: { type: 'integer', format: 'x' }, old, older }),
  ).toBe(`    /**
     * One:
     * - two
     *   three
     */
    field?: string | undefined;
    other?: number | undefined;
    /**
     * Was
     *
     * used.
     * @deprecated
     * @default a
     */
    old?: string | undefined;
    /** @deprecated */
    older?: string | undefined;
`);
});

test('schemas that are objects are interfaces, and named wherever they are used', async () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  const object = (properties: object) => ({
    type: 'object',
    required: Object.keys(properties),
    properties,
  });
  const thing = object({ thing: ref('thing'), odd: { type: 'array', items: ref('odd-name') } });
  const schemas = {
    thing: { ...thing, description: 'A thing; with { braces };\nand more.' },
    'odd-name': object({ text: ref('text'), choice: ref('choice') }),
    text: { type: 'string', const: "components['schemas']['thing']" },
    choice: { anyOf: [ref('thing'), { type: 'null' }] },
  };
  const content = { [JSON_TYPE]: { schema: ref('thing') } };
  const responses = { 200: { description: 'ok', content } };
  const paths = { '/v1/things': { get: { operationId: 'A', responses } } };
  const info = { title: 'Things', version: '1' };
  const files = await derive({ openapi: '3.1.1', info, paths, components: { schemas } });
  const types = files.get('openapi.d.ts') ?? '';
  expect(types).toContain('"application/json": Thing;');
  expect(types).toContain(`    schemas: {
        thing: Thing;
        "odd-name": OddName;
        /** @constant */
        text: "components['schemas']['thing']";
        choice: Thing | null;
    };`);
  expect(types).toContain(`
/**
 * A thing; with { braces };
 * and more.
 */
export interface Thing {
    thing: Thing;
    odd: OddName[];
}
export interface OddName {
    text: components["schemas"]["text"];
    choice: components["schemas"]["choice"];
}
export type Text = components['schemas']['text'];
export type Choice = components['schemas']['choice'];
`);
});

test('a request has no read-only field, and an answer no write-only one', async () => {
  const fields = { a: { ...text, readOnly: true }, b: { ...text, writeOnly: true } };
  expect(await typesOf(fields, 'answer')).toBe('    readonly a?: string | undefined;\n');
  expect(await typesOf(fields, 'request')).toBe('    b?: string | undefined;\n');
  const thing = { type: 'object', required: ['a', 'b'], properties: fields };
  const types = (await filesOf(thing, 'request')).get('openapi.d.ts');
  expect(types).toContain('export interface Thing {\n    b: string;\n}');
});

const importCode = (code = '') => import(`data:text/javascript,${encodeURIComponent(code)}`);

const ID_PARAMETER = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const ANY_TIME = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];

test('contract.js says of each operation what the client checks', async () => {
  const files = await derive(fixture);
  const { API_VERSION, SERVER, REPORT_PATH, OPERATIONS } = await importCode(
    files.get('contract.js'),
  );
  expect([API_VERSION, SERVER]).toEqual(['2026-10-28.endive', 'https://api.stripe.com']);
  expect(REPORT_PATH).toBe('/v1/payment_records/{id}/report_payment_attempt');
  expect(Object.values(OPERATIONS).flatMap((methods) => Object.keys(Object(methods)))).toEqual([
    'POST',
    'POST',
    'POST',
    'GET',
    'GET',
    'POST',
  ]);
  expect(OPERATIONS['/v1/payment_records/{id}'].GET).toEqual({
    success: { object: 'payment_record', id: true },
    query: {},
  });
  const { GET, POST } = OPERATIONS['/v1/kinds'];
  expect(GET).toEqual({
    success: { object: 'list' },
    query: {
      limit: 'integer',
      created: { gte: ANY_TIME, lt: ANY_TIME },
      counts: { '*': 'integer' },
    },
  });
  expect(POST.requiresBody).toBe(true);
  expect(POST.body).toMatchObject({
    unix_time: ANY_TIME,
    nullable_integer: 'integer',
    objects: { '*': { count: 'integer', at: ANY_TIME } },
    nested_map: { '*': { '*': 'integer' } },
    either_object: { cash: { at: ANY_TIME } },
  });
  const fractions = [
    'number',
    'any_scalar',
    'text_or_number',
    'one_of',
    'union_of_all',
    'read_only',
  ];
  for (const field of fractions) expect(POST.body).not.toHaveProperty(field);
});

test.each<[what: string, paths: object, root: unknown]>([
  ['the segment that all paths begin with', { '/v1/a/{id}': {}, '/v1': {} }, '/v1'],
  ['of none where they begin with two', { '/v1/a': {}, '/v2/a': {} }, undefined],
])('contract.js knows %s', async (_, paths, root) => {
  const get = { operationId: 'A', responses: { 204: { description: 'ok' } } };
  const items = Object.keys(paths).map((path, index) => {
    const parameters = path.includes('{id}') ? [{ ...ID_PARAMETER }] : [];
    return [path, { parameters, get: { ...get, operationId: `Get${index}` } }];
  });
  const info = { title: 'Things', version: '1' };
  const files = await derive({ openapi: '3.1.1', info, paths: Object.fromEntries(items) });
  const { ROOT, REPORT_PATH } = await importCode(files.get('contract.js'));
  expect([ROOT, REPORT_PATH]).toEqual([root, undefined]);
});

test.each(derived.integers)('contract.js knows $what', async ({ forms, fields }) => {
  const anyOf = forms.map((form) => ({ type: 'object', ...form }));
  const files = await filesOf({ anyOf }, 'request');
  const { OPERATIONS } = await importCode(files.get('contract.js'));
  expect(OPERATIONS['/v1/things'].POST).toEqual({ body: fields });
});

test('the workflow is that of the first POST with an example; without one there is none', async () => {
  const file = 'workflow-definition.json';
  const workflow = JSON.parse((await derive(fixture)).get(file) ?? '');
  expect(workflow.tasks[workflow.startTask].httpRequest).toMatchObject({
    url: expect.stringMatching(/\/\$\{id\}\/report_payment_attempt$/),
    body: { guaranteed: { guaranteed_at: `\${guaranteed_guaranteed_at}` } },
  });
  expect((await filesOf({ type: 'object' }, 'request')).has(file)).toBe(false);
  expect((await filesOf({ type: 'object' })).has(file)).toBe(false);
});
