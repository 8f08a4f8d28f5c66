import { isDeepStrictEqual } from 'node:util';
import { BoundedMap } from './bounded-map.js';
import type { AcceptedRequest } from './contract-engine.js';
import type { Responses } from './find-example.js';
import { ownerKey } from './owner-key.js';
import { type Answer, refusalByExample } from './refusals.js';

/** The first request that came with a key, and its answer. */
interface FirstUse {
  /** Its `Request-Id`. */
  id: string;
  /** Must be equal when the key is used again. */
  request: Pick<AcceptedRequest, 'path' | 'query' | 'form'>;
  answer: Answer;
  isInFlight: boolean;
}

/** Remembers the last 10,000 idempotency keys, each for an account of its own. */
export interface IdempotencyKeys {
  /**
   * Carries out a request, unless its key was used before: then it repeats the first answer, or refuses the
   * request. `finish` makes an answer ready to be sent, and kept. Call `release` when it is sent.
   */
  once(
    accepted: AcceptedRequest,
    carryOut: () => Answer,
    finish: (answer: Answer) => Answer,
  ): { answer: Answer; release(): void };
  clear(): void;
}

export function createIdempotencyKeys(): IdempotencyKeys {
  const known = new BoundedMap<FirstUse>();
  return {
    once(accepted, carryOut, finish) {
      const { id, operation, idempotencyKey, owner, path, query, form } = accepted;
      const done = (answer: Answer) => ({ answer, release: () => {} });
      // Stripe ignores the key on other methods.
      if (idempotencyKey === undefined || operation.method !== 'post')
        return done(finish(carryOut()));
      const key = JSON.stringify([ownerKey(owner), idempotencyKey]);
      const request = { path, query, form };
      const first = known.get(key);
      if (first) {
        const refusal = refusalOf(first, request, idempotencyKey, operation.responses);
        const answer = refusal ? finish(refusal) : first.answer;
        const replayed = refusal ? {} : { 'Idempotent-Replayed': 'true' };
        const headers = { ...answer.headers, ...replayed, 'Original-Request': first.id };
        return done({ ...answer, headers });
      }
      const answer = finish(carryOut());
      // Stripe keeps no key of a request that fails validation.
      if (answer.violations.length > 0) return done(answer);
      const entry = { id, request, answer, isInFlight: true };
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

/** Why a request may not use the key of the first one; undefined where it is the same request. */
function refusalOf(
  first: FirstUse,
  request: FirstUse['request'],
  key: string,
  responses: Responses,
): Answer | undefined {
  if (first.isInFlight) return refusalByExample(responses, 'idempotency_key_in_use', key);
  const { path } = first.request;
  if (path !== request.path) {
    return refusalByExample(responses, 'idempotency_key_other_endpoint', request.path, path, key);
  }
  if (!isDeepStrictEqual(first.request, request)) {
    return refusalByExample(responses, 'idempotency_key_reused', key);
  }
  return undefined;
}
