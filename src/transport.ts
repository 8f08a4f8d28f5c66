import { ConnectionError, redact, redactedCopy, rootMessage } from './errors.js';

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8_000;
const LONGEST_RETRY_AFTER = 60_000;

/** A `fetch` that gets the URL and the body as strings; the global one fits. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One report: what goes over the wire on every try, and the limits. Times in milliseconds. */
export interface Report {
  fetch: Fetch;
  url: string;
  headers: Headers;
  body: string;
  apiKey: string;
  idempotencyKey: string;
  timeout: number;
  maxRetries: number;
  signal: AbortSignal | undefined;
}

export interface Answer {
  response: Response;
  text: string;
  attempts: number;
}

/** What is known of a try so far. It has brought an answer if there is a `text`. */
interface Try {
  failure: 'network' | 'timeout' | 'redirect';
  cause?: unknown;
  response?: Response;
  text?: string;
}

/**
 * Sends a report until it is answered, as often as the retry rules and `maxRetries` allow.
 *
 * @throws {ConnectionError} when the last try brought no complete answer, or a redirect.
 * @throws the signal's own reason, as soon as it is aborted.
 */
export async function send(report: Report): Promise<Answer> {
  for (let attempts = 1; ; attempts++) {
    const last = await tryOnce(report);
    const wait = attempts > report.maxRetries ? undefined : waitAfter(last, attempts);
    if (wait === undefined) return conclude(last, attempts, report);
    await within(wait, report.signal);
  }
}

async function tryOnce(report: Report): Promise<Try> {
  const controller = new AbortController();
  const current: Try = { failure: 'timeout' };
  const work = () => run(report, controller.signal, current);
  try {
    if (await within(report.timeout, report.signal, work)) return current;
  } catch (reason) {
    controller.abort();
    throw reason;
  }
  // A copy: the fetch that is being ended still writes its own failure into `current`.
  const timedOut = { ...current };
  controller.abort();
  return timedOut;
}

/** Never rejects, so that what comes after a time-out or an abort is no unhandled rejection. */
async function run(report: Report, signal: AbortSignal, current: Try): Promise<true> {
  const { fetch, url, headers, body } = report;
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      // A copy for each try, because a fetch may add to it.
      headers: new Headers(headers),
      body,
      signal,
    });
    current.response = response;
    const redirected = isRedirect(response);
    if (redirected) current.failure = 'redirect';
    // A fetch that does not heed signals may bring its answer too late.
    if (redirected || signal.aborted) response.body?.cancel().catch(() => {});
    else current.text = await response.text();
  } catch (cause) {
    current.failure = 'network';
    current.cause = cause;
  }
  return true;
}

/** On the web's own runtimes, a redirect that is not followed shows no status. */
function isRedirect({ status, type }: Response): boolean {
  return (status >= 300 && status < 400) || type === 'opaqueredirect';
}

/** Milliseconds to wait before the next try, or `undefined` if there must be none. */
function waitAfter({ failure, response, text }: Try, attempts: number): number | undefined {
  const refusal = response && response.status >= 400 ? response : undefined;
  const advice = refusal?.headers.get('Stripe-Should-Retry');
  const transient = text === undefined ? failure !== 'redirect' : isTransient(response?.status);
  if (advice === 'false' || !(transient || advice === 'true')) return undefined;
  const least = retryAfter(refusal?.headers.get('Retry-After') ?? '');
  if (least > LONGEST_RETRY_AFTER) return undefined;
  // On top of Retry-After: whoever was told the same time would come back together otherwise.
  return least + Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1));
}

function isTransient(status = 0): boolean {
  return status === 409 || status === 429 || status >= 500;
}

/** Milliseconds from now, of a number of seconds or an HTTP date; 0 for anything else. */
function retryAfter(value: string): number {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = value.endsWith('GMT') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

function conclude(last: Try, attempts: number, report: Report): Answer {
  const { response, text, failure } = last;
  const { apiKey, idempotencyKey, timeout } = report;
  if (response && text !== undefined) {
    return { response, text: redact(text, apiKey), attempts };
  }
  const cause = failure === 'network' ? redactedCopy(last.cause, apiKey) : undefined;
  const what = {
    network: `The connection failed: ${rootMessage(cause)}`,
    timeout: `There was no complete answer within ${timeout} ms`,
    redirect: `The answer is a redirect (HTTP ${response?.status}), which is not followed`,
  };
  throw new ConnectionError(failure, what[failure], { attempts, idempotencyKey, cause });
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
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const timer = setTimeout(() => settle(() => resolve(undefined)), Math.ceil(ms));
    const unfollow = follow(signal, () => settle(() => reject(signal?.reason)));
    const settle = (how: () => void) => {
      clearTimeout(timer);
      unfollow();
      how();
    };
    work?.().then((result) => settle(() => resolve(result)));
  });
}

/** Whom to tell of an abort. One listener for all, because Node warns of more than ten. */
const followers = new WeakMap<AbortSignal, Set<() => void>>();

function tellFollowers(this: AbortSignal): void {
  for (const tell of followers.get(this) ?? []) tell();
}

/** Tells of an abort, until the function that it returns is called. */
function follow(signal: AbortSignal | undefined, tell: () => void): () => void {
  if (signal === undefined) return () => {};
  const group = followers.get(signal) ?? new Set();
  followers.set(signal, group.add(tell));
  signal.addEventListener('abort', tellFollowers);
  return () => {
    group.delete(tell);
    if (group.size === 0) signal.removeEventListener('abort', tellFollowers);
  };
}
