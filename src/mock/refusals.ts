import { shorten } from '../form/shorten.js';
import type { Violation } from '../form/violation.js';
import { findExample, type Responses } from './find-example.js';

/** An answer to a request. */
export interface Answer {
  status: number;
  content: unknown;
  headers?: Record<string, string>;
  /** What is wrong with the request. */
  violations: Violation[];
}

/** The body of an error as Stripe words it. */
interface ErrorBody {
  error: {
    type: string;
    code?: string;
    doc_url?: string;
    message?: string;
    param?: string;
  };
}

/** An answer to a request that was not carried out. */
export interface Refusal extends Answer {
  content: ErrorBody;
}

/** The refusals that the contract has no examples of, in Stripe's words where those are known. */
export const refusals = {
  violations(violations: [Violation, ...Violation[]]): Refusal {
    const [{ code, param, message }] = violations;
    const error = {
      type: 'invalid_request_error',
      ...(code !== undefined && { code, doc_url: docUrl(code) }),
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
  serverFault: (message: string): Refusal => errorOf(500, { type: 'api_error', message }),
  metadataFull: (keys: number, sent: unknown): Refusal =>
    refusals.violations([
      {
        param: 'metadata',
        code: undefined,
        message: `Invalid metadata: the Payment Record would hold ${keys} keys, more than it may; got ${shorten(JSON.stringify(sent))}`,
      },
    ]),
};

/** Refusals of requests that keep the contract, for contracts without an example of that name. */
const UNWORDED = {
  resource_missing: {
    status: 404,
    error: {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: "No such object: ''",
    },
  },
  attempt_open: {
    status: 400,
    error: {
      type: 'invalid_request_error',
      message: 'A new attempt needs all other attempts to be canceled or failed.',
    },
  },
  idempotency_key_reused: {
    status: 400,
    error: {
      type: 'idempotency_error',
      message: "The idempotency key '' was used with other parameters before.",
    },
  },
  idempotency_key_in_use: {
    status: 409,
    error: {
      type: 'idempotency_error',
      code: 'idempotency_key_in_use',
      message: 'Another request with this idempotency key is still in progress.',
    },
  },
};

/**
 * Refuses a request that keeps the contract, so without violations, by the contract's example of that name.
 * `subject` replaces the text in quotes in its message.
 */
export function refusalByExample(
  responses: Responses,
  name: keyof typeof UNWORDED,
  subject = '',
): Refusal {
  const { status, error: unworded } = UNWORDED[name];
  const found = findExample(responses, { name });
  const worded = 'content' in found && isErrorBody(found.content) ? found.content : undefined;
  const error = worded?.error ?? unworded;
  const message = error.message?.replace(/'.*'/, () => `'${shorten(subject)}'`);
  const content = { error: { ...error, ...(message !== undefined && { message }) } };
  return { status: worded && 'status' in found ? found.status : status, content, violations: [] };
}

function isErrorBody(content: unknown): content is ErrorBody {
  return typeof content === 'object' && content !== null && 'error' in content;
}

function invalidRequest(status: number, message: string): Refusal {
  return errorOf(status, { type: 'invalid_request_error', message });
}

function errorOf(status: number, error: { type: string; message: string }): Refusal {
  const violations = [{ param: '', code: undefined, message: error.message }];
  return { status, content: { error }, violations };
}

function docUrl(code: string): string {
  return `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}`;
}
