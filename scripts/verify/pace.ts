/** When each request may be sent: so many a second, and not before a pause is over. Times are in milliseconds. */
export class Pace {
  readonly #gap: number;
  #next = 0;

  constructor(perSecond: number) {
    this.#gap = 1000 / perSecond;
  }

  /** Reserves the next turn, and says how long to wait for it. */
  wait(now: number): number {
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#gap;
    return turn - now;
  }

  pause(until: number): void {
    this.#next = Math.max(this.#next, until);
  }
}

/** How long a provider wants no request after a 429: as `Retry-After` says, or 1, 2, 4 … seconds. */
export function pauseAfter(retryAfter: string | null, attempt: number, now: number): number {
  const text = retryAfter?.trim() ?? '';
  const until = /^\d+$/.test(text) ? now + Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(until) ? 1000 * 2 ** attempt : Math.max(0, until - now);
}
