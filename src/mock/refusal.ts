import type { ApiErrors, StripeErrorBody } from '../../generated/openapi.js';
import { findExample, type Responses } from './find-example.js';
import type { Violation } from './mock-server.js';

/** An answer to a request. */
export interface Answer {
  status: number;
  content: unknown;
  headers?: Record<string, string>;
  /** What is wrong with the request. */
  violations: Violation[];
}

/** An answer to a request that was not carried out. */
export interface Refusal extends Answer {
  content: StripeErrorBody;
}

/** The refusals that the contract has no examples of, in Stripe's words where those are known. */
export const refuse = {
  violations(violations: [Violation, ...Violation[]]): Refusal {
    const [{ code, param, message }] = violations;
    const error: ApiErrors = {
      type: 'invalid_request_error',
      ...(code !== undefined && {
        code,
        doc_url: `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}`,
      }),
      message,
      ...(param !== '' && { param }),
    };
    return { status: 400, content: { error }, violations };
  },
  missingKey: (): Refusal =>
    invalidRequest(
      401,
      "You did not provide an API key. Send one in the Authorization header, as 'Bearer YOUR_SECRET_KEY' or as the user name of basic authentication; any test key will do here.",
    ),
  publishableKey: (): Refusal =>
    invalidRequest(
      403,
      'This API call cannot be made with a publishable API key. Please use a secret API key.',
    ),
  liveKey: (): Refusal =>
    invalidRequest(
      401,
      'The API key sent is a live one, and a live key has no business in a contract server: use a test key, and roll the live one if it may have leaked.',
    ),
  malformedPath: (target: string): Refusal =>
    invalidRequest(400, `The path of the request is not valid: ${shorten(target)}`),
  unknownRoute: (method: string, path: string): Refusal =>
    invalidRequest(404, `Unrecognized request URL (${method}: ${shorten(path)}).`),
  method: (method: string, path: string, allowed: string): Refusal => ({
    ...invalidRequest(
      405,
      `Unrecognized request URL (${method}: ${shorten(path)}). It takes ${allowed}.`,
    ),
    headers: { Allow: allowed },
  }),
  bodyTooLarge: (limit: number): Refusal =>
    invalidRequest(413, `The body of the request is larger than ${limit} bytes.`),
  mediaType: (sent: string | undefined, expected: string): Refusal =>
    invalidRequest(
      415,
      `Invalid request: unsupported Content-Type ${shorten(sent ?? 'none')}. Send the parameters as ${expected}.`,
    ),
  preference: (fault: string): Refusal =>
    invalidRequest(400, `The Prefer header cannot be followed: ${fault}.`),
  serverFault: (message: string): Refusal => refusal(500, { type: 'api_error', message }),
  metadataFull: (keys: number, sent: unknown): Refusal =>
    refuse.violations([
      {
        param: 'metadata',
        code: undefined,
        message: `Invalid metadata: the Payment Record would hold ${keys} keys, more than it may; got ${shorten(JSON.stringify(sent))}`,
      },
    ]),
};

function invalidRequest(status: number, message: string): Refusal {
  return refusal(status, { type: 'invalid_request_error', message });
}

function refusal(status: number, error: ApiErrors & { message: string }): Refusal {
  const violations = [{ param: '', code: undefined, message: error.message }];
  return { status, content: { error }, violations };
}

/**
 * The refusal of a request that keeps the contract, and so has no violations: an example of the contract, with
 * the `subject` in the place of what its message has in quotes.
 */
export function refuseAs(responses: Responses, name: string, subject = ''): Refusal {
  const found = findExample(responses, { name });
  if ('fault' in found) throw new Error(found.fault);
  const content: StripeErrorBody = JSON.parse(JSON.stringify(found.content));
  const { error } = content;
  if (error.message) error.message = error.message.replace(/'.*'/, () => `'${shorten(subject)}'`);
  return { status: found.status, content, violations: [] };
}

/** At most about 100 characters of a text, none of them cut in half. */
export function shorten(text: string): string {
  return text.replace(/(.{100}).+/su, '$1…');
}
