import { readFile } from 'node:fs/promises';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** The spec is not fit for use; the message has a line `file:line:column what` for each fault. */
export class SpecError extends Error {
  override name = 'SpecError' as const;
}

/** What `format` says at Stripe and not in JSON Schema: notes for people, as 2020-12 has it. */
const STRIPE_FORMATS = { currency: true, 'unix-time': true } as const;

/** An Ajv that refuses whatever it does not know, with the whole document to resolve references in. */
export function createAjv(document: object): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTypes: true,
    strictRequired: true,
    allowUnionTypes: true,
    allErrors: true,
    validateFormats: true,
    formats: STRIPE_FORMATS,
  });
  // To Ajv the root of the document is a schema, too.
  ajv.addVocabulary(Object.keys(document));
  ajv.addSchema({ ...document }, 'openapi.json', undefined, false);
  return ajv;
}

/** Every Schema Object that stands at a place of its own, as a JSON pointer. */
export function schemaPointers(document: JsonObject): string[] {
  const found: string[] = [];
  const walk = (node: Json | undefined, pointer: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      const place = `${pointer}/${escapePointer(key)}`;
      if (key === 'examples' || key === 'example') continue;
      if (key === 'schema' || pointer === '/components/schemas') found.push(place);
      else walk(child, place);
    }
  };
  walk(document, '');
  return found;
}

/** Reads the spec, validates it as OpenAPI, and compiles every schema in it strictly. */
export async function loadSpec(file: string): Promise<JsonObject> {
  const lines = new LineCounter();
  const source = parseDocument(await readFile(file, 'utf8'), { lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const fail = (faults: { offset: number; message: string }[]): never => {
    const unique = new Set(faults.map(({ offset, message }) => `${at(offset)} ${message}`));
    throw new SpecError([...unique].join('\n'));
  };
  const problems = [...source.errors, ...source.warnings];
  if (problems.length > 0) {
    fail(problems.map(({ pos, message }) => ({ offset: pos[0], message: firstLine(message) })));
  }

  const document: unknown = source.toJS({ maxAliasCount: -1 });
  if (!isJsonObject(document)) return fail([{ offset: 0, message: 'is not a mapping' }]);

  try {
    await SwaggerParser.validate(file, { resolve: { external: false } });
  } catch (error) {
    fail(placesOf(error, source));
  }

  const ajv = createAjv(document);
  const faults = schemaPointers(document).flatMap((pointer) => {
    try {
      ajv.compile({ $ref: `openapi.json#${encodeURI(pointer)}` });
      return [];
    } catch (error) {
      return [{ offset: offsetOf(source, pointer), message: `${pointer}: ${messageOf(error)}` }];
    }
  });
  if (faults.length > 0) fail(faults);
  return document;
}

function placesOf(error: unknown, source: Document): { offset: number; message: string }[] {
  const details: unknown = error instanceof Error && 'details' in error ? error.details : undefined;
  if (!Array.isArray(details)) {
    const message = messageOf(error);
    return [{ offset: offsetOfReference(source, message), message }];
  }
  return details.map(({ instancePath, message, params }) => ({
    offset: offsetOf(source, instancePath),
    message: `${instancePath || '/'}: ${message} ${JSON.stringify(params)}`,
  }));
}

/** Where the node at a JSON pointer begins in the source, or the nearest node above it. */
function offsetOf(source: Document, pointer: string): number {
  const path = pointer.split('/').slice(1).map(unescapePointer);
  for (; path.length > 0; path.pop()) {
    const node = source.getIn(path, true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** Where a reference stands that an error message quotes. */
function offsetOfReference(source: Document, message: string): number {
  const [, reference] = /"(#[^"]*)"/.exec(message) ?? [];
  let offset = 0;
  visit(source, {
    Scalar(_, { value, range }) {
      if (value !== reference || !range) return undefined;
      offset = range[0];
      return visit.BREAK;
    },
  });
  return offset;
}

const escapePointer = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
const unescapePointer = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');
const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
