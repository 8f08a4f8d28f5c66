import type { JsonValue } from '../../form/json-value.js';
import type { Field, JsonObject, Place, ScalarKind } from '../model/operation-model.js';

/** What is filled in, by place. What is empty is not there. */
export type Values = { readonly [place in Place]: JsonObject };

export function valueIn(
  { place, path }: Pick<Field, 'place' | 'path'>,
  values: Values,
): JsonValue | undefined {
  let found: JsonValue | undefined = values[place];
  for (const key of path) {
    found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

/** The values with another one in the place of a field, or with none. */
export function withValue(
  { place, path }: Field,
  value: JsonValue | undefined,
  values: Values,
): Values {
  return { ...values, [place]: put(values[place], path, value) };
}

/** Objects that were left empty go with what was in them. */
function put(
  object: JsonObject,
  [key = '', ...rest]: string[],
  value: JsonValue | undefined,
): JsonObject {
  const { [key]: old, ...others } = object;
  const inner = isJsonObject(old) && Object.hasOwn(object, key) ? old : {};
  const changed = rest.length === 0 ? value : put(inner, rest, value);
  const isEmpty = rest.length > 0 && isJsonObject(changed) && Object.keys(changed).length === 0;
  if (changed === undefined || isEmpty) return others;
  // A field that is there keeps its place.
  return Object.fromEntries(
    Object.hasOwn(object, key)
      ? Object.entries(object).map(([name, each]) => [name, name === key ? changed : each])
      : [...Object.entries(object), [key, changed]],
  );
}

/** What a person has written, as a value; text where it is none of its kind, so that the contract refuses it. */
export function readScalar(
  text: string,
  kind: ScalarKind,
  values: JsonValue[] = [],
): JsonValue | undefined {
  if (text === '') return undefined;
  if (kind === 'select') return values.find((value) => optionOf(value) === text);
  const number = kind === 'number' || kind === 'time' ? Number(text) : Number.NaN;
  return Number.isFinite(number) && text.trim() !== '' ? number : text;
}

/** A value as its box shows it. */
export function showScalar(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** An empty text is a value, and no option of a select can be without a name. */
export function optionOf(value: JsonValue): string {
  return value === '' ? '""' : String(value);
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** All fields of a form, groups before what is in them. */
export function allFields(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...allFields(field.fields ?? [])]);
}

/** Headers and parts of a path, which are all text. */
export function textsIn(values: JsonObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, showScalar(value)]),
  );
}
