import Stripe from 'stripe';
import { createClient } from '../../src/index.js';
import type { MockServer } from '../../src/mock/index.js';

const params = { initiated_at: 1, description: '50 % off & free' };
const quiet = { telemetry: false, maxNetworkRetries: 0 };

/**
 * Reports twice by each client, at the address of Stripe, and prints what they say and what is on record.
 *
 * @param fetchOfSdk the `fetch` of the official SDK, which by default takes node:http as well.
 */
export async function reportByClients(
  { requests, records, reset }: MockServer<string | undefined>,
  fetchOfSdk?: typeof fetch,
): Promise<void> {
  const byFetch = Stripe.createFetchHttpClient(fetchOfSdk);
  const clients = {
    'our client': ours(),
    ...(fetchOfSdk === undefined && { 'official SDK by node:http': sdk() }),
    'official SDK by fetch': sdk({ httpClient: byFetch }),
  };
  for (const [name, report] of Object.entries(clients)) {
    const said = [await report(), await report()];
    const statuses = requests.map(({ status }) => status);
    console.log(JSON.stringify({ name, said, statuses, kept: records.get('pr_1')?.description }));
    reset();
  }
}

function ours() {
  const stripe = createClient({ apiKey: 'sk_test_123' });
  return async () => {
    const { data, error } = await stripe.reportPaymentAttempt('pr_1', params);
    return data?.id ?? error?.error.type;
  };
}

function sdk(options: Stripe.StripeConfig = {}) {
  const stripe = new Stripe('sk_test_123', { ...quiet, ...options });
  return () =>
    stripe.paymentRecords.reportPaymentAttempt('pr_1', params).then(
      ({ id }) => id,
      (error) => error.rawType,
    );
}
