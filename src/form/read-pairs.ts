import { TextDecoder, TextEncoder } from 'node:util';
import { shorten } from './shorten.js';
import type { Violation } from './violation.js';

/** A value that no schema was applied to yet: text, or parts in brackets. */
export type Part = string | Parts;
/** Either `names` (`a[b]=…`, `a[0]=…`) or `items` (`a[]=…`) has entries, never both. */
export interface Parts {
  readonly names: Map<string, Part>;
  readonly items: string[];
}

const MAX_BYTES = 1024 * 1024;
const MAX_PAIRS = 1000;
/** The first name counts as one level, every pair of brackets as one more. */
export const MAX_LEVELS = 10;
const BAD_ESCAPE =
  'expected `%` to be followed by two hex digits (`%25` is the sign itself), in UTF-8';

/** Reads the pairs of a form in bracket notation. The parts count only where there are no violations. */
export function readPairs(form: Uint8Array | string): { parts: Parts; violations: Violation[] } {
  const parts: Parts = { names: new Map(), items: [] };
  const refused = (message: string) => ({
    parts,
    violations: [{ param: '', code: undefined, message }],
  });
  const bytes = typeof form === 'string' ? new TextEncoder().encode(form) : form;
  if (bytes.byteLength > MAX_BYTES) {
    return refused(`The parameters are too large: expected at most ${MAX_BYTES} bytes.`);
  }
  const text = readText(form);
  if (text === undefined) return refused('The parameters are not text: expected UTF-8.');
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MAX_PAIRS) {
    return refused(`Too many parameters: expected at most ${MAX_PAIRS}; got ${pairs.length}.`);
  }

  const violations = new Map<string, Violation>();
  for (const pair of pairs) {
    const fault = addPair(pair, parts);
    if (fault === undefined) continue;
    const message = `Invalid parameter "${shorten(pair)}": ${fault.problem}.`;
    violations.set(fault.param, { param: fault.param, code: undefined, message });
  }
  return { parts, violations: [...violations.values()] };
}

/** The name of a part in bracket notation. */
export function nest(param: string, name: string): string {
  return param === '' ? name : `${param}[${name}]`;
}

function readText(form: Uint8Array | string): string | undefined {
  if (typeof form === 'string') return /\p{Surrogate}/u.test(form) ? undefined : form;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(form);
  } catch {
    return undefined;
  }
}

/** Adds a pair to the form, or returns what is wrong with it. */
function addPair(pair: string, form: Parts): { param: string; problem: string } | undefined {
  const rawKey = pair.replace(/=.*/s, '');
  const key = unescapeText(rawKey);
  if (key === undefined) return { param: rawKey, problem: BAD_ESCAPE };
  const path = readKey(key);
  if (typeof path === 'string') return { param: key, problem: path };
  const text = unescapeText(pair.slice(rawKey.length + 1));
  if (text === undefined) return { param: key, problem: BAD_ESCAPE };

  let at = form;
  let param = '';
  for (const [depth, name] of path.entries()) {
    if (name === '' ? at.names.size > 0 : at.items.length > 0) {
      return { param, problem: 'expected its items all as `[]` or all with indexes, not mixed' };
    }
    if (name === '') {
      at.items.push(text);
      return undefined;
    }
    param = nest(param, name);
    const present = at.names.get(name);
    const isLeaf = depth === path.length - 1;
    if (isLeaf && typeof present === 'string') {
      return { param, problem: 'expected this parameter once, but it was sent before' };
    }
    if (isLeaf ? present !== undefined : typeof present === 'string') {
      return { param, problem: 'expected either a value or parts in brackets, but both were sent' };
    }
    const parts: Parts = typeof present === 'object' ? present : { names: new Map(), items: [] };
    at.names.set(name, isLeaf ? text : parts);
    at = parts;
  }
  return undefined;
}

function unescapeText(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The names of a key, with `''` for a final `[]`; or, as a plain string, what is wrong with it. */
function readKey(key: string): string[] | string {
  const [name = '', ...segments] = key.split('[', MAX_LEVELS + 1);
  if (name === '') return 'expected it to begin with a name';
  if (name.includes(']')) return 'it closes a bracket that it did not open';
  const path = [name];
  for (const segment of segments) {
    const end = segment.indexOf(']');
    if (end === -1) return 'it opens a bracket that it does not close';
    if (end < segment.length - 1) return 'expected nothing but names in brackets after the name';
    path.push(segment.slice(0, end));
  }
  if (path.length > MAX_LEVELS) return `expected at most ${MAX_LEVELS} levels`;
  if (path.indexOf('') !== -1 && path.indexOf('') < path.length - 1) {
    return 'expected `[]` at the end only; items that have parts are sent with indexes, as in a[0][b]';
  }
  return path;
}
