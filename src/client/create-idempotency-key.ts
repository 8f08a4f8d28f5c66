/**
 * Makes a new idempotency key: a random UUID (version 4). Make it yourself, and keep it, wherever a
 * report may have to be sent again by other means than the retries of its call: after a crash, or
 * after an abort by `signal`. See https://docs.stripe.com/api/idempotent_requests.
 */
export function createIdempotencyKey(): string {
  return crypto.randomUUID();
}
