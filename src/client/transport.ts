import {
  ConnectionError,
  type ConnectionErrorCode,
  redact,
  redactedCopy,
  rootMessage,
} from './errors.js';

/** A `fetch` that gets the URL and the body as strings; the global one fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What goes over the wire on every try, and the limits. Times in milliseconds. @internal */
export interface Sending {
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
  for (let attempts = 1; ; attempts++) {
    const last = await tryOnce(sending, attempts);
    const wait = waitAfter(last, attempts);
    if (attempts <= sending.maxRetries && wait !== undefined) {
      await within(wait, sending.signals);
    } else if (last.error) {
      throw last.error;
    } else {
      return last.response;
    }
  }
}

async function tryOnce(sending: Sending, attempts: number): Promise<Try> {
  const { fetch, method, url, headers, body, apiKey, timeout, signals } = sending;
  const controller = new AbortController();
  let response: Response | undefined;
  const failed = (code: ConnectionErrorCode, what: string, cause?: unknown): Try => ({
    response,
    error: new ConnectionError(code, what, { ...sending, attempts, cause }),
  });
  const work = async (): Promise<Try> => {
    try {
      response = await fetch(url, {
        method,
        redirect: 'manual',
        // A copy for each try, because a fetch may add to it.
        headers: new Headers(headers),
        ...(body !== undefined && { body }),
        signal: controller.signal,
      });
      const { status, ok, type } = response;
      if (type === 'error') throw type;
      // On the web's own runtimes, a redirect that is not followed shows the status 0.
      const redirected = !ok && !(status >= 400);
      // A fetch that does not heed signals may bring its answer too late.
      if (!redirected && !controller.signal.aborted) {
        const text = redact(await response.text(), apiKey);
        return { response: Object.assign(response, { text: async () => text }) };
      }
      // A body that is no web stream ends with its request.
      controller.abort();
      response.body?.cancel?.()?.catch(() => {});
      return failed('redirect', `HTTP ${status} is a redirect, which is not followed`);
    } catch (thrown) {
      let cause: unknown;
      try {
        cause = redactedCopy(thrown, apiKey);
      } catch {
        // What cannot be read is not shown.
      }
      return failed('network', `The connection failed: ${rootMessage(cause)}`, cause);
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

/** Milliseconds to wait before the next try, or `undefined` if there must be none. */
function waitAfter({ response, error }: Try, attempts: number): number | undefined {
  // Retry headers count on 4xx and 5xx only.
  const refusal = response && response.status >= 400 ? response : undefined;
  const advice = refusal?.headers.get('Stripe-Should-Retry');
  const status = refusal?.status ?? 0;
  const transient = error
    ? error.code !== 'redirect'
    : status === 409 || status === 429 || status >= 500;
  const after = refusal?.headers.get('Retry-After');
  const ms = after?.endsWith('GMT') ? Date.parse(after) - Date.now() : Number(after) * 1000;
  // NaN where it is neither a date nor a number.
  const least = Math.max(0, ms) || 0;
  if (advice === 'false' || !(transient || advice === 'true') || least > 60_000) {
    return undefined;
  }
  // On top of Retry-After, or all who were told the same time would come back together.
  return least + Math.random() * Math.min(8_000, 250 * 2 ** attempts);
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
