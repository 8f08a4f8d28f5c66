import type { Violation } from '../form/violation.js';

/** The headers that every answer of Stripe has; `version` is that of the contract. */
export function answerHeaders(
  id: string,
  sent: { readonly [name: string]: string },
  version: string,
  violations: readonly Violation[],
): Record<string, string> {
  const {
    'idempotency-key': key,
    'stripe-account': account,
    'stripe-version': asked = version,
  } = sent;
  const isKnown = !violations.some(({ param }) => param === 'Stripe-Version');
  const headers = {
    'Request-Id': id,
    'Stripe-Version': isKnown ? asked : version,
    'Idempotency-Key': key,
    'Original-Request': key && id,
    'Stripe-Account': account,
  };
  // What is empty or was not sent is left out.
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}
