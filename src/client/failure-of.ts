import { describe, redact } from './errors.js';

/** How many errors are read, the inner ones included: some hold each other. */
const MOST = 20;

/**
 * Code and message of what fails before a request is written: no address, no connection, a certificate that is not
 * trusted, or a port that fetch blocks. Not the alerts of TLS, `ERR_SSL_…`: a server may send them later.
 * Deno has no codes, and says `client error (Connect)` for all of these but the port.
 */
const UNSENT =
  /^(EAI_|ENOTFOUND|ECONNREFUSED|UND_ERR_CONNECT_|UNABLE_TO_|(?!ERR_SSL_)\w*CERT)| (connect E|bad port$|client error \(Connect\): )/;

interface Failure {
  /**
   * A copy of what was thrown, without the API key. A copy, because errors of a fetch may hold the request or what
   * a server has echoed of it, in places that cannot be enumerated.
   */
  cause: unknown;
  /** What the innermost errors say: `fetch failed` alone tells nobody why. */
  reason: string;
  /** Whether it is certain that no request was written. */
  isUnsent: boolean;
}

/** Reads what a fetch has thrown. */
export function failureOf(thrown: unknown, apiKey: string): Failure {
  const reasons = new Set<string>();
  let isUnsent = true;
  let left = MOST;

  /** `outer` is what the error around it says, for one that says nothing. */
  const copyOf = (error: unknown, outer = ''): unknown => {
    const { message, name, stack, code, address, port, cause, errors }: Record<string, unknown> =
      Object(error);
    if (typeof error !== 'object' || message === undefined || left === 0) {
      isUnsent = false;
      return redact(typeof error === 'object' ? describe(error) : String(error), apiKey);
    }
    left -= 1;
    const isTold = !address || String(message).includes(String(address));
    const place = isTold ? '' : ` ${address}:${port}`;
    // OpenSSL's own end with a line break.
    const copy = new Error(redact(`${message}${place}`.trim(), apiKey));
    for (const [field, text] of Object.entries({ name, stack, code })) {
      if (typeof text === 'string') Object.assign(copy, { [field]: redact(text, apiKey) });
    }
    if (cause !== undefined) copy.cause = copyOf(cause, copy.message);
    const others = Array.isArray(errors) ? errors.map((each) => copyOf(each, copy.message)) : [];
    if (others.length > 0) Object.assign(copy, { errors: others });
    const inner = [copy.cause ?? [], others].flat();
    if (!inner.some((each) => each instanceof Error)) {
      const own = copy.message || ('code' in copy ? String(copy.code) : outer || copy.name);
      reasons.add([...new Set([own, ...inner])].join(': '));
      isUnsent &&= UNSENT.test(`${code} ${message}`);
    }
    return copy;
  };

  let cause: unknown;
  try {
    cause = copyOf(thrown);
  } catch {
    // What cannot be read is not shown.
    isUnsent = false;
  }
  return { cause, reason: [...reasons].join('; ') || String(cause), isUnsent };
}
