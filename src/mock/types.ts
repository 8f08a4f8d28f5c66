import type { components } from '../../generated/openapi.js';
import type { JsonValue } from '../form/json-value.js';
import type { Violation } from '../form/violation.js';

export type { JsonValue, Violation };

/** The Payment Record of the contract, where it has one. */
type PaymentRecord = components['schemas'] extends { payment_record: infer Schema }
  ? Schema
  : { [name: string]: JsonValue };

/** The `fetch` of the environment. Users of these types may not have its types. */
type Fetch = typeof globalThis extends { fetch: infer Global }
  ? Global
  : (input: string, init?: object) => Promise<unknown>;

/** Options of a contract server that listens. */
export interface MockServerOptions {
  /** Whether to listen. With `false` there is no socket and no other option; `mock.fetch` answers. Default: true. */
  listen?: true | undefined;
  /** Port to listen on. Default: 0, a free one. */
  port?: number | undefined;
  /** Address to listen on. Default: `127.0.0.1`, so that no other machine reaches it. */
  host?: string | undefined;
  /**
   * Whether to serve the reference page of the contract at `/`, with test requests to this server. Requests
   * for the page do not appear in `requests`. Default: false.
   */
  reference?: boolean | undefined;
  /**
   * The one origin whose pages may send requests and read the answers, such as `https://docs.example.com`, or
   * `null` as text for pages that were opened from a folder. Their preflights do not appear in `requests`.
   * Default: none.
   */
  allowOrigin?: string | undefined;
  /**
   * Whether to serve `/__mock/`, where tests in other languages choose answers, look at requests and prepare
   * records; `stripe-payment-attempt/control.yaml` describes it. Its requests do not appear in `requests`, and
   * pages of other origins are refused. Default: false.
   */
  control?: boolean | undefined;
}

/** A request that the contract server received, and what became of it. */
export interface RecordedRequest {
  /** `''` where it could not be read as HTTP. */
  method: string;
  /** Path and query, as sent; `''` where they could not be read. */
  path: string;
  /** Names in lower case. A header with a live API key is left out. */
  headers: Record<string, string>;
  /** The body as sent, or `''` where it was too large; bytes that are no UTF-8 stand as U+FFFD. */
  rawBody: string;
  /** What the body says, or undefined where it could not be decoded. */
  body: { [name: string]: JsonValue } | undefined;
  /** Status of the answer. */
  status: number;
  /** What is wrong with the request; empty where nothing is. */
  violations: Violation[];
}

/** A contract server. `Url` is undefined where it does not listen. */
export interface MockServer<Url extends string | undefined = string> {
  /** Where it listens, without a slash at the end, such as `http://127.0.0.1:4010`. */
  readonly url: Url;
  /**
   * Answers a request without a socket, whatever its origin, as a `fetch`: for `createClient`, and for what
   * intercepts requests, such as MSW. It follows no redirect. Code for edge runtimes can be tested with it in
   * Node alone: Prism makes code from strings, which those runtimes forbid.
   *
   * @throws {TypeError} where the server is closed, or the environment has no `Request` and `Response`.
   * @throws the reason of the request's signal, when it is aborted.
   */
  readonly fetch: Fetch;
  /**
   * The last 1,000 requests, or fewer where what they hold is over 64 million characters; the newest last.
   */
  readonly requests: readonly RecordedRequest[];
  /** The Payment Records that it knows, to look at and to prepare. */
  readonly records: PaymentRecords;
  /**
   * Chooses how the next request is answered that keeps the contract and asks for no answer in `Prefer`;
   * called again, the one after. With `status`, `example` or `body` the request is not carried out: nothing
   * is remembered of it, its idempotency key included, while Stripe may answer a key with a 500 for good. With
   * `delay`, `cut` or `headers` alone it is, and only its answer is delayed, lost or given more headers.
   *
   * @throws {TypeError} where the choice is invalid.
   */
  next(answer: ChosenAnswer): void;
  /** Forgets all requests, records, idempotency keys and chosen answers. */
  reset(): void;
  /** Stops listening, and ends open connections and delayed answers. */
  close(): Promise<void>;
}

/** What a test chooses for the answer to a request. */
export interface ChosenAnswer {
  /**
   * Status of the answer, from 200 to 599. Default: the one that the example comes with, or 200 for a body
   * of its own.
   */
  status?: number | undefined;
  /**
   * Name of an example of the operation that is called, such as `rate_limit`. Default: one that fits `status`.
   */
  example?: string | undefined;
  /**
   * Body in the place of an example: a text is sent as it stands, everything else as JSON. It is not
   * checked against the contract, so that a test can send what Stripe never should.
   */
  body?: unknown;
  /** Headers on top of the usual ones, or in their place, such as `{ 'Retry-After': '1' }`. */
  headers?: Record<string, string> | undefined;
  /** Milliseconds to wait before the answer; the idempotency key is in use for so long. Default: 0. */
  delay?: number | undefined;
  /** Whether to cut the connection in the middle of the answer. Default: false. */
  cut?: boolean | undefined;
}

/** Whose record it is. */
export interface RecordOwner {
  /** The connected account, as in the header `Stripe-Account`. Default: none, the platform's own. */
  stripeAccount?: string | undefined;
  /** The same, or a path of IDs, as in the header `Stripe-Context`. Default: none. */
  stripeContext?: string | undefined;
}

/**
 * The Payment Records that the contract server knows: the last 10,000 that were reported on, set or
 * deleted, or fewer where they are over 64 million characters. Amounts tell of the last attempt. One that
 * was never mentioned is made at its first report: 1990 of `usd`, and the rest as in the contract's answer
 * example `failed`.
 */
export interface PaymentRecords {
  /** A copy of the record, or undefined where there is none (yet). */
  get(id: string, owner?: RecordOwner): PaymentRecord | undefined;
  /**
   * Puts a record in the place of whatever is known by that ID, and returns a copy of it. Fields left out
   * are as in a record without an attempt; the other amounts follow `amount`.
   *
   * A record takes a new attempt while `latest_payment_attempt_record` is null, or where nothing is
   * guaranteed and something is failed or canceled.
   *
   * @throws {TypeError} where the record would break the contract, or has no positive amount, or where the
   * contract has no Payment Records.
   */
  set(id: string, fields?: Partial<Omit<PaymentRecord, 'id'>>, owner?: RecordOwner): PaymentRecord;
  /** Makes the record one that does not exist: reports on it are refused with a 404. */
  delete(id: string, owner?: RecordOwner): void;
}
