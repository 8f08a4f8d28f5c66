import { API_VERSION, SERVER } from '../../../generated/contract.js';
import { argumentsOf, givenOf, literal } from './literal.js';
import type { PageRequest } from './page-request.js';

/** The request as a call of this package's client, with the API key in `STRIPE_SECRET_KEY`. */
export function typescriptCall(request: PageRequest): string {
  const { operationId, method, path, server, pathParams, query, body } = request;
  const {
    'Idempotency-Key': idempotencyKey,
    'Stripe-Account': stripeAccount,
    'Stripe-Context': stripeContext,
    'Stripe-Version': version,
    ...headers
  } = request.headers;
  const apiVersion = version === API_VERSION ? undefined : version;
  const options = givenOf({ apiVersion, idempotencyKey, stripeAccount, stripeContext, headers });
  const isReport = operationId === 'PostPaymentRecordsIdReportPaymentAttempt';
  const params = givenOf({ path: pathParams, query });
  const given = isReport
    ? [...Object.values(pathParams), body ?? {}, options]
    : [path, { ...givenOf({ params }), ...(body && { body }), ...options }];
  // Nothing that is empty and comes last.
  if (Object.keys(Object(given.at(-1))).length === 0) given.pop();
  const baseUrl = server === SERVER ? '' : `\n  baseUrl: ${literal(server)},`;
  return `import { createClient } from "stripe-payment-attempt";

const stripe = createClient({
  apiKey: process.env.STRIPE_SECRET_KEY ?? "",${baseUrl}
});

const { data, error } = await stripe.${isReport ? 'reportPaymentAttempt' : method}(
${argumentsOf(given)});
console.log(data ?? error);
`;
}
