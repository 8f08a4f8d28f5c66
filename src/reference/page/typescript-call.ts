import type { FilledInRequest } from './request.js';

/** The options of a call that stand for headers of the contract. */
const OPTIONS = new Map([
  ['Idempotency-Key', 'idempotencyKey'],
  ['Stripe-Account', 'stripeAccount'],
  ['Stripe-Version', 'apiVersion'],
]);

/** The request as a call of this package's client, with the key in `STRIPE_SECRET_KEY`. */
export function typescriptCall({ baseUrl, path, headers, params }: FilledInRequest): string {
  const options = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [OPTIONS.get(name) ?? name, value]),
  );
  const call = [...Object.values(path), params, ...(Object.keys(headers).length ? [options] : [])];
  return `import { createClient } from "stripe-payment-attempt";

const stripe = createClient({
  apiKey: process.env.STRIPE_SECRET_KEY ?? "",
  baseUrl: ${literal(baseUrl)},
});

const { data, error } = await stripe.reportPaymentAttempt(
${call.map((argument) => `  ${literal(argument)},\n`).join('')});
console.log(data ?? error);
`;
}

/** A JSON value as TypeScript has it. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/^( *)"([A-Za-z_]\w*)":/gm, (_, indent, key) => {
      // Written as a plain key, this one would set the prototype.
      return `${indent}${key === '__proto__' ? `["${key}"]` : key}:`;
    })
    .replaceAll('\n', '\n  ');
}
