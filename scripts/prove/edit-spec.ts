import { isDeepStrictEqual } from 'node:util';
import { type Document, isScalar, parseDocument, stringify, visit } from 'yaml';
import { isJsonObject } from '../diff/canonical-contract.js';
import type { Json, JsonObject } from '../gen/load-spec.js';

/** The spec's text with an edit in it, and everything else as it is written. */
export function editSpec(text: string, edit: (document: JsonObject) => void): string {
  const source = parseDocument(text);
  // An edit is to reach one example, not all that share an anchor.
  visit(source, { Alias: (_, alias) => source.createNode(alias.toJS(source)) });
  visit(source, {
    Value: (_, node) => {
      delete node.anchor;
    },
  });
  const before = unshare(source.toJS());
  const after = unshare(before);
  edit(after);
  patch(source, [], before, after);
  return source.toString({ lineWidth: 0 });
}

function patch(source: Document, path: string[], before: Json, after: Json): void {
  if (isDeepStrictEqual(before, after)) return;
  if (!isJsonObject(before) || !isJsonObject(after)) {
    source.setIn(path, source.createNode(after));
    return;
  }
  for (const key of Object.keys(before)) if (!(key in after)) source.deleteIn([...path, key]);
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (old === undefined) source.setIn([...path, key], source.createNode(value));
    else patch(source, [...path, key], old, value);
  }
}

/** Edits of the spec's text that change the contract for nobody, by what they do. */
export const HARMLESS_EDITS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['nothing changed', (text) => editSpec(text, () => {})],
  ['comments added', addComments],
  ['comments dropped', (text) => stringify(read(text))],
  ['wording changed', (text) => editSpec(text, reword)],
  ['order of keys reversed', (text) => stringify(reverseKeys(read(text)))],
  ['double quotes, deep indent', (text) => stringify(read(text), QUOTED)],
  ['flow style', (text) => stringify(read(text), { collectionStyle: 'flow' })],
  ['anchors for whatever is there twice', (text) => stringify(share(read(text)))],
  [
    'all of them at once',
    (text) => addComments(stringify(share(reverseKeys(read(editSpec(text, reword)))), QUOTED)),
  ],
]);

const QUOTED = {
  indent: 6,
  lineWidth: 0,
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
} as const;

const read = (text: string): JsonObject => unshare(parseDocument(text).toJS());

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
function reword(node: Json): void {
  if (!isJsonObject(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'value') continue;
    if (typeof value !== 'string') reword(value);
    else if (key === 'description' || key === 'summary') node[key] = `${value} In other words.`;
  }
}

/** The order of examples counts, the first one is the answer; and so does that of a form's fields. */
function reverseKeys(node: JsonObject): JsonObject {
  const reversed = Object.entries(node)
    .reverse()
    .map(([key, value]): [string, Json] => {
      return [key, isJsonObject(value) && key !== 'examples' ? reverseKeys(value) : value];
    });
  return Object.fromEntries(reversed);
}

/** One object for all objects that are alike, which YAML then writes as anchors and aliases. */
function share(node: Json, known = new Map<string, Json>()): Json {
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

/** A copy without the objects in it that YAML's aliases make one and the same. */
const unshare = (document: JsonObject): JsonObject => JSON.parse(JSON.stringify(document));
