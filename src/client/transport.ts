import {
  ConnectionError,
  type ConnectionErrorCode,
  redact,
  redactedCopy,
  rootMessage,
} from './errors.js';

/** A `fetch` that gets the URL and the body as strings; the global one fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One report: what goes over the wire on every try, and the limits. Times in milliseconds. @internal */
export interface Report {
  fetch: Fetch;
  url: string;
  headers: Headers;
  body: string;
  apiKey: string;
  idempotencyKey: string;
  timeout: number;
  maxRetries: number;
  signal?: AbortSignal;
}

/** @internal */
export interface Answer {
  /** Its body is read, and can be read again without the API key. */
  response: Response;
  attempts: number;
}

/** What came of one try. Where it failed, there may be the head of an answer all the same. */
type Try =
  | { response: Response; error?: never }
  | { response: Response | undefined; error: ConnectionError };

/**
 * Sends a report until it is answered, as often as the retry rules and `maxRetries` allow.
 *
 * @throws {ConnectionError} when the last try brought no complete answer, or a redirect.
 * @throws the signal's own reason, as soon as it is aborted.
 * @internal
 */
export async function send(report: Report): Promise<Answer> {
  for (let attempts = 1; ; attempts++) {
    const last = await tryOnce(report, attempts);
    const wait = waitAfter(last, attempts);
    if (attempts <= report.maxRetries && wait !== undefined) {
      await within(wait, report.signal);
    } else if (last.error) {
      throw last.error;
    } else {
      return { ...last, attempts };
    }
  }
}

async function tryOnce(report: Report, attempts: number): Promise<Try> {
  const { fetch, url, headers, body, apiKey, timeout, signal } = report;
  const controller = new AbortController();
  let response: Response | undefined;
  const failed = (code: ConnectionErrorCode, what: string, cause?: unknown): Try => ({
    response,
    error: new ConnectionError(code, what, { ...report, attempts, cause }),
  });
  const work = async (): Promise<Try> => {
    try {
      response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        // A copy for each try, because a fetch may add to it.
        headers: new Headers(headers),
        body,
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
      // A body of another kind than the web's ends with the request.
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
    ended = await within(timeout, signal, work);
  } finally {
    // Where no body was to be read, there may be one all the same.
    if (!ended || !response?.body) controller.abort();
  }
  return ended ?? failed('timeout', `There was no complete answer within ${timeout} ms`);
}

/** Milliseconds to wait before the next try, or `undefined` if there must be none. */
function waitAfter({ response, error }: Try, attempts: number): number | undefined {
  // Only an error is asked: what comes with a broken 2xx decides nothing.
  const refusal = response && response.status >= 400 ? response : undefined;
  const advice = refusal?.headers.get('Stripe-Should-Retry');
  const status = refusal?.status ?? 0;
  const transient = error
    ? error.code !== 'redirect'
    : status === 409 || status === 429 || status >= 500;
  const after = refusal?.headers.get('Retry-After');
  const ms = after?.endsWith('GMT') ? Date.parse(after) - Date.now() : Number(after) * 1000;
  // What is neither a date nor a number is NaN.
  const least = Math.max(0, ms) || 0;
  if (advice === 'false' || !(transient || advice === 'true') || least > 60_000) {
    return undefined;
  }
  // On top of Retry-After: whoever was told the same time would come back together otherwise.
  return least + Math.random() * Math.min(8_000, 250 * 2 ** attempts);
}

/** Whom to reject when a signal is aborted. One listener for all: Node 20 warns of more than ten. */
const followers = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

function rejectFollowers(this: AbortSignal): void {
  for (const reject of followers.get(this) ?? []) reject(this.reason);
}

/**
 * Resolves with `work`, or after `ms` with `undefined`; rejects with the signal's reason as soon as
 * it is aborted, and then begins no work. Leaves no timer and no listener.
 */
function within<T>(
  ms: number,
  signal: AbortSignal | undefined,
  work?: () => Promise<T>,
): Promise<T | undefined> {
  let leave = () => {};
  return new Promise<T | undefined>((resolve, reject) => {
    let group: Set<(reason: unknown) => void> | undefined;
    if (signal) {
      signal.throwIfAborted();
      group = followers.get(signal) ?? new Set();
      followers.set(signal, group.add(reject));
      signal.addEventListener('abort', rejectFollowers);
    }
    const timer = setTimeout(resolve, ms, undefined);
    leave = () => {
      clearTimeout(timer);
      group?.delete(reject);
      if (group?.size === 0) signal?.removeEventListener('abort', rejectFollowers);
    };
    work?.().then(resolve, reject);
  }).finally(() => leave());
}
