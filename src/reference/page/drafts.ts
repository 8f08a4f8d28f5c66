import type { JsonValue } from '../../form/json-value.js';
import type { Field } from '../model/operation-model.js';
import { isJsonObject, readScalar, showScalar, type Values, valueIn } from './values.js';

/** The boxes of a field that has several, or one for JSON, as a person fills them: not each is a value yet. */
export type Draft =
  | { items: string[] }
  | { pairs: [key: string, value: string][] }
  | { text: string };

export interface Drafts {
  [field: string]: Draft;
}

export function itemsOf(field: Field, values: Values, draft: Draft | undefined): string[] {
  if (draft && 'items' in draft) return draft.items;
  const value = valueIn(field, values);
  return Array.isArray(value) ? value.map(showScalar) : [];
}

export function pairsOf(
  field: Field,
  values: Values,
  draft: Draft | undefined,
): [key: string, value: string][] {
  if (draft && 'pairs' in draft) return draft.pairs;
  const value = valueIn(field, values);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([key, each]) => [key, showScalar(each)]);
}

export function textOf(field: Field, values: Values, draft: Draft | undefined): string {
  if (draft && 'text' in draft) return draft.text;
  const value = valueIn(field, values);
  return value === undefined ? '' : JSON.stringify(value);
}

/** What the boxes say; a fault where they say nothing that can be sent. */
export function readDraft(
  field: Field,
  draft: Draft,
): { value: JsonValue | undefined; fault?: string } {
  const { item = 'text', values } = field;
  if ('items' in draft) {
    const items = draft.items.flatMap((text) => readScalar(text, item, values) ?? []);
    return { value: items.length === 0 ? undefined : items };
  }
  if ('text' in draft) return readJson(draft.text);
  const pairs = draft.pairs.filter(([key, text]) => key !== '' || text !== '');
  // A key without a value unsets it.
  const entries = pairs.map(([key, text]): [string, JsonValue] => [
    key,
    readScalar(text, item, values) ?? '',
  ]);
  const keys = pairs.map(([key]) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  const fault = keys.includes('')
    ? 'a value has no key'
    : twice !== undefined && `the key ${twice} is there twice`;
  const named = entries.filter(([key]) => key !== '');
  const value = named.length === 0 ? undefined : Object.fromEntries(named);
  return { value, ...(fault && { fault }) };
}

/** A JSON text; nothing where it is empty. */
export function readJson(text: string): { value: JsonValue | undefined; fault?: string } {
  if (text.trim() === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { value: undefined, fault: `cannot be parsed as JSON: ${reason}` };
  }
}
