import type { ApiErrors, StripeErrorBody } from '../../generated/openapi.js';
import type { Violation } from './decode-form.js';

/** An answer to a request that was not carried out. */
export interface Refusal {
  status: number;
  content: StripeErrorBody;
  violations: Violation[];
}

/** The refusals of the contract server, worded as Stripe words them where Stripe has them. */
export const refuse = {
  violations(violations: [Violation, ...Violation[]]): Refusal {
    const [{ code, param, message }] = violations;
    const error: ApiErrors = {
      type: 'invalid_request_error',
      ...(code !== undefined && { code }),
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
  liveKey: (): Refusal =>
    invalidRequest(
      401,
      'The API key sent is a live one, and a live key has no business in a contract server: use a test key, and roll the live one if it may have leaked.',
    ),
  malformedPath: (target: string): Refusal =>
    invalidRequest(400, `The path of the request is not valid: ${shorten(target)}`),
  unknownRoute: (method: string, path: string): Refusal =>
    invalidRequest(404, `Unrecognized request URL (${method}: ${shorten(path)}).`),
  method: (method: string, path: string): Refusal =>
    invalidRequest(405, `${method} is not allowed on ${shorten(path)}.`),
  bodyTooLarge: (limit: number): Refusal =>
    invalidRequest(413, `The body of the request is larger than ${limit} bytes.`),
  mediaType: (sent: string | undefined, expected: string): Refusal =>
    invalidRequest(
      415,
      `Send the parameters as ${expected}. The Content-Type sent is ${shorten(sent ?? 'none')}.`,
    ),
  preference: (fault: string): Refusal =>
    invalidRequest(400, `The Prefer header cannot be followed: ${fault}.`),
  serverFault: (message: string): Refusal => refusal(500, { type: 'api_error', message }),
};

function invalidRequest(status: number, message: string): Refusal {
  return refusal(status, { type: 'invalid_request_error', message });
}

function refusal(status: number, error: ApiErrors & { message: string }): Refusal {
  const violations = [{ param: '', code: undefined, message: error.message }];
  return { status, content: { error }, violations };
}

/** As much of a text as a message can bear. */
export function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 99)}…` : text;
}
