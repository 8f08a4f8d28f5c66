import { keysOf } from '../form/json-pointer.js';
import { shorten } from '../form/shorten.js';
import type { WordedViolation } from '../form/violation.js';
import { stripeMessage } from './stripe-message.js';

/** A fault that Prism found; `path` leads to it, from `body`, `header` or `path` on. */
export interface Diagnostic {
  path?: string[];
  code?: string | number;
  message: string;
}

/** Keywords of a union. The faults of its branches come as diagnostics of their own. */
const UNIONS = ['anyOf', 'oneOf'];

/** What was sent, or is to be. */
export interface Sent {
  body?: unknown;
  headers?: { readonly [name: string]: string | undefined };
  /** How many names lead to the body, and are left out of the names of its parameters. Default: 0. */
  hidden?: number;
  /** Whether the parameter of the body is a time in Unix seconds. */
  isTime?: (names: readonly string[]) => boolean;
}

/** What Prism found, as violations that name the parameter and what was sent: one for each parameter. */
export function violationsOf(
  diagnostics: readonly Diagnostic[],
  { body, headers = {}, hidden = 0, isTime = () => false }: Sent,
): WordedViolation[] {
  const found = diagnostics.map(({ path = [], code, message }) => {
    const [place = '', ...all] = keysOf(['', ...path].join('/'));
    const isBody = place === 'body';
    const sent = isBody ? valueAt(body, all) : headers[all.join('').toLowerCase()];
    const names = isBody ? all.slice(hidden) : all;
    return { place, names, keyword: String(code), fault: faultOf(path, message), sent };
  });
  const unions = found.filter(({ keyword }) => UNIONS.includes(keyword));
  const violations = new Map<string, WordedViolation>();
  for (const { place, names, keyword, fault, sent } of found.filter(
    (each) => !isOfOtherBranch(each, unions, found),
  )) {
    const isObject = typeof sent === 'object' && sent !== null;
    // Prism also reports the keyword that failed.
    if (keyword === 'propertyNames') continue;

    const child = /^must have required property '(.*)'$/s.exec(fault)?.[1];
    const full = child === undefined ? names : [...names, child];
    const param = place === 'header' ? inTitleCase(full) : inBrackets(full);
    if (violations.has(param)) continue;
    const key = isObject ? offendingKey(keyword, fault, Object.keys(sent)) : undefined;
    const subject = key === undefined ? '' : 'a key ';
    const got = sent === undefined ? '' : `; got ${shorten(JSON.stringify(key ?? sent))}`;
    if (child !== undefined) {
      const message = `Missing required param: ${param}.`;
      violations.set(param, { param, code: 'parameter_missing', message });
    } else if (typeof sent === 'number' && isTime(names)) {
      // Our own words. Stripe may not refuse such a time.
      const message = `Invalid ${param}: must be a time in whole Unix seconds, not milliseconds`;
      violations.set(param, {
        param,
        code: undefined,
        message: `${message}: it ${fault}${got}`,
        wire: { message },
      });
    } else {
      const isEmpty = keyword === 'minLength' && sent === '';
      violations.set(param, {
        param,
        code: isEmpty ? 'parameter_invalid_empty' : undefined,
        message: `Invalid ${param}: ${subject}${fault}${got}`,
        wire: { message: stripeMessage({ place, names, param, keyword, fault, sent, key }) },
      });
    }
  }
  return [...violations.values()];
}

interface Found {
  names: string[];
  keyword: string;
  sent: unknown;
}

/** Whether a fault comes from a branch of a union that the value was not meant for. */
function isOfOtherBranch(fault: Found, unions: readonly Found[], all: readonly Found[]): boolean {
  const place = fault.names.join('/');
  if (!unions.some(({ names }) => names.join('/') === place)) return false;
  const isShape = ({ keyword, sent }: Found): boolean =>
    keyword === 'type' || (keyword === 'enum' && typeof sent === 'object' && sent !== null);
  if (!UNIONS.includes(fault.keyword)) return isShape(fault);
  // Report the union itself only where no other fault is left.
  return all.some(
    (other) =>
      `${other.names.join('/')}/`.startsWith(place === '' ? '' : `${place}/`) &&
      !UNIONS.includes(other.keyword) &&
      !(other.names.join('/') === place && isShape(other)),
  );
}

/** The key that a keyword of text fails on, where it fails on an object; Prism does not tell which it is. */
function offendingKey(keyword: string, fault: string, keys: string[]): string | undefined {
  const byLength = keys.toSorted((a, b) => [...a].length - [...b].length);
  if (keyword === 'minLength') return byLength[0];
  if (keyword === 'maxLength') return byLength.at(-1);
  const [, pattern] = (keyword === 'pattern' && /"(.*)"/s.exec(fault)) || [];
  return pattern && keys.find((key) => !new RegExp(pattern, 'u').test(key));
}

/** The validator's own words, without the place that Prism puts before them. */
function faultOf([place, ...names]: string[], message: string): string {
  const kind = place === 'body' ? 'property' : 'parameter';
  const subject = `${place} ${names.length > 0 ? `${kind} ${names.join('.').trim()} ` : ''}`;
  const rest = message.replace(/^(Request|Response) /, '');
  return rest.startsWith(subject) ? rest.slice(subject.length) : message;
}

function valueAt(body: unknown, names: string[]): unknown {
  let value = body;
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = new Map<string, unknown>(Object.entries(value)).get(name);
  }
  return value;
}

function inBrackets([first = '', ...rest]: string[]): string {
  return first + rest.map((name) => `[${name}]`).join('');
}

function inTitleCase(names: string[]): string {
  return names.join('').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}
