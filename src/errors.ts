/**
 * Why there is no answer: `network` (no connection, or lost before the body was complete),
 * `timeout` (a try took longer than `timeout`), `redirect` (a 3xx, which is never followed) or
 * `invalid_response` (a 2xx that holds no Payment Record).
 */
export type ConnectionErrorCode = 'network' | 'timeout' | 'redirect' | 'invalid_response';

/**
 * Thrown when a call ended without an answer of Stripe, so that the report may or may not have been
 * recorded. It is safe to send it again with the same params and the same `idempotencyKey`.
 *
 * `cause` is a copy of what the fetch has thrown: its name, message, code, stack and cause, each
 * without the API key.
 */
export class ConnectionError extends Error {
  override readonly name: 'ConnectionError' = 'ConnectionError';
  readonly code: ConnectionErrorCode;
  /** How many times the report was sent, this call's retries included. */
  readonly attempts: number;
  /** The key that names the report, also where it was made by the client. */
  readonly idempotencyKey: string;

  constructor(
    code: ConnectionErrorCode,
    what: string,
    details: { attempts: number; idempotencyKey: string; cause?: unknown },
  ) {
    const { attempts, idempotencyKey, cause } = details;
    const tries = attempts === 1 ? '1 try' : `${attempts} tries`;
    const advice = `It is safe to send it again with the same params and the idempotency key ${idempotencyKey}.`;
    super(
      `${what} (${tries}). The report may or may not have been recorded. ${advice}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.attempts = attempts;
    this.idempotencyKey = idempotencyKey;
  }
}

/** `text` without the API key. What is shorter than 8 characters is no secret, only a word to garble. */
export function redact(text: string, apiKey: string): string {
  return apiKey.length < 8 ? text : text.replaceAll(apiKey, '[API key]');
}

/**
 * A copy of whatever a fetch has thrown, without the API key. A copy, because errors of a fetch may
 * hold the request or what a server has echoed of it, in places that cannot be enumerated.
 */
export function redactedCopy(thrown: unknown, apiKey: string, depth = 0): unknown {
  if (typeof thrown !== 'object' || thrown === null || !('message' in thrown)) {
    // An object may have no text of its own, and then String would throw.
    const text =
      typeof thrown === 'object' ? Object.prototype.toString.call(thrown) : String(thrown);
    return redact(text, apiKey);
  }
  const copy = new Error(redact(String(thrown.message), apiKey));
  if ('name' in thrown) copy.name = redact(String(thrown.name), apiKey);
  if ('stack' in thrown) copy.stack = redact(String(thrown.stack), apiKey);
  if ('code' in thrown && typeof thrown.code === 'string') {
    Object.assign(copy, { code: redact(thrown.code, apiKey) });
  }
  if ('cause' in thrown && thrown.cause !== undefined && depth < 8) {
    copy.cause = redactedCopy(thrown.cause, apiKey, depth + 1);
  }
  return copy;
}

/** What an error says at its root: `fetch failed` alone tells nobody why. */
export function rootMessage(thrown: unknown): string {
  let root = thrown;
  while (root instanceof Error && root.cause !== undefined) root = root.cause;
  if (!(root instanceof Error)) return String(root);
  return root.message || ('code' in root ? String(root.code) : root.name);
}
