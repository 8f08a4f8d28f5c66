import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { asObject, type Json, type JsonObject } from '../../scripts/support/json.js';

/** A small contract; its paths of keys are short enough to be read in a table. */
export const things = (): JsonObject =>
  JSON.parse(JSON.stringify(parse(readFileSync('test/fixtures/things.yaml', 'utf8'))));

export type Edit = (value: Json | undefined) => Json | undefined;

/** A document after an edit of what stands at a path of keys with spaces between; undefined deletes. */
export function editDocument(document: JsonObject, path: string, edit: Edit): JsonObject {
  const walk = (node: Json | undefined, [key, ...rest]: string[]): Json | undefined => {
    if (key === undefined) return edit(node);
    if (Array.isArray(node)) {
      return node.map((item, i) => (String(i) === key ? (walk(item, rest) ?? null) : item));
    }
    if (typeof node !== 'object' || node === null) throw new Error(`${path}: no place for ${key}`);
    const { [key]: old, ...others } = node;
    const value = walk(old, rest);
    return value === undefined ? others : { ...others, [key]: value };
  };
  return asObject(walk(document, path.split(' ').filter(Boolean)));
}

export const to =
  (value: Json): Edit =>
  () =>
    value;
export const gone: Edit = () => undefined;
export const list =
  (edit: (items: Json[]) => Json[]): Edit =>
  (old) =>
    edit(Array.isArray(old) ? old : []);
export const plus = (...items: Json[]): Edit => list((old) => [...old, ...items]);
export const minus = (item: Json): Edit => list((old) => old.filter((each) => each !== item));
export const first: Edit = list((old) => old.slice(0, 1));
export const rest: Edit = list((old) => old.slice(1));
export const reversed: Edit = list((old) => old.toReversed());
export const renamed =
  (from: string, name: string): Edit =>
  (old) =>
    Object.fromEntries(Object.entries(asObject(old)).map(([k, v]) => [k === from ? name : k, v]));
export const or =
  (other: Json): Edit =>
  (old) => ({ anyOf: [old ?? null, other] });
export const orNull = or({ type: 'null' });
