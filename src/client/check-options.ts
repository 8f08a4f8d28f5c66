import { ROOT } from '../../generated/contract.js';
import { isPlainObject } from '../form/encode-form.js';
import { describe, refusal } from './errors.js';
import { mayBeLiveKey } from './may-be-live-key.js';
import { LONGEST } from './transport.js';

/** What a value has to pass, how that is said after "must be", and which texts are not shown. */
type Rule = readonly [
  test: (value: unknown) => boolean,
  words: string,
  secret?: RegExp | undefined,
];
type Rules = { readonly [name: string]: Rule };

/** Texts that may hold credentials or an API key. */
const SECRET = /[@?#]|[rs]k_/;
const ANY = /./s;

const text = (pattern: RegExp, words: string, secret?: RegExp): Rule => [
  (value) => typeof value === 'string' && pattern.test(value),
  words,
  secret,
];
const whole = (least: number, most: number, what: string): Rule => [
  (value) => typeof value === 'number' && value % 1 === 0 && value >= least && value <= most,
  `a whole number${what} from ${least} to ${most}`,
];
const ofType = (type: string): Rule => [(value) => typeof value === type, `of type ${type}`];

const TOKEN = text(/^[!-~]+$/, 'non-empty printable ASCII without blanks');
export const OBJECT: Rule = [isPlainObject, 'a plain object'];

// JSON escapes quotes and backslashes, and would hide the key from redaction.
export const API_KEY: Rule = text(
  /^[!#-[\]-~]+$/,
  'non-empty printable ASCII without blanks, quotes and backslashes (is STRIPE_SECRET_KEY set?)',
  ANY,
);

/** As the URL class writes it. */
const BASE_URL = /^https?:\/\/[^/@]+(\/[^?#]*)?$/;
const PRIVATE = /^(https:|http:\/\/(localhost|127(\.\d+){3}|\[::1])(:|$))/;

const SHARED_OPTIONS = {
  apiVersion: TOKEN,
  stripeAccount: TOKEN,
  stripeContext: TOKEN,
  timeout: whole(1, LONGEST, ' of milliseconds'),
  maxRetries: whole(0, 100, ''),
  headers: OBJECT,
};
export const CLIENT_OPTIONS: Rules = {
  apiKey: API_KEY,
  baseUrl: [
    (value) =>
      typeof value === 'string' && URL.canParse(value) && BASE_URL.test(new URL(value).href),
    'an https URL without credentials, query and hash',
  ],
  allowInsecureHttp: ofType('boolean'),
  fetch: ofType('function'),
  ...SHARED_OPTIONS,
};
export const CALL_OPTIONS: Rules = {
  // fetch trims header values, so Stripe would see another key.
  idempotencyKey: text(
    /^(?! )[ -~]{1,255}(?<! )$/,
    '1 to 255 characters of printable ASCII without blanks at the ends',
  ),
  signal: [(value) => 'throwIfAborted' in Object(value), 'an AbortSignal'],
  middleware: [
    (value) => Array.isArray(value) && value.every((each) => typeof each === 'object'),
    'an array of objects',
  ],
  ...SHARED_OPTIONS,
};
export const INIT: Rules = { params: OBJECT, body: [() => true, 'anything'], ...CALL_OPTIONS };
export const PARAMS: Rules = { path: OBJECT, query: OBJECT, header: OBJECT };

/** Headers that are sent for an option, which alone sets them. */
export const HEADER_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['authorization', 'apiKey'],
  ['idempotency-key', 'idempotencyKey'],
  ['stripe-account', 'stripeAccount'],
  ['stripe-context', 'stripeContext'],
  ['stripe-version', 'apiVersion'],
]);
const HEADER_NAME = text(
  /^(?!(connection|content-(encoding|length|type)|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$)[\w!#$%&'*+.^`|~-]+$/i,
  'one that a caller may set',
);
const HEADER_VALUE = text(/^[\t -~\x80-\xff]*$/, 'Latin-1 without control codes', ANY);

/** One segment of a path, and nothing else. */
export const ID: Rule = text(
  /^(?!\.\.?$)\P{Cs}+$/u,
  "a non-empty string, not '.' or '..', without lone surrogates",
);

/** @throws {TypeError} unless `value` passes. It is shown where it is no secret. */
export function check(name: string, value: unknown, [test, words, secret = SECRET]: Rule): void {
  if (!test(value)) throw refusal(name, `be ${words}`, describe(value, secret));
}

/** Without what is undefined. */
export type Given<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

/**
 * A copy of `fields` without what is undefined.
 *
 * @throws {TypeError} unless each of them has a rule, and passes it.
 */
export function checkFields<T extends object>(owner: string, fields: T, rules: Rules): Given<T> {
  check(owner, fields, OBJECT);
  const given = Object.entries(fields).filter(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) {
      throw refusal(owner, `hold ${Object.keys(rules).join(', ')} only`, describe(name));
    }
    if (value === undefined) return false;
    check(rules === PARAMS ? `params.${name}` : name, value, rule);
    if (name === 'headers') checkHeaders(value);
    return true;
  });
  // The cast holds because the entries are those of `fields`.
  return Object.fromEntries(given) as Given<T>;
}

/**
 * Checks headers. Those which are sent for an option are taken only beside the options of a call, `given`.
 * Returns what the headers say of options.
 *
 * @throws {TypeError} unless a caller may set each header, and each value can be sent.
 */
export function checkHeaders(headers: object, given?: object): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const option = HEADER_OPTIONS.get(name.toLowerCase());
    const rule = given && CALL_OPTIONS[option ?? ''];
    const shown = `headers[${describe(name)}]`;
    if (option === undefined) {
      check(`the name of ${shown}`, name, HEADER_NAME);
      check(shown, value, HEADER_VALUE);
    } else if (!rule) {
      throw refusal(shown, `be left to the option ${option}`, describe(value, ANY));
    } else if (value !== undefined) {
      if (option in given || option in found) {
        throw refusal(option, 'be given once', `it and ${name}`);
      }
      check(option, value, rule);
      found[option] = value;
    }
  }
  return found;
}

/** @throws {TypeError} where options name an account and a context: a request acts for one of them. */
export function checkAccount(given: object): void {
  if ('stripeAccount' in given && 'stripeContext' in given) {
    throw refusal('stripeContext', 'be given without stripeAccount', 'both');
  }
}

/** The origin of a base URL, and its path without slashes at its end. @throws {TypeError} if that is the API's own. */
export function parseBaseUrl(value: string): { origin: string; path: string } {
  const { origin, pathname } = new URL(value);
  const path = pathname.replace(/(?<!\/)\/+$/, '');
  if (ROOT && path.endsWith(ROOT)) {
    const right = origin + path.slice(0, -ROOT.length);
    throw refusal('baseUrl', `be ${describe(right, SECRET)}`, describe(value, SECRET));
  }
  return { origin, path };
}

/** @throws {TypeError} if the key would go to another machine without TLS, where that is not allowed or it may be live. */
export function checkIsPrivate(origin: string, apiKey: string, isAllowed = false): void {
  const isLive = mayBeLiveKey(apiKey);
  if (PRIVATE.test(origin) || (isAllowed && !isLive)) return;
  const unless = isLive ? 'for a key that may be live' : 'unless allowInsecureHttp is true';
  throw refusal('baseUrl', `be https, or http to loopback, ${unless}`, describe(origin));
}
