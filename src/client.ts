import createHttpClient from 'openapi-fetch';
import { API_VERSION } from '../generated/api-version.js';
import type {
  operations,
  PaymentRecord,
  paths,
  ReportPaymentAttemptParams,
  StripeErrorBody,
} from '../generated/openapi.js';
import { checkId, checkKeys, checkOptions, isRecord, parseBaseUrl } from './check-options.js';
import { createIdempotencyKey } from './create-idempotency-key.js';
import { encodeForm } from './encode-form.js';
import { ConnectionError } from './errors.js';
import { type Answer, type Fetch, send } from './transport.js';

const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const SHARED_OPTIONS = ['apiVersion', 'stripeAccount', 'timeout', 'maxRetries', 'headers'] as const;

/** Options that a client has for all of its calls and a call may set for itself. */
export interface SharedOptions {
  /** The `Stripe-Version` to speak. Default: `API_VERSION`, which the types are made for. */
  apiVersion?: string | undefined;
  /** The connected account to act for, such as `acct_123`. Default: none. */
  stripeAccount?: string | undefined;
  /**
   * Milliseconds that one try may take, from the connection to the end of the body. Default: 80,000.
   * For a limit over all tries use `signal` with `AbortSignal.timeout(ms)`.
   */
  timeout?: number | undefined;
  /**
   * How often a try that failed is made again: after no connection, a lost one or a time-out, and
   * after 409, 429 and 5xx, unless `Stripe-Should-Retry` decides otherwise. Before the n-th retry
   * passes a random time of up to 0.5 s · 2ⁿ⁻¹, at most 8 s, on top of any `Retry-After`; one of
   * more than 60 s ends the tries. From 0 to 100. Default: 2.
   */
  maxRetries?: number | undefined;
  /** More headers, by name, on top of the client's. Those with an option of their own are refused. */
  headers?: Record<string, string> | undefined;
}

export interface ClientOptions extends SharedOptions {
  /** A secret or restricted key, such as `sk_test_…`. It is sent as bearer and shown nowhere. */
  apiKey: string;
  /**
   * Where the API is, with or without a path before `/v1`: https, or plain http to loopback.
   * Default: `https://api.stripe.com`.
   */
  baseUrl?: string | undefined;
  /**
   * Called as `fetch(url, init)`, with strings for `url` and `init.body`, once for each try. It has
   * to heed `init.redirect` and should heed `init.signal`. Default: the global `fetch`.
   */
  fetch?: Fetch | undefined;
}

export interface CallOptions extends SharedOptions {
  /**
   * Names this report, so that sending it again does not report the payment twice: 1 to 255
   * characters of printable ASCII. Default: one is made, and told in the result or error.
   */
  idempotencyKey?: string | undefined;
  /**
   * Ends the call at once, its tries and waits, with the signal's own reason. That reason does not
   * tell the idempotency key: pass one from `createIdempotencyKey()`, or the report cannot be sent
   * again safely. Default: none.
   */
  signal?: AbortSignal | undefined;
}

/**
 * What openapi-fetch is told of the contract. The encoded body takes no way through it: it would be
 * tested against a global FormData, which not every runtime has.
 */
type Bodiless = { [Path in keyof paths]: { post: Omit<paths[Path]['post'], 'requestBody'> } };

type Parameters = operations['PostPaymentRecordsIdReportPaymentAttempt']['parameters'];

/** A call in openapi-fetch's own words. */
export interface PostInit
  extends Pick<CallOptions, 'headers' | 'signal' | 'timeout' | 'maxRetries'> {
  /** Which Payment Record the attempt belongs to, and headers. */
  params: {
    /** The `id` of the Payment Record. */
    path: Parameters['path'];
    /** Headers of the contract, for which `CallOptions` has names of its own. */
    header?: NonNullable<Parameters['header']>;
  };
  /** The attempt to report. Times are in Unix seconds. */
  body: ReportPaymentAttemptParams;
}

interface Outcome {
  /** The answer to the last try. Its body is read already. */
  response: Response;
  /** The `Request-Id` of the answer, which Stripe's support asks for. */
  requestId: string | undefined;
  /** The key that the report was sent with. */
  idempotencyKey: string;
  /** How many times the report was sent. */
  attempts: number;
}

interface Success extends Outcome {
  /** The Payment Record with the attempt, of a 2xx. Amounts are in the smallest unit of their currency. */
  data: PaymentRecord;
  /** Why Stripe did not carry out the request, with a status from 400 up. */
  error?: never;
}

interface Failure extends Outcome {
  /** The Payment Record with the attempt, of a 2xx. Amounts are in the smallest unit of their currency. */
  data?: never;
  /** Why Stripe did not carry out the request, with a status from 400 up. */
  error: StripeErrorBody;
}

/** `data` for a 2xx, `error` for a status from 400 up. */
export type ReportPaymentAttemptResult = Success | Failure;

export interface Client {
  /**
   * Reports a payment attempt on the Payment Record `id`, such as `pr_123`. Times in `params` are in
   * Unix seconds. Sent again after a failure, with the same body and idempotency key.
   *
   * @throws {TypeError} before anything is sent, when an argument cannot be right.
   * @throws {ConnectionError} when there was no answer, or none that can be one.
   * @throws the reason of `signal`, when that was aborted.
   * @see https://docs.stripe.com/api/payment-record/report-payment-attempt
   */
  reportPaymentAttempt(
    id: string,
    params: ReportPaymentAttemptParams,
    options?: CallOptions,
  ): Promise<ReportPaymentAttemptResult>;
  /**
   * The same call in openapi-fetch's own words, with the same guarantees. Times in `body` are in Unix
   * seconds.
   *
   * @see https://docs.stripe.com/api/payment-record/report-payment-attempt
   */
  POST(path: keyof paths, init: PostInit): Promise<ReportPaymentAttemptResult>;
}

