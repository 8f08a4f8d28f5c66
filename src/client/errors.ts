/**
 * Why there is no answer: `network` (no connection, or lost before the body was complete),
 * `timeout` (a try took longer than `timeout`), `redirect` (a 3xx, which is never followed) or
 * `invalid_response` (a 2xx that does not hold what the contract says).
 */
export type ConnectionErrorCode = 'network' | 'timeout' | 'redirect' | 'invalid_response';

/**
 * Thrown when a call ended without an answer of Stripe, so that the request may or may not have been
 * carried out. With an `idempotencyKey` it is safe to send it again, with the same params and key.
 *
 * `cause` is a copy of what the fetch has thrown: its name, message, code, stack and cause, each
 * without the API key.
 */
export class ConnectionError extends Error {
  override readonly name: 'ConnectionError' = 'ConnectionError';
  readonly code: ConnectionErrorCode;
  /** How many times the request was sent, this call's retries included. */
  readonly attempts: number;
  /** The key that names the request, also where it was made by the client. Empty where it has none. */
  readonly idempotencyKey: string;

  constructor(
    code: ConnectionErrorCode,
    what: string,
    details: { attempts: number; idempotencyKey?: string | undefined; cause?: unknown },
  ) {
    const { attempts, idempotencyKey = '', cause } = details;
    const advice =
      idempotencyKey &&
      ` It is safe to send it again with the same params and the idempotency key ${idempotencyKey}.`;
    super(
      `${what} (attempts: ${attempts}). The request may or may not have been carried out.${advice}`,
      cause === undefined ? {} : { cause },
    );
    this.code = code;
    this.attempts = attempts;
    this.idempotencyKey = idempotencyKey;
  }
}

/** Says of a field what it must be or do, and shows what it is. @internal */
export function refusal(name: string, rule: string, shown: string): TypeError {
  return new TypeError(`${name} must ${rule}, got ${shown}`);
}

/** A value as an error shows it, or its start: objects by their class, and text in quotes. @internal */
export function describe(value: unknown): string {
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

/**
 * A copy of whatever a fetch has thrown, without the API key. A copy, because errors of a fetch may
 * hold the request or what a server has echoed of it, in places that cannot be enumerated.
 * @internal
 */
export function redactedCopy(thrown: unknown, apiKey: string, depth = 0): unknown {
  if (typeof thrown !== 'object') return redact(String(thrown), apiKey);
  const { message, name, stack, code, cause }: Record<string, unknown> = Object(thrown);
  if (message === undefined) return redact(describe(thrown), apiKey);
  const copy = new Error(redact(String(message), apiKey));
  for (const [field, text] of Object.entries({ name, stack, code })) {
    if (typeof text === 'string') Object.assign(copy, { [field]: redact(text, apiKey) });
  }
  if (cause !== undefined && depth < 8) copy.cause = redactedCopy(cause, apiKey, depth + 1);
  return copy;
}

/** The message of the innermost cause: `fetch failed` alone tells nobody why. @internal */
export function rootMessage(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  if (thrown.cause !== undefined) return rootMessage(thrown.cause);
  return thrown.message || ('code' in thrown ? String(thrown.code) : thrown.name);
}
