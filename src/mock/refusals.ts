import { isObject } from '../form/json-pointer.js';
import { shorten } from '../form/shorten.js';
import type { Violation, WordedViolation } from '../form/violation.js';
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
    request_log_url?: string;
  };
}

/** An answer to a request that was not carried out. */
export interface Refusal extends Answer {
  content: ErrorBody;
}

/** The refusals that the contract has no examples of, in Stripe's words where those are known. */
export const refusals = {
  violations(found: [WordedViolation, ...WordedViolation[]]): Refusal {
    const [first] = found;
    const { code, param, message } = { ...first, ...first.wire };
    // The record of the request keeps our own words, which tell more.
    const violations = found.map(({ wire, ...violation }) => violation);
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
  publishableKey(responses: Responses): Refusal {
    const refusal = refusalByExample(responses, 'secret_key_required');
    const { message = '' } = refusal.content.error;
    return { ...refusal, violations: [{ param: '', code: undefined, message }] };
  },
  liveKey: (): Refusal =>
    invalidRequest(
      401,
      'The API key sent is a live one, and a live key has no business in a contract server: use a test key, and roll the live one if it may have leaked.',
    ),
  malformedPath: (target: string): Refusal =>
    invalidRequest(400, `The path of the request is not valid: ${shorten(target)}`),
  /**
   * Of a URL with an empty segment, of an unknown one, and of a method that it does not take. Likely to be so for
   * each: https://github.com/stripe/stripe-dotnet/issues/1776 is about other endpoints.
   */
  unknownRoute(method: string, path: string, allowed: readonly string[]): Refusal {
    const message = `Unrecognized request URL (${method}: ${shorten(path)}).`;
    const advice = /.\/(\/|$)/.test(path)
      ? ' If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.'
      : '';
    const hint = allowed.length > 0 ? ` It takes ${allowed.join(', ')}.` : '';
    return {
      ...invalidRequest(
        404,
        `${message}${advice} Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      ),
      violations: [{ param: '', code: undefined, message: message + hint }],
    };
  },
  bodyTooLarge: (limit: number): Refusal =>
    invalidRequest(413, `The body of the request is larger than ${limit} bytes.`),
  headTooLarge: (limit: number): Refusal =>
    invalidRequest(431, `The path and headers of the request are larger than ${limit} bytes.`),
  requestTimeout: (): Refusal => invalidRequest(408, 'The request did not arrive in time.'),
  malformedRequest: (reason: string): Refusal =>
    invalidRequest(400, `The request cannot be read as HTTP: ${reason}.`),
  mediaType: (sent: string | undefined, expected: string): Refusal =>
    invalidRequest(
      415,
      `Invalid request: unsupported Content-Type ${shorten(sent ?? 'none')}. Send the parameters as ${expected}.`,
    ),
  preference: (fault: string): Refusal =>
    invalidRequest(400, `The Prefer header cannot be followed: ${fault}.`),
  serverFault: (message: string): Refusal => errorOf(500, { type: 'api_error', message }),
  metadataFull: (keys: number, sent: unknown, violation: WordedViolation): Refusal =>
    refusals.violations([
      {
        ...violation,
        message: `Invalid metadata: the Payment Record would hold ${keys} keys, more than it may; got ${shorten(JSON.stringify(sent))}`,
      },
    ]),
};

/** What a contract without an example of that name answers. */
const UNWORDED = {
  secret_key_required: {
    status: 403,
    error: {
      type: 'invalid_request_error',
      code: 'secret_key_required',
      message: 'This API call cannot be made with a publishable API key.',
    },
  },
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
  idempotency_key_other_endpoint: {
    status: 400,
    error: {
      type: 'idempotency_error',
      message: "The path is '', but '' is where the idempotency key '' was used before.",
    },
  },
  idempotency_key_in_use: {
    status: 409,
    error: {
      type: 'invalid_request_error',
      code: 'idempotency_key_in_use',
      message: "Another request with the idempotency key '' is still in progress.",
    },
  },
};

/**
 * Refuses a request that keeps the contract, so without violations, by the contract's example of that name.
 * `subjects` replace the texts in quotes in its message, one after another.
 */
export function refusalByExample(
  responses: Responses,
  name: keyof typeof UNWORDED,
  ...subjects: string[]
): Refusal {
  const { status, error: unworded } = UNWORDED[name];
  const found = findExample(responses, { name });
  const worded = 'content' in found && isErrorBody(found.content) ? found.content : undefined;
  const error = worded?.error ?? unworded;
  const others = subjects.map((subject) => `'${shorten(subject)}'`);
  const message = error.message?.replace(/'[^']*'/g, (quoted) => others.shift() ?? quoted);
  const content = { error: { ...error, ...(message !== undefined && { message }) } };
  const { headers = {}, status: own = status } = worded && 'status' in found ? found : {};
  return { status: own, content, headers, violations: [] };
}

export function isErrorBody(content: unknown): content is ErrorBody {
  return isObject(content) && isObject(content.error);
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