/**
 * Makes a client of Stripe's `POST /v1/payment_records/{id}/report_payment_attempt`.
 *
 * @throws {TypeError} when an option is unknown or cannot be right.
 */
export function createClient(options: ClientOptions): Client {
  checkOptions(options, ['apiKey', 'baseUrl', 'fetch', ...SHARED_OPTIONS]);
  const { apiKey, baseUrl = 'https://api.stripe.com', fetch: ownFetch, ...defaults } = options;
  if (apiKey === undefined) throw new TypeError('apiKey is required');
  const http = createHttpClient<Bodiless>({
    baseUrl: parseBaseUrl(baseUrl),
    headers: {
      ...defaults.headers,
      Authorization: `Bearer ${apiKey}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    // A real Request costs 40 % more CPU per call, and `fetch` would take it apart again. The cast
    // holds because openapi-fetch does no more than construct it and read its `method`.
    Request: lightRequest as unknown as typeof Request,
  });

  async function reportPaymentAttempt(
    id: string,
    params: ReportPaymentAttemptParams,
    callOptions: CallOptions = {},
  ): Promise<ReportPaymentAttemptResult> {
    checkId(id);
    checkOptions(callOptions, ['idempotencyKey', 'signal', ...SHARED_OPTIONS]);
    const body = encodeForm(params);
    const { idempotencyKey = createIdempotencyKey(), signal, headers } = callOptions;
    const account = callOptions.stripeAccount ?? defaults.stripeAccount;
    let answer: Answer | undefined;
    const call = http.POST(PATH, {
      params: {
        path: { id },
        header: {
          'Idempotency-Key': idempotencyKey,
          'Stripe-Version': callOptions.apiVersion ?? defaults.apiVersion ?? API_VERSION,
          ...(account !== undefined && { 'Stripe-Account': account }),
        },
      },
      ...(headers && { headers }),
      fetch: async ({ url, headers }) => {
        answer = await send({
          fetch: ownFetch ?? globalThis.fetch,
          url,
          headers,
          body,
          apiKey,
          idempotencyKey,
          timeout: callOptions.timeout ?? defaults.timeout ?? 80_000,
          maxRetries: callOptions.maxRetries ?? defaults.maxRetries ?? 2,
          signal,
        });
        // As above: openapi-fetch reads no other members than these.
        return lightResponse(answer) as unknown as Response;
      },
    });
    let parsed: { data?: unknown; error?: unknown; cause?: unknown };
    try {
      parsed = await call;
    } catch (cause) {
      // openapi-fetch does not pass on a reason that is falsy, as of `controller.abort(null)`.
      if (answer === undefined) throw signal?.aborted ? signal.reason : cause;
      parsed = { cause };
    }
    if (answer === undefined) throw new TypeError('openapi-fetch has not called fetch');
    const { response, attempts, text } = answer;
    const requestId = response.headers.get('Request-Id') ?? undefined;
    const outcome = { response, requestId, idempotencyKey, attempts };
    if (response.ok) {
      if (isPaymentRecord(parsed.data)) return { data: parsed.data, ...outcome };
      const what = `HTTP ${response.status} with a body that is not a Payment Record: ${excerpt(text)}`;
      throw new ConnectionError('invalid_response', what, {
        attempts,
        idempotencyKey,
        cause: parsed.cause,
      });
    }
    if (isStripeErrorBody(parsed.error)) return { error: parsed.error, ...outcome };
    const message = `HTTP ${response.status} with a body that is not a Stripe error: ${excerpt(text)}`;
    return { error: { error: { type: 'api_error', message } }, ...outcome };
  }

  return {
    reportPaymentAttempt,
    async POST(path, init) {
      if (path !== PATH) throw new TypeError(`path must be ${PATH}`);
      checkKeys('init', init, ['params', 'body', 'headers', 'signal', 'timeout', 'maxRetries']);
      const { params, body, ...callOptions } = init;
      checkKeys('params', params, ['path', 'header']);
      checkKeys('params.path', params.path, ['id']);
      const { header = {} } = params;
      checkKeys('params.header', header, ['Idempotency-Key', 'Stripe-Account', 'Stripe-Version']);
      return reportPaymentAttempt(params.path.id, body, {
        ...callOptions,
        idempotencyKey: header['Idempotency-Key'],
        stripeAccount: header['Stripe-Account'],
        apiVersion: header['Stripe-Version'],
      });
    },
  };
}

/** Called with `new`. */
function lightRequest(url: string, init: RequestInit): object {
  return { ...init, url };
}

function lightResponse({ response: { status, ok, headers }, text }: Answer): object {
  return { status, ok, headers, text: async () => text, json: async () => JSON.parse(text) };
}

function isPaymentRecord(value: unknown): value is PaymentRecord {
  if (!isRecord(value)) return false;
  return value.object === 'payment_record' && typeof value.id === 'string' && value.id !== '';
}

function isStripeErrorBody(value: unknown): value is StripeErrorBody {
  return isRecord(value) && isRecord(value.error) && typeof value.error.type === 'string';
}

function excerpt(text: string): string {
  return text === '' ? 'nothing' : JSON.stringify(text.slice(0, 200));
}
