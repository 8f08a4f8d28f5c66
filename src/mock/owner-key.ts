import type { RecordOwner } from './types.js';

/** One text for each account. A context of a single ID is that account, as `Stripe-Account` would name it. */
export function ownerKey({ stripeAccount, stripeContext }: RecordOwner): string {
  return JSON.stringify([stripeAccount, stripeContext].filter((id) => id !== undefined));
}
