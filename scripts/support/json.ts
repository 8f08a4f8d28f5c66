import { isDeepStrictEqual } from 'node:util';
import type { JsonValue as Json } from '../../src/form/json-value.js';

export type { Json };
export interface JsonObject {
  [key: string]: Json;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one where there is none. */
export const asObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** The list, or one of the value alone. */
export function asList(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Whether two values are alike, whatever the order of their keys. */
export const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || isDeepStrictEqual(a, b);
