import { ConnectionError, type ConnectionErrorCode, describe, redact } from './errors.js';
import { failureOf } from './failure-of.js';

/** What a `fetch` is called with. */
export interface FetchInit {
  method: string;
  redirect: 'manual';
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** What is read of a Response: those of undici and node-fetch fit as well. */
export interface FetchResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/** A `fetch` that gets the URL and the body as strings; the global one fits, and those of undici and node-fetch. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

/** How far a call has come, over all of its tries. @internal */
export interface Progress {
  attempts: number;
  sent: 'no' | 'maybe';
}

/** What goes over the wire on every try, and the limits. Times in milliseconds. @internal */
export interface Sending {
  /** Is kept up to date. */
  progress: Progress;
  fetch: Fetch;
  method: string;
  url: string;
  headers: Headers;
  body: string | undefined;
  apiKey: string;
  idempotencyKey: string | undefined;
  timeout: number;
  maxRetries: number;
  /** Each of them ends the call. */
  signals: AbortSignal[];
}

/** Milliseconds beyond which a timer fires at once. @internal */
export const LONGEST: number = 2 ** 31 - 1;

/** The outcome of one try. A failed one may still have the head of an answer. */
type Try =
  | { response: Response; error?: never }
  | { response: Response | undefined; error: ConnectionError };

/**
 * Sends a request until it is answered, as often as the retry rules and `maxRetries` allow. The body of the
 * answer is read, and can be read again without the API key.
 *
 * @throws {ConnectionError} when the last try brought no complete answer, or a redirect.
 * @throws the signal's own reason, as soon as it is aborted.
 * @internal
 */
export async function send(sending: Sending): Promise<Response> {
  for (let retries = 0; ; retries++) {
    const last = await tryOnce(sending);
    sending.progress.sent = last.error ? last.error.sent : 'maybe';
    const wait = waitAfter(last, retries);
    if (retries < sending.maxRetries && wait !== undefined) {
      await within(wait, sending.signals);
    } else if (last.error) {
      throw last.error;
    } else {
      return last.response;
    }
  }
}

async function tryOnce(sending: Sending): Promise<Try> {
  const { fetch, method, url, headers, body, apiKey, timeout, signals, progress } = sending;
  const controller = new AbortController();
  let response: Response | undefined;
  const failed = (
    code: ConnectionErrorCode,
    what: string,
    details: { cause?: unknown; sent?: 'no' | 'maybe' } = {},
  ): Try => ({
    response,
    error: new ConnectionError(code, what, { ...sending, ...progress, sent: 'maybe', ...details }),
  });
  const work = async (): Promise<Try> => {
    progress.attempts += 1;
    // A copy for each try, because a fetch may add to it.
    const fields: Record<string, string> = {};
    headers.forEach((value, name) => {
      fields[name] = value;
    });
    try {
      const answer: unknown = await fetch(url, {
        method,
        redirect: 'manual',
        headers: fields,
        ...(body !== undefined && { body }),
        signal: controller.signal,
      });
      if (!isResponse(answer)) {
        return failed('invalid_response', `fetch gave ${describe(answer, /./)}, not a Response`);
      }
      response = answer;
      const { status, ok, type } = answer;
      if (type === 'error') throw type;
      // On the web's own runtimes, a redirect that is not followed shows the status 0.
      const redirected = !ok && !(status >= 400);
      // A fetch that does not heed signals may bring its answer too late.
      if (!redirected && !controller.signal.aborted) {
        const text = redact(await answer.text(), apiKey);
        return { response: Object.assign(answer, { text: async () => text }) };
      }
      // A body that is no web stream ends with its request.
      controller.abort();
      answer.body?.cancel?.()?.catch(() => {});
      return failed('redirect', `HTTP ${status} is a redirect, which is not followed`);
    } catch (thrown) {
      const { cause, reason, isUnsent } = failureOf(thrown, apiKey);
      const sent = isUnsent ? progress.sent : 'maybe';
      return failed('network', `The connection failed: ${reason}`, { cause, sent });
    }
  };
  let ended: Try | undefined;
  try {
    ended = await within(timeout, signals, work);
  } finally {
    // A response without `body` may still hold its connection.
    if (!ended || !response?.body) controller.abort();
  }
  return ended ?? failed('timeout', `There was no complete answer within ${timeout} ms`);
}

/** Of any realm, and of any make. */
function isResponse(value: unknown): value is Response {
  const { headers, text } = Object(value);
  return typeof headers?.get === 'function' && typeof text === 'function';
}

/** Milliseconds to wait before the next try, or `undefined` if there must be none. */
function waitAfter({ response, error }: Try, retries: number): number | undefined {
  // Retry headers count on 4xx and 5xx only.
  const status = response && response.status >= 400 ? response.status : 0;
  const header = (name: string) => (status > 0 && response?.headers.get(name)) || '';
  const advice = header('Stripe-Should-Retry');
  const transient = error
    ? error.code === 'network' || error.code === 'timeout'
    : status === 409 || status === 429 || status >= 500;
  const least = millisecondsOf(header('Retry-After'));
  if (advice === 'false' || !(transient || advice === 'true') || least > 60_000) {
    return undefined;
  }
  // On top of Retry-After, or all who were told the same time would come back together.
  return least + Math.random() * Math.min(8_000, 500 * 2 ** retries);
}

/**
 * The milliseconds that `Retry-After` asks for, in seconds or as a date in one of the forms of RFC 9110; the most,
 * where it comes more than once.
 *
 * @internal
 */
export function millisecondsOf(retryAfter: string): number {
  // The comma after a weekday parts no values.
  const all = retryAfter.split(/(?<![a-z]),/).map((text) =>
    // The form of asctime leaves the zone out.
    text.includes(':')
      ? Date.parse(text.replace(/( GMT)?$/, ' GMT')) - Date.now()
      : Number(text) * 1000,
  );
  // NaN where it is neither a date nor a number.
  return Math.max(...all.map((ms) => Math.max(0, ms) || 0));
}

/** The calls to reject when a signal is aborted. One listener serves them all: Node 20 warns of more than ten. */
const followers = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

function rejectFollowers(this: AbortSignal): void {
  for (const reject of followers.get(this) ?? []) reject(this.reason);
}

/** Resolves with `work`, or after `ms` with `undefined`. Leaves no timer. */
function within<T>(
  ms: number,
  signals: AbortSignal[],
  work?: () => Promise<T>,
): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const race = () =>
    new Promise<T | undefined>((resolve, reject) => {
      timer = setTimeout(resolve, ms, undefined);
      work?.().then(resolve, reject);
    });
  return untilAborted(signals, race).finally(() => clearTimeout(timer));
}

/**
 * Does the work, and rejects with the reason of a signal as soon as that is aborted. Begins nothing where one is
 * aborted already, and leaves no listener.
 *
 * @internal
 */
export function untilAborted<T>(signals: AbortSignal[], work: () => Promise<T>): Promise<T> {
  let leave = () => {};
  return new Promise<T>((resolve, reject) => {
    for (const signal of signals) signal.throwIfAborted();
    for (const signal of signals) {
      followers.set(signal, (followers.get(signal) ?? new Set()).add(reject));
      signal.addEventListener('abort', rejectFollowers);
    }
    leave = () => {
      for (const signal of signals) {
        const group = followers.get(signal);
        group?.delete(reject);
        if (group?.size === 0) signal.removeEventListener('abort', rejectFollowers);
      }
    };
    work().then(resolve, reject);
  }).finally(() => leave());
}
