import { isPlainObject } from '../form/encode-form.js';
import { describe, refusal } from './errors.js';

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
const OBJECT: Rule = [isPlainObject, 'a plain object'];

const RULES: Record<string, Rule> = {
  apiKey: TOKEN,
  apiVersion: TOKEN,
  stripeAccount: TOKEN,
  // Blanks at its ends would be lost on the wire, and with them the key that the caller knows.
  idempotencyKey: text(
    /^(?! )[ -~]{1,255}(?<! )$/,
    '1 to 255 characters of printable ASCII without blanks at the ends',
  ),
  baseUrl: ofType('string'),
  // Beyond 2³¹ - 1 a timer fires at once.
  timeout: whole(1, 2 ** 31 - 1, ' of milliseconds'),
  maxRetries: whole(0, 100, ''),
  fetch: ofType('function'),
  signal: [(value) => 'throwIfAborted' in Object(value), 'an AbortSignal'],
  headers: OBJECT,
};

export const API_KEY: Rule = TOKEN;
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
  /^(?!(authorization|connection|content-(encoding|length|type)|expect|host|idempotency-key|keep-alive|stripe-(account|version)|te|trailer|transfer-encoding|upgrade)$)[\w!#$%&'*+.^`|~-]+$/i,
  'one that has no option of its own and is not made by the client',
);
const HEADER_VALUE = text(/^[\t -~\x80-\xff]*$/, 'Latin-1 without control codes');

/** @throws {TypeError} unless `value` passes. Texts are not shown: they may be secrets. */
export function check(name: string, value: unknown, [test, words]: Rule): void {
  const shown = typeof value === 'string' ? 'text' : describe(value);
  if (!test(value)) throw refusal(name, `be ${words}`, shown);
}

type Given<T> = { [Name in keyof T]: Exclude<T[Name], undefined> };

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
    if (rule) check(name, value, rule);
    if (name === 'headers') checkHeaders(value);
    return true;
  });
  // The cast holds because the entries are those of `fields`.
  return Object.fromEntries(given) as Given<T>;
}

function checkHeaders(headers: object): void {
  for (const [name, value] of Object.entries(headers)) {
    const shown = `headers[${describe(name)}]`;
    check(`the name of ${shown}`, name, HEADER_NAME);
    check(shown, value, HEADER_VALUE);
  }
}

/** The base URL without slashes at its end. @throws {TypeError} if it is none to send a key to. */
export function parseBaseUrl(value: string): string {
  const url = URL.canParse(value) ? new URL(value).href.replace(/\/+$/, '') : '';
  check('baseUrl', url, BASE_URL);
  return url;
}
