import type { OperationFacts } from '../../generated/contract.js';
import { ConnectionError, describe } from './errors.js';

/** What a caller learns of a call, whatever its answer holds. */
export interface Outcome {
  response: Response;
  requestId: string | undefined;
  idempotencyKey: string | undefined;
  attempts: number;
}

/**
 * Tells a success from an error. `text` is the body, without the API key.
 *
 * @throws {ConnectionError} when a 2xx does not hold what every success of the operation holds.
 */
export function readAnswer(
  text: string,
  success: OperationFacts['success'],
  outcome: Outcome,
): Outcome & ({ data: unknown } | { error: unknown }) {
  const { ok, status } = outcome.response;
  if (ok && success === undefined) return { data: undefined, ...outcome };
  let value: unknown;
  let cause: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    cause = thrown;
  }
  if (ok && isSuccess(value, success)) return { data: value, ...outcome };
  if (!ok && isStripeError(value)) return { error: value, ...outcome };
  const kind = ok ? (success?.object ?? 'JSON object') : 'Stripe error';
  const message = `HTTP ${status} with a body that is not a ${kind}: ${describe(text)}`;
  if (ok) throw new ConnectionError('invalid_response', message, { ...outcome, cause });
  return { error: { error: { type: 'api_error', message } }, ...outcome };
}

function isSuccess(value: unknown, success: OperationFacts['success']): boolean {
  if (!(value instanceof Object) || Array.isArray(value)) return false;
  const { object, id }: { object?: unknown; id?: unknown } = value;
  const hasId = typeof id === 'string' && id !== '';
  return (success?.object ?? object) === object && (hasId || !success?.id);
}

function isStripeError(value: unknown): boolean {
  const { error }: { error?: { type?: unknown } } = Object(value);
  return typeof error?.type === 'string';
}
