import { isDeepStrictEqual } from 'node:util';
import { BoundedMap } from './bounded-map.js';
import type { Report } from './contract-engine.js';
import type { Responses } from './find-example.js';
import { type Answer, refuseAs } from './refusal.js';

/** The first report that came with a key, and what became of it. */
interface FirstReport {
  report: Pick<Report, 'id' | 'params'>;
  answer: Answer;
  isInFlight: boolean;
}

/** Remembers the last 10,000 idempotency keys, each for an account of its own. */
export interface IdempotencyKeys {
  /**
   * Carries a report out, unless one with the same key was carried out before: then the first answer is
   * given again, or the report refused. `release` says that the answer is no longer on its way.
   */
  once(report: Report, carryOut: () => Answer): { answer: Answer; release(): void };
  clear(): void;
}

export function createIdempotencyKeys(responses: Responses): IdempotencyKeys {
  const known = new BoundedMap<FirstReport>();
  return {
    once({ idempotencyKey, stripeAccount, id, params }, carryOut) {
      const done = (answer: Answer) => ({ answer, release: () => {} });
      if (idempotencyKey === undefined) return done(carryOut());
      const key = JSON.stringify([stripeAccount, idempotencyKey]);
      const first = known.get(key);
      if (first?.isInFlight) return done(refuseAs(responses, 'idempotency_key_in_use'));
      const report = { id, params };
      if (first && !isDeepStrictEqual(first.report, report)) {
        return done(refuseAs(responses, 'idempotency_key_reused', idempotencyKey));
      }
      if (first) {
        return done({ ...first.answer, headers: { 'Idempotent-Replayed': 'true' } });
      }
      const answer = carryOut();
      // As at Stripe, whose endpoint has not begun its work on a request that breaks a rule.
      if (answer.violations.length > 0) return done(answer);
      const entry = { report, answer, isInFlight: true };
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
