import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadSpec } from '../../scripts/gen/load-spec.js';
import { keysOf } from '../../src/form/json-pointer.js';

interface Edit {
  what: string;
  /** What is set where; nothing where it is taken away. */
  at: string;
  set?: unknown;
  /** The place that the message names, where it is another one. */
  place?: string;
  says: string;
}
interface Edits {
  places: { [name: string]: string };
  base: object;
  refused: Edit[];
  taken: Edit[];
}

const file = new URL('../fixtures/edits.yaml', import.meta.url);
const { places, base, refused, taken }: Edits = parse(await readFile(file, 'utf8'));
let spec: string;

beforeAll(async () => {
  spec = join(await mkdtemp(join(tmpdir(), 'gen-')), 'openapi.yaml');
});

const pointer = (place: string): string => place.replace(/^[A-Z]+/, (name) => places[name] ?? name);

/** Loads the contract as it is after the edits; as JSON, which is YAML as well. */
async function load(...edits: { at: string; set?: unknown }[]): Promise<string> {
  const contract = structuredClone(base);
  for (const { at, set } of edits) {
    const keys = keysOf(pointer(at));
    const last = keys.pop() ?? '';
    const node = keys.reduce((above: object, key) => Reflect.get(above, key), contract);
    if (set === undefined) Reflect.deleteProperty(node, last);
    else Reflect.set(node, last, set);
  }
  await writeFile(spec, JSON.stringify(contract, null, 2));
  return loadSpec(spec).then(
    () => '',
    (error: Error) => error.message,
  );
}

function expectRefusal(message: string, place: string, says: string): void {
  expect(message).toMatch(new RegExp(says));
  const faults = message.split('\n').filter((line) => line.startsWith(spec));
  const named = faults.map((line) => /^:\d+:\d+ (\S+): /.exec(line.slice(spec.length))?.[1]);
  expect(named.filter((each) => each?.startsWith(pointer(place)))).not.toEqual([]);
}

test.each(refused)('refuses $what, and says where', async ({ at, set, place = at, says }) => {
  expectRefusal(await load({ at, set }), place, says);
});

test.each(taken)('takes $what', async ({ at, set }) => {
  expect(await load({ at, set })).toBe('');
});

/** Objects in objects, down to a text. */
const nested = (levels: number): object =>
  levels === 0
    ? { type: 'string' }
    : { type: 'object', additionalProperties: false, properties: { a: nested(levels - 1) } };

test('a form has ten levels and no more', async () => {
  expect(await load({ at: 'FIELDS/f', set: nested(9) })).toBe('');
  const message = await load({ at: 'FIELDS/f', set: nested(10) });
  expectRefusal(message, 'FIELDS/f/properties/a', 'at most 10 levels');
});

test('requests and answers share no field that one of them must not have', async () => {
  const share = { at: 'FIELDS/f', set: { $ref: '#/components/schemas/thing' } };
  const closed = { at: 'THING/additionalProperties', set: false };
  expect(await load(share, closed)).toBe('');
  for (const keyword of ['readOnly', 'writeOnly']) {
    const message = await load(share, closed, { at: `THING/properties/id/${keyword}`, set: true });
    expectRefusal(message, 'THING/properties/id', 'share id');
  }
});

test('a body and a response may stand in components', async () => {
  const content = Reflect.get(base, 'paths')['/v1/things/{id}'].post.requestBody.content;
  const edits = [
    { at: '/components/requestBodies', set: { form: { content } } },
    { at: 'POST/requestBody', set: { $ref: '#/components/requestBodies/form' } },
    { at: '/components/responses', set: { error: { description: 'Refused.' } } },
    { at: 'POST/responses/default', set: { $ref: '#/components/responses/error' } },
  ];
  expect(await load(...edits)).toBe('');
  const open = {
    at: '/components/requestBodies/form/content/application~1x-www-form-urlencoded/schema/additionalProperties',
  };
  expectRefusal(await load(...edits, open), '/components/requestBodies/form', 'must be closed');
});
