import { isDeepStrictEqual } from 'node:util';
import { BoundedMap } from './bounded-map.js';
import type { AcceptedRequest } from './contract-engine.js';
import { type Answer, refusalByExample } from './refusals.js';

/** The first request that came with a key, and its answer. */
interface FirstUse {
  /** Must be equal when the key is used again. */
  request: Pick<AcceptedRequest, 'path' | 'query' | 'form'>;
  answer: Answer;
  isInFlight: boolean;
}

/** Remembers the last 10,000 idempotency keys, each for an account of its own. */
export interface IdempotencyKeys {
  /**
   * Carries out a request, unless its key was used before: then it repeats the first answer, or refuses the
   * request. Call `release` when the answer is sent.
   */
  once(accepted: AcceptedRequest, carryOut: () => Answer): { answer: Answer; release(): void };
  clear(): void;
}

export function createIdempotencyKeys(): IdempotencyKeys {
  const known = new BoundedMap<FirstUse>();
  return {
    once({ operation, idempotencyKey, stripeAccount, path, query, form }, carryOut) {
      const done = (answer: Answer) => ({ answer, release: () => {} });
      // Stripe ignores the key on other methods.
      if (idempotencyKey === undefined || operation.method !== 'post') return done(carryOut());
      const { responses } = operation;
      const key = JSON.stringify([stripeAccount, idempotencyKey]);
      const first = known.get(key);
      if (first?.isInFlight) return done(refusalByExample(responses, 'idempotency_key_in_use'));
      const request = { path, query, form };
      if (first && !isDeepStrictEqual(first.request, request)) {
        return done(refusalByExample(responses, 'idempotency_key_reused', idempotencyKey));
      }
      if (first) {
        return done({ ...first.answer, headers: { 'Idempotent-Replayed': 'true' } });
      }
      const answer = carryOut();
      // Stripe keeps no key of a request that fails validation.
      if (answer.violations.length > 0) return done(answer);
      const entry = { request, answer, isInFlight: true };
      known.set(key, entry);
      return {
        answer,
        release: () => {
          entry.isInFlight = false;
        },
      };
    },

    clear() {
      known.clear();
    },
  };
}
