import { describe, refusal } from '../client/errors.js';

const KEY_RULE = 'have keys of text without brackets, or none if it is an array';
const VALUE_RULE =
  'be text, a boolean, a fraction, a safe integer, a 64-bit bigint, a valid Date, a plain object or, not in an array, null or an array';

/** Any character that needs percent-encoding or a key check. */
const RESERVED = /[^\w.~-]/;
const BRACKET = /[[\]]/;
/** What the SDK encodes otherwise than encodeURIComponent. */
const DEPARTURE = /[!'()*[\]]/;
const DEPARTURES: Record<string, string> = {
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '*': '%2A',
  '%5B': '[',
  '%5D': ']',
};

/**
 * Encodes the params of a Stripe v1 request as its `application/x-www-form-urlencoded` body, byte
 * for byte as Stripe's own SDK does (`queryStringifyRequestData` of the npm package `stripe`).
 *
 * Objects become `a[b]=…`, in their own key order, and arrays `a[0]=…`, with literal brackets.
 * `undefined`, `{}` and `[]` are left out; `null` and `''` are sent empty (`a=`). A `Date` is sent
 * as whole Unix seconds, rounded down, and a `bigint` of up to 64 bits as its digits. Booleans are
 * `true` and `false`, and fractions are written as JavaScript does. A query is written in the same way.
 *
 * @throws {TypeError} where the SDK would lose or damage what was written: NaN, infinities, integers
 * beyond the safe range, invalid dates, larger bigints, functions, symbols, objects that are not plain; empty keys, keys with a bracket, symbol keys, named keys of arrays; holes, `undefined`,
 * `null` and arrays in arrays; cycles, more than 10 levels, lone surrogates. The message names the
 * field, as in `metadata[order_id]`, and shows the offending value or the start of it.
 */
export function encodeForm(params: object): string {
  if (isPlainObject(params)) return encodeFields('', params, '', []);
  throw refuse('', 'be a plain object', params);
}

/** `before` with more pairs at its end. `name` is encoded; `path` leads to the fields. */
function encodeFields(
  before: string,
  fields: Record<string, unknown>,
  name: string,
  path: object[],
): string {
  if (path.includes(fields)) throw refuse(name, 'not contain itself', fields);
  // Object.keys would pass over them in silence.
  for (const symbol of Object.getOwnPropertySymbols(fields)) {
    if (Object.prototype.propertyIsEnumerable.call(fields, symbol)) {
      throw refuse(name, KEY_RULE, symbol);
    }
  }
  path.push(fields);
  let pairs = before;
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (value === undefined) continue;
    const encoded = encodeKey(key, name);
    pairs = encodeValue(pairs, value, name === '' ? encoded : `${name}[${encoded}]`, path);
  }
  path.pop();
  return pairs;
}

function encodeValue(pairs: string, value: unknown, name: string, path: object[]): string {
  if (path.length > 10) throw refuse(name, 'not be over 10 levels deep', value);
  if (typeof value === 'string') return addPair(pairs, name, encodeText(value, name));
  if (value === null) return addPair(pairs, name, '');
  let scalar = value;
  if (typeof value === 'object') {
    if (isArrayOfItems(value, name) || isPlainObject(value)) {
      return encodeFields(pairs, value, name, path);
    }
    scalar = secondsOf(value);
  }
  if (typeof scalar === 'boolean') return addPair(pairs, name, scalar);
  // Beyond the safe range an integer may be another one than was meant.
  const isLost = Number.isInteger(scalar) && !Number.isSafeInteger(scalar);
  if (Number.isFinite(scalar) && !isLost) return addPair(pairs, name, scalar);
  if (typeof scalar === 'bigint' && scalar >= -(2n ** 63n) && scalar < 2n ** 64n) {
    return addPair(pairs, name, scalar);
  }
  throw refuse(name, VALUE_RULE, value);
}

function addPair(pairs: string, name: string, value: unknown): string {
  return `${pairs === '' ? name : `${pairs}&${name}`}=${value}`;
}

/** @throws {TypeError} where it is an array, but of other than items. */
function isArrayOfItems(value: object, name: string): value is Record<string, unknown> {
  if (!Array.isArray(value)) return false;
  const bad = value.findIndex((item) => item === undefined || item === null || Array.isArray(item));
  if (bad >= 0) throw refuse(`${name}[${bad}]`, VALUE_RULE, value[bad]);
  const namedKey = Object.keys(value)[value.length];
  if (namedKey !== undefined) throw refuse(name, KEY_RULE, namedKey);
  return true;
}

/** Nothing for what is no Date. Unlike instanceof, this knows the Dates of every realm. */
function secondsOf(value: object): number | undefined {
  try {
    return Math.floor(Date.prototype.getTime.call(value) / 1000);
  } catch {
    return undefined;
  }
}

function encodeKey(key: string, parent: string): string {
  if (key !== '' && !RESERVED.test(key)) return key;
  if (key === '' || BRACKET.test(key)) throw refuse(parent, KEY_RULE, key);
  return encodeText(key, parent);
}

function encodeText(text: string, name: string): string {
  if (!RESERVED.test(text)) return text;
  try {
    const encoded = encodeURIComponent(text);
    // Test the raw text; it is shorter.
    if (!DEPARTURE.test(text)) return encoded;
    return encoded.replace(/[!'()*]|%5[BD]/g, (found) => DEPARTURES[found] ?? found);
  } catch {
    throw refuse(name, 'not hold a lone surrogate', text);
  }
}

/** Of any realm, by prototype, because instances of classes have no encoding. @internal */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return Object.hasOwn(prototype, 'isPrototypeOf');
}

function refuse(name: string, rule: string, value: unknown): TypeError {
  const field = describe(decodeURIComponent(name)).slice(1, -1);
  return refusal(field || 'params', rule, describe(value));
}
