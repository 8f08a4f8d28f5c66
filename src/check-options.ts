type Test = (value: unknown) => boolean;

const matches: (pattern: RegExp) => Test = (pattern) => (value) =>
  typeof value === 'string' && pattern.test(value);
const isWhole: (least: number, most: number) => Test = (least, most) => (value) =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const isFunction: Test = (value) => typeof value === 'function';
const isSignal: Test = (value) =>
  typeof value === 'object' && value !== null && 'aborted' in value && 'reason' in value;

const isToken = matches(/^[\x21-\x7e]+$/);
const tokenRule = 'must be non-empty printable ASCII without blanks';
// Blanks at its ends would be lost on the wire, and with them the key that the caller knows.
const isKey = matches(/^(?! )[\x20-\x7e]{1,255}(?<! )$/);

/** Each option with its test, and the rule to state when it fails. */
const RULES: Record<string, readonly [Test, string]> = {
  apiKey: [isToken, tokenRule],
  apiVersion: [isToken, tokenRule],
  stripeAccount: [isToken, tokenRule],
  idempotencyKey: [isKey, 'must be 1 to 255 printable ASCII characters, with no blank at the ends'],
  // Beyond 2³¹ - 1 a timer fires at once.
  timeout: [isWhole(1, 2 ** 31 - 1), 'must be a whole number of milliseconds, 1 to 2147483647'],
  maxRetries: [isWhole(0, 100), 'must be a whole number from 0 to 100'],
  fetch: [isFunction, 'must be a function'],
  signal: [isSignal, 'must be an AbortSignal'],
  headers: [isRecord, 'must be a plain object of strings by name'],
};

const OWN_OPTION = /^(idempotency-key|stripe-account|stripe-version)$/i;
const MADE_BY_CLIENT =
  /^(authorization|connection|content-(encoding|length|type)|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const isHeaderValue = matches(/^[\t\x20-\x7e\x80-\xff]*$/);

/** @throws {TypeError} unless `options` holds `names` only, each as its rule says, or undefined. */
export function checkOptions(options: unknown, names: readonly string[]): void {
  checkKeys('options', options, names);
  for (const name of names) {
    const value = options[name];
    const [test, rule] = RULES[name] ?? [];
    // Texts are not shown: they may be secrets, or hold some.
    const got = typeof value === 'number' ? `, got ${value}` : '';
    if (value !== undefined && test?.(value) === false) {
      throw new TypeError(`${name} ${rule}${got}`);
    }
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) checkHeader(name, value);
}

function checkHeader(name: string, value: unknown): void {
  const shown = `headers[${JSON.stringify(name)}]`;
  if (OWN_OPTION.test(name)) throw new TypeError(`${shown}: use the option made for it instead`);
  if (MADE_BY_CLIENT.test(name)) throw new TypeError(`${shown} cannot be set: the client makes it`);
  if (!HEADER_NAME.test(name)) throw new TypeError(`${shown} is no name of a header`);
  if (!isHeaderValue(value)) throw new TypeError(`${shown} must be Latin-1 without control codes`);
}

/** @throws {TypeError} unless `value` is an object with no other keys than `names`. */
export function checkKeys(
  owner: string,
  value: unknown,
  names: readonly string[],
): asserts value is Record<string, unknown> {
  if (!isRecord(value)) throw new TypeError(`${owner} must be a plain object`);
  const unknown = Object.keys(value).find((key) => !names.includes(key));
  if (unknown === undefined) return;
  throw new TypeError(`${owner}: unknown ${JSON.stringify(unknown)}; there is ${names.join(', ')}`);
}

/** @throws {TypeError} unless `id` can be one segment of a path and nothing else. */
export function checkId(id: unknown): void {
  if (matches(/^(?!\.{1,2}$)\P{Surrogate}+$/u)(id)) return;
  throw new TypeError("id must be a non-empty string, not '.' or '..', without lone surrogates");
}

/** The base URL without slashes at its end. @throws {TypeError} if it is none to send a key to. */
export function parseBaseUrl(value: unknown): string {
  if (typeof value === 'string' && !/[?#]/.test(value) && URL.canParse(value)) {
    const { protocol, hostname, username, password, origin, pathname } = new URL(value);
    const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
    const safe = protocol === 'https:' || (protocol === 'http:' && loopback);
    if (safe && username === '' && password === '') return origin + pathname.replace(/\/+$/, '');
  }
  const rule = 'an https URL (http to loopback only) without credentials, query and hash';
  throw new TypeError(`baseUrl must be ${rule}`);
}

/** Not by instanceof, because of other realms; and no Map or Headers, which hide what they hold. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
