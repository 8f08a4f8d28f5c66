// JSON pointers (RFC 6901), plain and as a reference within a document, such as `#/components/schemas/refund`.
import type { JsonValue } from './json-value.js';

/** The pointer of a path of keys: `/paths/~1v1~1kinds/get`. */
export function pointerOf(keys: readonly (string | number)[]): string {
  return keys.map((key) => `/${`${key}`.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The keys of a pointer or reference. */
export function keysOf(pointer: string): string[] {
  const plain = pointer.startsWith('#') ? decodeURIComponent(pointer) : pointer;
  const [, ...tokens] = plain.split('/');
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a pointer or reference leads to; undefined where it leads to nothing, or out of the document. */
export function valueAt(document: JsonValue, pointer: string): JsonValue | undefined;
export function valueAt(document: object, pointer: string): unknown;
export function valueAt(document: unknown, pointer: string): unknown {
  let found = /^#?(\/|$)/.test(pointer) ? document : undefined;
  for (const key of keysOf(pointer)) {
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found;
}

export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}
