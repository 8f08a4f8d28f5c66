import { isDeepStrictEqual } from 'node:util';
import { BoundedMap } from './bounded-map.js';
import type { AcceptedRequest } from './contract-engine.js';
import { type Answer, refusalByExample } from './refusals.js';

/** The first request that came with a key, and its answer. */
interface FirstUse {
  /** What has to be the same when the key comes again. */
  request: Pick<AcceptedRequest, 'path' | 'query' | 'form'>;
  answer: Answer;
  isInFlight: boolean;
}

/** Remembers the last 10,000 idempotency keys, each for an account of its own. */
export interface IdempotencyKeys {
  /**
   * Carries a request out, unless one with the same key was carried out before: then the first answer is
   * given again, or the request refused. `release` says that the answer has left.
   */
  once(accepted: AcceptedRequest, carryOut: () => Answer): { answer: Answer; release(): void };
  clear(): void;
}

export function createIdempotencyKeys(): IdempotencyKeys {
  const known = new BoundedMap<FirstUse>();
  return {
    once({ operation, idempotencyKey, stripeAccount, path, query, form }, carryOut) {
      const done = (answer: Answer) => ({ answer, release: () => {} });
      // As at Stripe, where the other methods pass over the key.
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
      // As at Stripe, whose endpoint has not begun its work on a request that breaks a rule.
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
