import { setTimeout } from 'node:timers/promises';
import { FORM } from '../cases/contract.js';
import { reasonOf } from '../support/command.js';

const TRIES = 6;
const LONGEST_WAIT = 30_000;

/** A request was not answered; the message is the reason. */
export class NotAnswered extends Error {
  override name = 'NotAnswered' as const;
  /** Whether there is no point in sending another. */
  readonly isFinal: boolean;

  constructor(reason: string, isFinal = false) {
    super(reason);
    this.isFinal = isFinal;
  }
}

export interface WireRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: { [name: string]: string };
  /** The scheme that sends the key; none sends no key. */
  auth: string;
  form: string | undefined;
}
export interface WireAnswer {
  status: number;
  headers: Headers;
  text: string;
}

interface Options {
  baseUrl: string;
  apiKey: string;
  /** API version. */
  version: string;
  /** How many requests a second. */
  rate: number;
  signal: AbortSignal;
  /** The time in milliseconds, and a wait of so many; a test has its own. */
  now?: () => number;
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Whoever claims to keep the contract. Gets one request at a time, and no faster than it may. */
export class Provider {
  /** How many requests were sent. */
  sent = 0;
  /** When the next request may be sent. */
  #next = 0;
  readonly #options: Required<Options>;

  constructor(options: Options) {
    const sleep: Options['sleep'] = (time, signal) => setTimeout(time, undefined, { signal });
    this.#options = { now: () => performance.now(), sleep, ...options };
  }

  /** @throws {NotAnswered} where no answer came, or nothing but 429. */
  async send({ method, target, headers, auth, form }: WireRequest): Promise<WireAnswer> {
    const { baseUrl, apiKey, version, now } = this.#options;
    const authorization = auth === 'basic' ? `Basic ${btoa(`${apiKey}:`)}` : `Bearer ${apiKey}`;
    const init = {
      method,
      headers: {
        'Stripe-Version': version,
        ...(auth !== '' && { Authorization: authorization }),
        ...(form !== undefined && { 'Content-Type': FORM }),
        ...headers,
      },
      ...(form !== undefined && { body: form }),
      // A redirect is an answer, and the key goes nowhere else.
      redirect: 'manual',
    } as const;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const answer = await this.#sendOnce(baseUrl.replace(/\/+$/, '') + target, init);
      if (answer.status !== 429) return answer;
      const pause = pauseAfter(answer.headers.get('Retry-After'), attempt, Date.now());
      this.#next = Math.max(this.#next, now() + pause);
    }
    throw new NotAnswered(`429 to each of ${TRIES} tries`);
  }

  async #sendOnce(url: string, init: RequestInit): Promise<WireAnswer> {
    const { signal: stop, rate, now, sleep } = this.#options;
    try {
      const wait = Math.max(0, this.#next - now());
      this.#next = now() + wait + 1000 / rate;
      if (wait >= 1) await sleep(wait, stop);
      this.sent += 1;
      const signal = AbortSignal.any([stop, AbortSignal.timeout(LONGEST_WAIT)]);
      const response = await fetch(url, { ...init, signal });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw stop.aborted ? new NotAnswered('stopped', true) : new NotAnswered(reasonOf(error));
    }
  }
}

/** How long a provider wants no request after a 429: as `Retry-After` says, or 1, 2, 4 … seconds. */
export function pauseAfter(retryAfter: string | null, attempt: number, now: number): number {
  const text = retryAfter?.trim() ?? '';
  const until = /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(until) ? 1000 * 2 ** attempt : Math.max(0, until - now);
}
