import type { Middleware } from 'openapi-fetch';
import type { operations, paths } from '../../generated/openapi.js';
import type { Fetch } from './transport.js';

/** Options that a client has for all of its calls and a call may set for itself. */
export interface SharedOptions {
  /** The `Stripe-Version` to speak. Default: `API_VERSION`, which the types are made for. */
  apiVersion?: string | undefined;
  /** The connected account to act for, such as `acct_123`. Default: none. */
  stripeAccount?: string | undefined;
  /**
   * The account to act for, such as `acct_123`, or a path of IDs such as `acct_1/acct_2`; not together with
   * `stripeAccount`, whose successor it is. That of a call takes the place of the client's account or context.
   * Default: none.
   */
  stripeContext?: string | undefined;
  /**
   * Milliseconds that one try may take, from the connection to the end of the body. Default: 80,000.
   * For a limit over all tries use `signal` with `AbortSignal.timeout(ms)`. The `fetch` of Node and of undici ends a
   * try by itself after 10,000 without a connection and 300,000 without an answer: for more, give a `fetch` whose
   * `dispatcher` has other limits.
   */
  timeout?: number | undefined;
  /**
   * How often a try that failed is made again: after no connection, a lost one or a time-out, and
   * after 409, 429 and 5xx, unless `Stripe-Should-Retry` decides otherwise. Before the n-th retry
   * passes a random time of up to 0.5 s · 2ⁿ⁻¹, at most 8 s, on top of any `Retry-After`; one of
   * more than 60 s ends the tries. From 0 to 100. Default: 2.
   */
  maxRetries?: number | undefined;
  /**
   * More headers, by name, on top of the client's, such as `User-Agent`. Those with an option of their own are
   * refused. Default: none.
   */
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
   * Whether `baseUrl` may be plain http to another machine, such as a contract server in a container. It would show
   * the API key to the network: with one that may be live it is refused all the same. Default: false.
   */
  allowInsecureHttp?: boolean | undefined;
  /**
   * Called as `fetch(url, init)`, with strings for `url` and `init.body`, once for each try. It has to heed
   * `init.redirect`, should heed `init.signal`, and sends one request: one that tries again by itself makes
   * `attempts` and `sent` wrong. Default: the global `fetch` of the moment of the call.
   */
  fetch?: Fetch | undefined;
}

export interface CallOptions extends SharedOptions {
  /**
   * Names this request, so that sending it again does not carry it out twice: 1 to 255 characters of
   * printable ASCII. Default: one is made for a POST, and told in the result or error.
   */
  idempotencyKey?: string | undefined;
  /**
   * Ends the call at once, its tries and waits, with the signal's own reason. That reason does not
   * tell the idempotency key: pass one from `createIdempotencyKey()`, or the request cannot be sent
   * again safely. Default: none.
   */
  signal?: AbortSignal | undefined;
  /**
   * Middleware of openapi-fetch for this call, behind the client's. It sees the call once, whatever the
   * retries, and may send it to no other origin than that of `baseUrl`.
   */
  middleware?: Middleware[] | undefined;
}

type HttpMethod = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';
type Success = 200 | 201 | 202 | 203 | 204 | 205 | 206 | '2XX';

/** The paths of a contract that take a method. */
type PathsWith<Paths, Method extends HttpMethod> = {
  [Path in keyof Paths]: Paths[Path] extends { [M in Method]: { responses: object } }
    ? Path
    : never;
}[keyof Paths];

type OperationAt<Paths, Path extends keyof Paths, Method> = Paths[Path][Method & keyof Paths[Path]];

/** The form that an operation takes. */
type FormOf<Operation> = Operation extends { requestBody?: { content: infer Content } | undefined }
  ? Content[keyof Content]
  : never;

interface WithBody<Form> {
  /** The parameters to send. Times are in Unix seconds. */
  body: Form;
}
interface WithOptionalBody<Form> {
  /** The parameters to send. Times are in Unix seconds. */
  body?: Form | undefined;
}
type BodyOption<Operation> = Operation extends { requestBody?: never }
  ? { body?: never }
  : Operation extends { requestBody: object }
    ? WithBody<FormOf<Operation>>
    : WithOptionalBody<FormOf<Operation>>;

interface WithPath<Values> {
  /** The parameters of the path, such as the ID of an object. */
  path: Values;
}
interface WithQuery<Values> {
  /** The parameters of the query. Times are in Unix seconds. */
  query: Values;
}
interface WithHeader<Values> {
  /** The header parameters of the contract, for which `CallOptions` has names of its own. */
  header: Values;
}
/** One kind of parameters, optional where all of them are. */
type ParametersIn<Parameters, Kind extends string, Wrapped> = Parameters extends {
  [Key in Kind]: object;
}
  ? Wrapped
  : Parameters extends { [Key in Kind]?: never }
    ? unknown
    : Partial<Wrapped>;
