/**
 * Why there is no answer: `network` (no connection, or lost before the body was complete),
 * `timeout` (a try took longer than `timeout`), `redirect` (a 3xx, which is never followed) or
 * `invalid_response` (a 2xx that does not hold what the contract says, or a `fetch` that gave no Response).
 */
export type ConnectionErrorCode = 'network' | 'timeout' | 'redirect' | 'invalid_response';

/**
 * Thrown when a call ended without an answer of Stripe, so that the request may or may not have been
 * carried out, unless `sent` says otherwise. With an `idempotencyKey` it is safe to send it again, with the same
 * params and key.
 *
 * `cause` is a copy of what the fetch has thrown: its name, message, code, stack, cause and errors, each
 * without the API key.
 */
export class ConnectionError extends Error {
  override readonly name: 'ConnectionError' = 'ConnectionError';
  readonly code: ConnectionErrorCode;
  /** How many times the request was sent, this call's retries included. */
  readonly attempts: number;
  /**
   * Whether the request can have left: `no` where every try failed before that for certain (no DNS answer, a
   * refused connection, a certificate that is not trusted, a port that fetch blocks), otherwise `maybe`.
   */
  readonly sent: 'no' | 'maybe';
  /** The key that names the request, also where it was made by the client. Empty where it has none. */
  readonly idempotencyKey: string;

  constructor(
    code: ConnectionErrorCode,
    what: string,
    details: {
      attempts: number;
      sent?: 'no' | 'maybe';
      idempotencyKey?: string | undefined;
      cause?: unknown;
    },
  ) {
    const { attempts, sent = 'maybe', idempotencyKey = '', cause } = details;
    const fate = sent === 'no' ? 'was not sent' : 'may or may not have been carried out';
    const advice =
      idempotencyKey &&
      ` It is safe to send it again with the same params and the idempotency key ${idempotencyKey}.`;
    super(
      `${what} (attempts: ${attempts}). The request ${fate}.${advice}`,
      cause === undefined ? {} : { cause },
    );
    this.code = code;
    this.attempts = attempts;
    this.sent = sent;
    this.idempotencyKey = idempotencyKey;
  }
}

/** Says of a field what it must be or do, and shows what it is. @internal */
export function refusal(name: string, rule: string, shown: string): TypeError {
  return new TypeError(`${name} must ${rule}, got ${shown}`);
}

/**
 * A value as an error shows it, or its start: objects by their class, and text in quotes, unless it is `secret`.
 * @internal
 */
export function describe(value: unknown, secret?: RegExp): string {
  if (typeof value === 'string' && secret?.test(value)) return 'text';
  const prototype: object | null | undefined =
    Object(value) === value ? Object.getPrototypeOf(value) : undefined;
  const text = prototype === undefined ? String(value) : prototype?.constructor?.name || 'Object';
  const start = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  // In JSON, because that escapes what would spoil a log: lone surrogates and line breaks.
  return typeof value === 'string' ? JSON.stringify(start) : start;
}

/**
 * `text` without the API key. A key under 8 characters is a test's word, and would garble the text.
 * @internal
 */
export function redact(text: string, apiKey: string): string {
  return apiKey.length < 8 ? text : text.replaceAll(apiKey, '[API key]');
}
