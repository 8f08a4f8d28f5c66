import { SERVER } from '../../../generated/contract.js';
import { argumentsOf, givenOf, literal } from './literal.js';
import type { PageRequest } from './page-request.js';
import { urlOf } from './wire-request.js';

/** The methods of the official SDK that take the parameters of the path, the body and options, by `operationId`. */
const METHODS: { readonly [operationId: string]: string } = {
  PostPaymentRecordsIdReportPaymentAttempt: 'paymentRecords.reportPaymentAttempt',
};

/** The request as a call of the official SDK, with the API key in `STRIPE_SECRET_KEY`. */
export function stripeSdkCall(request: PageRequest): string {
  const { operationId, method, server, pathParams, query, body } = request;
  const {
    'Idempotency-Key': idempotencyKey,
    'Stripe-Account': stripeAccount,
    'Stripe-Context': stripeContext,
    'Stripe-Version': apiVersion,
    ...additionalHeaders
  } = request.headers;
  const options = { idempotencyKey, stripeAccount, stripeContext, apiVersion };
  const isRaw = !(operationId in METHODS) || Object.keys(additionalHeaders).length > 0;
  const path = urlOf({ ...request, server: '', query: {} });
  const given = isRaw
    ? [method, path, body ?? query, givenOf({ ...options, additionalHeaders })]
    : [...Object.values(pathParams), body ?? {}, givenOf(options)];
  if (Object.keys(Object(given.at(-1))).length === 0) given.pop();
  const { protocol, hostname, port } = new URL(server);
  const place = {
    protocol: protocol.replace(':', ''),
    host: hostname,
    ...(port !== '' && { port: Number(port) }),
  };
  const config = server === SERVER ? '' : `, ${literal(place)}`;
  return `import Stripe from "stripe";

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY ?? ""${config});

const answer = await stripe.${isRaw ? 'rawRequest' : METHODS[operationId]}(
${argumentsOf(given)});
console.log(answer);
`;
}
