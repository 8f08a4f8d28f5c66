import createHttpClient from 'openapi-fetch';
import { API_VERSION } from '../../generated/api-version.js';
import type {
  operations,
  PaymentRecord,
  paths,
  ReportPaymentAttemptParams,
  StripeErrorBody,
} from '../../generated/openapi.js';
import { encodeForm } from '../form/encode-form.js';
import { API_KEY, check, checkFields, ID, parseBaseUrl } from './check-options.js';
import { createIdempotencyKey } from './create-idempotency-key.js';
import { ConnectionError, describe, redact, refusal } from './errors.js';
import { type Fetch, send } from './transport.js';

const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const SHARED_OPTIONS = ['apiVersion', 'stripeAccount', 'timeout', 'maxRetries', 'headers'];

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
  /**
   * The answer to the last try. Its body is read already; `text()` has it, without the API key. Headers are as
   * they were sent.
   */
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
  const {
    baseUrl,
    headers: ownHeaders,
    ...settings
  } = {
    baseUrl: 'https://api.stripe.com',
    apiVersion: API_VERSION,
    timeout: 80_000,
    maxRetries: 2,
    ...checkFields('options', options, 'apiKey', 'baseUrl', 'fetch', ...SHARED_OPTIONS),
  };
  const { apiKey } = settings;
  check('apiKey', apiKey, API_KEY);
  const http = createHttpClient<Bodiless>({
    baseUrl: parseBaseUrl(baseUrl),
    headers: {
      ...ownHeaders,
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
    check('id', id, ID);
    const { headers, ...call } = {
      idempotencyKey: createIdempotencyKey(),
      fetch: globalThis.fetch,
      ...settings,
      ...checkFields('options', callOptions, 'idempotencyKey', 'signal', ...SHARED_OPTIONS),
      body: encodeForm(params),
    };
    const { idempotencyKey, signal } = call;
    let attempts = 0;
    const sending = http.POST(PATH, {
      params: { path: { id } },
      headers: {
        ...headers,
        'Idempotency-Key': idempotencyKey,
        'Stripe-Account': call.stripeAccount,
        'Stripe-Version': call.apiVersion,
      },
      parseAs: 'text',
      fetch: async ({ url, headers }) => {
        const answer = await send({ ...call, url, headers });
        attempts = answer.attempts;
        return answer.response;
      },
    });
    const { response, error } = await sending.catch((reason: unknown) => {
      // openapi-fetch does not pass on a reason that is falsy, as of `controller.abort(null)`.
      throw signal?.aborted ? signal.reason : reason;
    });
    const requestId = redact(response.headers.get('Request-Id') ?? '', apiKey) || undefined;
    const outcome = { response, requestId, idempotencyKey, attempts };
    const text = await response.text();
    const isNo = (kind: string) =>
      `HTTP ${response.status} with a body that is not a ${kind}: ${describe(text)}`;
    if (response.ok) {
      let data: unknown;
      let cause: unknown;
      try {
        data = JSON.parse(text);
      } catch (thrown) {
        cause = thrown;
      }
      if (isPaymentRecord(data)) return { data, ...outcome };
      throw new ConnectionError('invalid_response', isNo('Payment Record'), { ...outcome, cause });
    }
    if (isStripeErrorBody(error)) return { error, ...outcome };
    return { error: { error: { type: 'api_error', message: isNo('Stripe error') } }, ...outcome };
  }

  return {
    reportPaymentAttempt,
    async POST(path, init) {
      if (path !== PATH) throw refusal('path', `be ${PATH}`, describe(path));
      checkFields('init', init, 'params', 'body', 'headers', 'signal', 'timeout', 'maxRetries');
      const { params, body, ...callOptions } = init;
      checkFields('params', params, 'path', 'header');
      const { header = {} } = params;
      const { id } = checkFields('params.path', params.path, 'id');
      checkFields('params.header', header, 'Idempotency-Key', 'Stripe-Account', 'Stripe-Version');
      return reportPaymentAttempt(id, body, {
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

function isPaymentRecord(value: unknown): value is PaymentRecord {
  const { object, id }: Partial<PaymentRecord> = Object(value);
  return object === 'payment_record' && typeof id === 'string' && id !== '';
}

function isStripeErrorBody(value: unknown): value is StripeErrorBody {
  const { error }: Partial<StripeErrorBody> = Object(value);
  return typeof error?.type === 'string';
}
