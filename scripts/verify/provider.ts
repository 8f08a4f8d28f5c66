import { setTimeout } from 'node:timers/promises';
import { FORM } from '../cases/contract.js';
import { reasonOf } from '../command.js';
import { Pace, pauseAfter } from './pace.js';

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
  /** Waits so many milliseconds; a test looks at them. */
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Whoever claims to keep the contract. Gets requests no faster than it may. */
export class Provider {
  /** How many requests were sent. */
  sent = 0;
  readonly #options: Options;
  readonly #pace: Pace;

  constructor(options: Options) {
    this.#options = options;
    this.#pace = new Pace(options.rate);
  }

  /** @throws {NotAnswered} where no answer came, or nothing but 429. */
  async send({ method, target, headers, auth, form }: WireRequest): Promise<WireAnswer> {
    const { baseUrl, apiKey, version } = this.#options;
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
      this.#pace.pause(performance.now() + pause);
    }
    throw new NotAnswered(`429 to each of ${TRIES} tries`);
  }

  async #sendOnce(url: string, init: RequestInit): Promise<WireAnswer> {
    const { signal: stop, sleep = sleepFor } = this.#options;
    try {
      const wait = this.#pace.wait(performance.now());
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

const sleepFor: NonNullable<Options['sleep']> = (milliseconds, signal) =>
  setTimeout(milliseconds, undefined, { signal });
