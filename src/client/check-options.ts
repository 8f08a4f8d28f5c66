import { isPlainObject } from '../form/encode-form.js';
import { describe, refusal } from './errors.js';
import { LONGEST } from './transport.js';

/** What a value has to pass, and how that is said after "must be". */
type Rule = readonly [test: (value: unknown) => boolean, words: string];

const text = (pattern: RegExp, words: string): Rule => [
  (value) => typeof value === 'string' && pattern.test(value),
  words,
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
  'non-empty printable ASCII without blanks, quotes and backslashes',
);

const RULES: Record<string, Rule> = {
  apiKey: API_KEY,
  apiVersion: TOKEN,
  stripeAccount: TOKEN,
  stripeContext: TOKEN,
  // fetch trims header values, so Stripe would see another key.
  idempotencyKey: text(
    /^(?! )[ -~]{1,255}(?<! )$/,
    '1 to 255 characters of printable ASCII without blanks at the ends',
  ),
  baseUrl: ofType('string'),
  timeout: whole(1, LONGEST, ' of milliseconds'),
  maxRetries: whole(0, 100, ''),
  fetch: ofType('function'),
  signal: [(value) => 'throwIfAborted' in Object(value), 'an AbortSignal'],
  headers: OBJECT,
  path: OBJECT,
  query: OBJECT,
  header: OBJECT,
  middleware: [
    (value) => Array.isArray(value) && value.every((each) => typeof each === 'object'),
    'an array of objects',
  ],
};

/** One segment of a path, and nothing else. */
export const ID: Rule = text(
  /^(?!\.\.?$)\P{Cs}+$/u,
  "a non-empty string, not '.' or '..', without lone surrogates",
);
const BASE_URL = text(
  // As the URL class writes it.
  /^(https:\/\/[^/@]+|http:\/\/(localhost|127(\.\d+){3}|\[::1])(:\d+)?)(\/[^?#]*)?$/,
  'an https URL (http to loopback only) without credentials, query and hash',
);
const HEADER_NAME = text(
  /^(?!(authorization|connection|content-(encoding|length|type)|expect|host|idempotency-key|keep-alive|stripe-(account|context|version)|te|trailer|transfer-encoding|upgrade)$)[\w!#$%&'*+.^`|~-]+$/i,
  'one that a caller may set',
);
const HEADER_VALUE = text(/^[\t -~\x80-\xff]*$/, 'Latin-1 without control codes');

/** @throws {TypeError} unless `value` passes. Texts are not shown: they may be secrets. */
export function check(name: string, value: unknown, [test, words]: Rule): void {
  const shown = typeof value === 'string' ? 'text' : describe(value);
  if (!test(value)) throw refusal(name, `be ${words}`, shown);
}

/** Without what is undefined. */
export type Given<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

/**
 * A copy of `fields` without what is undefined.
 *
 * @throws {TypeError} unless it holds `names` only, each as its rule says.
 */
export function checkFields<T extends object>(
  owner: string,
  fields: T,
  ...names: string[]
): Given<T> {
  check(owner, fields, OBJECT);
  const given = Object.entries(fields).filter(([name, value]) => {
    if (!names.includes(name)) {
      throw refusal(owner, `hold ${names.join(', ')} only`, describe(name));
    }
    if (value === undefined) return false;
    const rule = RULES[name];
    if (rule) check(owner === 'params' ? `params.${name}` : name, value, rule);
    if (name === 'headers') checkHeaders(value);
    return true;
  });
  // The cast holds because the entries are those of `fields`.
  return Object.fromEntries(given) as Given<T>;
}

/**
 * Checks headers. `options` names those that are an option of the call as well, and `given` holds the options.
 * Returns what the headers say of options.
 *
 * @throws {TypeError} unless a caller may set each header, and each value can be sent.
 */
export function checkHeaders(
  headers: object,
  options: Record<string, string> = {},
  given: object = {},
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const option = options[name.toLowerCase()];
    const rule = RULES[option ?? ''];
    if (value === undefined && option) continue;
    if (option && (option in given || option in found)) {
      throw refusal(option, 'be given once', `it and ${name}`);
    }
    const shown = rule ? String(option) : `headers[${describe(name)}]`;
    if (!rule) check(`the name of ${shown}`, name, HEADER_NAME);
    check(shown, value, rule ?? HEADER_VALUE);
    if (option) found[option] = value;
  }
  return found;
}

/** @throws {TypeError} where options name an account and a context: a request acts for one of them. */
export function checkAccount(given: object): void {
  if ('stripeAccount' in given && 'stripeContext' in given) {
    throw refusal('stripeContext', 'be given without stripeAccount', 'both');
  }
}

/** The base URL without slashes at its end. @throws {TypeError} if a key must not be sent there. */
export function parseBaseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value).href.replace(/\/+$/, '') : '';
  check('baseUrl', url, BASE_URL);
  return url;
}
