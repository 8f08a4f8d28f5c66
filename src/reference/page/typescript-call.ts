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
  return `import { createClient } from 'stripe-payment-attempt';

const stripe = createClient({
  apiKey: process.env.STRIPE_SECRET_KEY ?? '',
  baseUrl: ${literal(baseUrl)},
});

const { data, error } = await stripe.reportPaymentAttempt(
${call.map((argument) => `  ${literal(argument, '  ')},\n`).join('')});
console.log(data ?? error);
`;
}

/** A JSON value as TypeScript, on as many lines as it has parts. */
function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const parts = Object.entries(value).map(
    ([key, part]) => `${isList ? '' : `${keyOf(key)}: `}${literal(part, `${indent}  `)}`,
  );
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map((part) => `${indent}  ${part},\n`).join('')}${indent}${close}`;
}

function keyOf(key: string): string {
  // Written as a plain key, this one would set the prototype.
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_]\w*$/.test(key) ? key : quote(key);
}

function quote(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
