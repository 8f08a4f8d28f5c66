import { isScalar, parse, parseDocument, stringify, visit } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../scripts/support/json.js';

const QUOTED = {
  indent: 6,
  lineWidth: 0,
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
} as const;

/** Edits of the spec's text that change the contract for nobody, by what they do. */
export const HARMLESS_EDITS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['comments added', addComments],
  ['comments dropped', (text) => stringify(read(text))],
  ['wording changed', (text) => stringify(reword(read(text)))],
  ['order of keys reversed', (text) => stringify(reverseKeys(read(text)))],
  ['double quotes, deep indent', (text) => stringify(read(text), QUOTED)],
  ['flow style', (text) => stringify(read(text), { collectionStyle: 'flow' })],
  ['anchors for whatever is there twice', (text) => stringify(share(read(text), new Map()))],
]);

/** The document without the anchors that make two parts one and the same. */
const read = (text: string): JsonObject => JSON.parse(JSON.stringify(parse(text)));

function addComments(text: string): string {
  const source = parseDocument(text);
  visit(source, {
    Pair: (_, { key }) => {
      if (isScalar(key)) key.commentBefore = ' A new comment.';
    },
  });
  return source.toString({ lineWidth: 0 });
}

/** Changes every description and summary. A property may go by such a name, and an example's field. */
function reword(node: Json): Json {
  if (!isJsonObject(node)) return node;
  const entries = Object.entries(node).map(([key, value]): [string, Json] => {
    const isText = typeof value === 'string' && (key === 'description' || key === 'summary');
    return [key, isText ? `${value} In other words.` : key === 'value' ? value : reword(value)];
  });
  return Object.fromEntries(entries);
}

/** The order of examples counts, as the first one is the answer. */
function reverseKeys(node: JsonObject): JsonObject {
  const entries = Object.entries(node).map(([key, value]): [string, Json] => {
    return [key, isJsonObject(value) && key !== 'examples' ? reverseKeys(value) : value];
  });
  return Object.fromEntries(entries.reverse());
}

/** One object for all that are alike, which YAML then writes as anchors and aliases. */
function share(node: Json, known: Map<string, Json>): Json {
  if (typeof node !== 'object' || node === null) return node;
  const text = JSON.stringify(node);
  const shared =
    known.get(text) ??
    (Array.isArray(node)
      ? node.map((item) => share(item, known))
      : Object.fromEntries(Object.entries(node).map(([key, value]) => [key, share(value, known)])));
  known.set(text, shared);
  return shared;
}