type ParametersOf<Parameters> = Parameters extends {
  path?: infer Path;
  query?: infer Query;
  header?: infer Header;
}
  ? ParametersIn<Parameters, 'path', WithPath<Path>> &
      ParametersIn<Parameters, 'query', WithQuery<Query>> &
      ParametersIn<Parameters, 'header', WithHeader<Header>>
  : unknown;

interface WithParams<Parameters> {
  /** The parameters of path, query and header, by name. */
  params: Parameters;
}
interface WithOptionalParams<Parameters> {
  /** The parameters of path, query and header, by name. */
  params?: Parameters | undefined;
}
type ParamsOption<Operation> = Operation extends { parameters: infer Parameters }
  ? object extends ParametersOf<Parameters>
    ? WithOptionalParams<ParametersOf<Parameters>>
    : WithParams<ParametersOf<Parameters>>
  : unknown;

/** A call in openapi-fetch's own words. */
export type CallInit<Operation> = CallOptions & ParamsOption<Operation> & BodyOption<Operation>;

type InitArguments<Init> = object extends Init ? [init?: Init] : [init: Init];

type ContentOf<Response> = Response extends { content: infer Content }
  ? Content[keyof Content]
  : undefined;
type DataOf<Operation> = Operation extends { responses: infer All }
  ? ContentOf<All[Extract<keyof All, Success>]>
  : never;
type ErrorOf<Operation> = Operation extends { responses: infer All }
  ? [Exclude<keyof All, Success>] extends [never]
    ? UnknownError
    : ContentOf<All[Exclude<keyof All, Success>]>
  : never;
/** What the client says of an error that the contract does not describe. */
interface UnknownError {
  error: { type: string; message?: string };
}

interface Outcome<Method extends HttpMethod> {
  /**
   * The answer to the last try. Its body is read already; `text()` has it, without the API key. Headers are as
   * they were sent.
   */
  response: Response;
  /** The `Request-Id` of the answer, which Stripe's support asks for. */
  requestId: string | undefined;
  /** The key that the request was sent with. Only a POST is sure to have one. */
  idempotencyKey: Method extends 'post' ? string : string | undefined;
  /** How many times the request was sent. */
  attempts: number;
}

/** `data` for a 2xx, `error` for a status from 400 up. */
export type Result<Operation, Method extends HttpMethod> =
  | (Outcome<Method> & {
      /** What a 2xx holds. Amounts are in the smallest unit of their currency. */
      data: DataOf<Operation>;
      /** Why Stripe did not carry out the request, with a status from 400 up. */
      error?: never;
    })
  | (Outcome<Method> & {
      /** What a 2xx holds. Amounts are in the smallest unit of their currency. */
      data?: never;
      /** Why Stripe did not carry out the request, with a status from 400 up. */
      error: ErrorOf<Operation>;
    });

export type ClientMethod<Paths, Method extends HttpMethod> = <
  Path extends PathsWith<Paths, Method>,
>(
  path: Path,
  ...init: InitArguments<CallInit<OperationAt<Paths, Path, Method>>>
) => Promise<Result<OperationAt<Paths, Path, Method>, Method>>;

/** The methods of openapi-fetch, typed by path, for the operations of a contract. */
export interface ClientOf<Paths> {
  /** Reads from a path of the contract. Throws as `POST` does. */
  GET: ClientMethod<Paths, 'get'>;
  PUT: ClientMethod<Paths, 'put'>;
  /**
   * Sends a form to a path of the contract, with times in Unix seconds, and sends it again after a failure,
   * with the same body and idempotency key.
   *
   * @throws {TypeError} before anything is sent, when an argument cannot be right.
   * @throws {ConnectionError} when there was no answer, or none that can be one.
   * @throws the reason of `signal`, when that was aborted.
   * @see https://docs.stripe.com/api
   */
  POST: ClientMethod<Paths, 'post'>;
  DELETE: ClientMethod<Paths, 'delete'>;
  OPTIONS: ClientMethod<Paths, 'options'>;
  HEAD: ClientMethod<Paths, 'head'>;
  PATCH: ClientMethod<Paths, 'patch'>;
  TRACE: ClientMethod<Paths, 'trace'>;
  /** Registers middleware for every call, as openapi-fetch documents it. */
  use(...middleware: Middleware[]): void;
  /** Takes middleware off again. */
  eject(...middleware: Middleware[]): void;
}

/** The operation of that ID; `never` where another contract has none. */
type OperationOf<Id extends string> = operations extends { [Key in Id]: infer Found }
  ? Found
  : never;

type ReportOperation = OperationOf<'PostPaymentRecordsIdReportPaymentAttempt'>;
export type ReportPaymentAttemptResult = Result<ReportOperation, 'post'>;
/** The call by `POST`, in openapi-fetch's own words. */
export type PostInit = CallInit<ReportOperation>;

interface ReportPaymentAttempt {
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
    params: FormOf<ReportOperation>,
    options?: CallOptions,
  ): Promise<ReportPaymentAttemptResult>;
}

export type Client = ClientOf<paths> &
  ([ReportOperation] extends [never] ? unknown : ReportPaymentAttempt);
