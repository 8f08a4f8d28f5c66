import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { compareWithDocument } from '../../scripts/diff/compare-with-document.js';
import { Contract } from '../../scripts/diff/contract.js';
import { readContract, readDocument } from '../../scripts/diff/read-document.js';
import type { CannotRun } from '../../scripts/support/command.js';
import { things } from '../support/edit-document.js';
import { type Behaviour, serve } from '../support/misbehaving-server.js';
import { publishedThings } from '../support/published-things.js';
import * as reply from '../support/replies.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drift-test-'));
});

async function fileOf(text: string): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.txt`);
  await writeFile(file, text);
  return file;
}

/** Reads a document and compares the small contract with it. */
const driftFrom = async (...source: Parameters<typeof readDocument>) =>
  compareWithDocument(new Contract(things()), await readDocument(...source), source[0]);

/** What a comparison that cannot be made is refused with. */
const refusal = (comparison: Promise<unknown>): Promise<unknown> =>
  comparison.then(
    () => 'compared',
    ({ name, message }: CannotRun) => `${name}: ${message}`,
  );

const published = JSON.stringify(publishedThings());

test.each([
  ['is empty', '\n', /is no OpenAPI 3 document$/],
  ['is cut off', published.slice(0, -9), /is cut off, or no JSON or YAML: .*position \d+/],
  ['is cut off within YAML', stringify(publishedThings()).slice(0, -9), /cut off: its last line/],
  ['is no YAML', 'a: [\n', /is cut off, or no JSON or YAML: /],
  ['is a web page', '<!doctype html>\n', /is no OpenAPI 3 document$/],
  ['is a text', 'not found\n', /is no OpenAPI 3 document$/],
  ['is Swagger 2', '{ "swagger": "2.0", "paths": {} }', /is no OpenAPI 3 document$/],
  ['has no paths', '{ "openapi": "3.0.0" }', /is no OpenAPI 3 document$/],
  ['lacks the operation', '{ "openapi": "3.0.0", "paths": {} }', /has none of our operations$/],
  ['lacks the form', published.replace('schemas/thing_params', 'x'), /has no request to compare$/],
  [
    'refers to itself',
    published.replace(
      '"anyOf":[{',
      '"anyOf":[{"$ref":"#/components/schemas/thing_params/properties/metadata"},{',
    ),
    /refers to itself$/,
  ],
])('a document that %s is refused in one line', async (_, text, message) => {
  const answer = await refusal(driftFrom(await fileOf(text)));
  expect(answer).toMatch(/^CannotRun: [^\n]+$/);
  expect(answer).toMatch(message);
});

test('our own contract need not end its last line', async () => {
  const ours = await readContract(await fileOf(stringify(things()).trimEnd()));
  expect(ours.operations().size).toBe(1);
});

test('a document that is not there is refused', async () => {
  expect(await refusal(driftFrom(join(folder, 'no')))).toMatch(/cannot be read: ENOENT/);
});

test.each([
  ['JSON', published],
  ['YAML', stringify(publishedThings())],
])('a document as %s comes from a URL too', async (_, document) => {
  const { url } = await serve(reply.text(200, document));
  expect(await driftFrom(url)).toMatchObject({ name: url, comparison: { differences: [] } });
});

test.each<[string, RegExp, Behaviour]>([
  ['an error', /cannot be read: HTTP status 404$/, reply.text(404, '')],
  ['half of it', /is cut off, or no JSON/, reply.text(200, published.slice(0, 2000))],
  ['half of what it promised', /cannot be read: /, reply.cut(200)],
  ['nothing for long', /cannot be read: .* timeout$/, reply.hang],
])('a URL that answers with %s is refused', async (_, message, behaviour) => {
  const milliseconds = behaviour === reply.hang ? 300 : 60_000;
  const { url } = await serve(behaviour);
  expect(await refusal(driftFrom(url, milliseconds))).toMatch(message);
});

test('a document from a host that does not answer is refused', async () => {
  expect(await refusal(driftFrom('http://127.0.0.1:1/'))).toMatch(/bad port|ECONNREFUSED/);
});
