import { describe, refusal } from './errors.js';

/** A pattern for text, the ends of a range for whole numbers, or the name of a type. */
type Rule = RegExp | readonly [least: number, most: number] | string;

const TOKEN = /^[!-~]+$/;

const RULES: Record<string, Rule> = {
  apiKey: TOKEN,
  apiVersion: TOKEN,
  stripeAccount: TOKEN,
  // Blanks at its ends would be lost on the wire, and with them the key that the caller knows.
  idempotencyKey: /^(?! )[ -~]{1,255}(?<! )$/,
  // One segment of a path, and nothing else.
  id: /^(?!\.\.?$)\P{Cs}+$/u,
  baseUrl: 'string',
  // Beyond 2³¹ - 1 a timer fires at once.
  timeout: [1, 2 ** 31 - 1],
  maxRetries: [0, 100],
  fetch: 'function',
  signal: 'AbortSignal',
  headers: 'Object',
};

/** None of those that have an option of their own, or are made by the client or its fetch. */
const HEADER_NAME =
  /^(?!(authorization|connection|content-(encoding|length|type)|expect|host|idempotency-key|keep-alive|stripe-(account|version)|te|trailer|transfer-encoding|upgrade)$)[\w!#$%&'*+.^`|~-]+$/i;
/** As the URL class writes it: https, or http to loopback; no credentials, query or hash. */
const BASE_URL = /^(https:\/\/[^/@]+|http:\/\/(localhost|127(\.\d+){3}|\[::1])(:\d+)?)(\/[^?#]*)?$/;
const HEADER_VALUE = /^[\t -~\x80-\xff]*$/;

/** @throws {TypeError} unless `value` is as `rule` says. Texts are not shown: they may be secrets. */
export function check(name: string, value: unknown, rule = RULES[name]): void {
  const refuse = (words: string) => {
    return refusal(name, `be ${words}`, typeof value === 'string' ? 'text' : describe(value));
  };
  if (rule instanceof RegExp) {
    if (typeof value !== 'string' || !rule.test(value)) throw refuse(`text like ${rule}`);
  } else if (typeof rule === 'string') {
    // Not by instanceof, because of other realms.
    if (typeof value !== rule && describe(value) !== rule) throw refuse(`of type ${rule}`);
  } else if (rule) {
    const [least, most] = rule;
    if (typeof value !== 'number' || value % 1 !== 0 || value < least || value > most) {
      throw refuse(`a whole number from ${least} to ${most}`);
    }
  }
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
  check(owner, fields, 'Object');
  const given = Object.entries(fields).filter(([name, value]) => {
    if (!names.includes(name)) {
      throw refusal(owner, `hold ${names.join(', ')} only`, describe(name));
    }
    if (value === undefined) return false;
    check(name, value);
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
