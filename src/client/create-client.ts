import createHttpClient, { type Middleware } from 'openapi-fetch';
import { API_VERSION, OPERATIONS, REPORT_PATH, SERVER } from '../../generated/contract.js';
import type { paths } from '../../generated/openapi.js';
import { encodeForm } from '../form/encode-form.js';
import {
  API_KEY,
  CALL_OPTIONS,
  CLIENT_OPTIONS,
  check,
  checkAccount,
  checkFields,
  checkHeaders,
  checkIsPrivate,
  type Given,
  HEADER_OPTIONS,
  INIT,
  OBJECT,
  PARAMS,
  parseBaseUrl,
} from './check-options.js';
import { checkParams } from './check-params.js';
import type { CallOptions, Client, ClientOptions } from './client-types.js';
import { createIdempotencyKey } from './create-idempotency-key.js';
import { describe, redact, refusal } from './errors.js';
import { type LightRequest, lightRequest } from './light-request.js';
import { readAnswer } from './read-answer.js';
import { serializePath } from './serialize-path.js';
import { type Progress, send, untilAborted } from './transport.js';
import { USER_AGENT } from './user-agent.js';

const ACCOUNT_OPTIONS = ['stripeAccount', 'stripeContext'];
const FORM = 'application/x-www-form-urlencoded';
const RETURNED = 'A request that a middleware returns';

/** What openapi-fetch takes and gives, with the text of the answer in the place of `data`. */
type HttpRequest = (
  method: string,
  path: string,
  init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** A call whose arguments the compiler has checked for those who have one. */
interface AnyInit extends CallOptions {
  params?: { path?: object; query?: object; header?: Record<string, string | undefined> };
  body?: object | undefined;
}

/**
 * Makes a client of the contract's operations: openapi-fetch, with Stripe's encoding, retries that neither lose
 * nor double a request, and errors that tell what was sent.
 *
 * @throws {TypeError} when an option is unknown or cannot be right.
 */
export function createClient(options: ClientOptions): Client {
  const {
    apiKey,
    baseUrl,
    allowInsecureHttp,
    fetch: ownFetch,
    headers: ownHeaders,
    ...defaults
  } = {
    baseUrl: SERVER,
    apiVersion: API_VERSION,
    timeout: 80_000,
    maxRetries: 2,
    ...checkFields('options', options, CLIENT_OPTIONS),
  };
  check('apiKey', apiKey, API_KEY);
  checkAccount(defaults);
  const { origin, path: basePath } = parseBaseUrl(baseUrl);
  checkIsPrivate(origin, apiKey, allowInsecureHttp);
  const http = createHttpClient<paths>({
    baseUrl: origin + basePath,
    headers: {
      Accept: 'application/json',
      'User-Agent': USER_AGENT,
      ...ownHeaders,
      Authorization: `Bearer ${apiKey}`,
    },
    redirect: 'manual',
    bodySerializer: (body: object | undefined) => encodeForm(body ?? {}),
    querySerializer: encodeForm,
    pathSerializer: serializePath,
  });
  // Which paths a method takes was checked by our own types, and is checked again at run time.
  const request = http.request as unknown as HttpRequest;
  let isObserved = false;

  /** Makes a call whose `given` options are checked. */
  async function call(
    method: string,
    path: string,
    { params = {}, body, ...given }: Given<AnyInit>,
    nameOfBody = 'body',
  ): Promise<unknown> {
    const facts = OPERATIONS[path]?.[method];
    if (!facts) {
      throw refusal('path', `be one of the contract that takes ${method}`, describe(path));
    }
    const { path: inPath = {}, query = {}, header = {} } = checkFields('params', params, PARAMS);
    const own = { ...given, ...checkHeaders(header, given) };
    checkAccount(own);
    // An account or context of the call takes the place of the client's, whichever that is.
    const isElsewhere = ACCOUNT_OPTIONS.some((name) => name in own);
    const settings = {
      ...defaults,
      ...(isElsewhere && { stripeAccount: undefined, stripeContext: undefined }),
      ...(method === 'POST' && { idempotencyKey: createIdempotencyKey() }),
      ...own,
    };
    if (facts.requiresBody || body !== undefined) check(nameOfBody, body, OBJECT);
    checkParams(nameOfBody, body, facts.body);
    checkParams('params.query', Object.keys(query).length > 0 ? query : undefined, facts.query);
    if (typeof (ownFetch ?? globalThis.fetch) !== 'function') {
      throw refusal('fetch', 'be given as an option where there is no global one', 'none');
    }
    const { signal, middleware = [] } = settings;
    const signals = signal ? [signal] : [];
    const isSeen = isObserved || middleware.length > 0;
    // A Request would leave a listener on the caller's signal at each call.
    const ending = new AbortController();
    let { idempotencyKey }: CallOptions = settings;
    let secret = apiKey;
    const progress: Progress = { attempts: 0, sent: 'no' };

    const exchange = (): ReturnType<HttpRequest> =>
      request(method, path, {
        params: { path: inPath, query, header },
        body,
        headers: {
          ...settings.headers,
          ...(body !== undefined && { 'Content-Type': FORM }),
          ...Object.fromEntries(
            [...HEADER_OPTIONS].map(([name, option]) => [name, Reflect.get(settings, option)]),
          ),
        },
        signal: ending.signal,
        middleware,
        parseAs: 'text',
        Request: isSeen ? Request : lightRequest,
        fetch: async (prepared: Request | LightRequest): Promise<Response> => {
          const { url, headers } = prepared;
          if (!url.startsWith(`${origin}/`)) {
            throw refusal(RETURNED, `go to ${origin}`, new URL(url).origin);
          }
          const key = headers.get('Idempotency-Key') ?? undefined;
          // Without its key, a request that is sent again may be carried out twice.
          if (!key && idempotencyKey) throw refusal(RETURNED, 'keep its Idempotency-Key', 'none');
          idempotencyKey = key;
          // A middleware may have set another API key.
          secret = headers.get('Authorization')?.split(' ').at(-1) ?? apiKey;
          checkIsPrivate(origin, secret, allowInsecureHttp);
          const response = await send({
            ...settings,
            progress,
            fetch: ownFetch ?? globalThis.fetch,
            apiKey: secret,
            method: prepared.method,
            url,
            headers,
            body:
              'clone' in prepared ? (await prepared.clone().text()) || undefined : prepared.body,
            idempotencyKey,
            // A middleware may give its request a signal of its own.
            signals: 'clone' in prepared ? [...signals, prepared.signal] : signals,
          });
          return isSeen ? copyOf(response, await response.text()) : response;
        },
      });
    // A middleware may wait for something else than its request.
    const ended = isSeen ? untilAborted(signals, exchange) : exchange();
    const result = await ended
      .catch((reason: unknown) => {
        // openapi-fetch does not pass on a reason that is falsy, as of `controller.abort(null)`.
        throw signal?.aborted ? signal.reason : reason;
      })
      .finally(() => isSeen && ending.abort(signal?.reason));
    const { response, data, error } = result;
    const requestId = redact(response.headers.get('Request-Id') ?? '', secret) || undefined;
    // What a middleware answers by itself was read as text or, if it is an error, as JSON.
    const content = response.ok ? data : error;
    const ownText = typeof content === 'string' ? content : (JSON.stringify(content) ?? '');
    const text = redact(await response.text().catch(() => ownText), secret);
    if (isSeen) Object.assign(response, { text: async () => text });
    const { attempts } = progress;
    return readAnswer(text, facts.success, { response, requestId, idempotencyKey, attempts });
  }

  const reportPath = REPORT_PATH;
  const client = {
    use(...added: Middleware[]) {
      isObserved = true;
      http.use(...added);
    },
    eject: http.eject,
    ...Object.fromEntries(
      Object.keys(http)
        .filter((name) => name === name.toUpperCase())
        .map((method) => [
          method,
          async (path: string, init: AnyInit = {}) =>
            call(method, path, checkFields('init', init, INIT)),
        ]),
    ),
    ...(reportPath !== undefined && {
      reportPaymentAttempt: async (id: string, body: object, callOptions: CallOptions = {}) => {
        const given = checkFields('options', callOptions, CALL_OPTIONS);
        return call('POST', reportPath, { ...given, params: { path: { id } }, body }, 'params');
      },
    }),
  };
  // The methods are made from the names that the type has.
  return client as unknown as Client;
}

/** An answer that middleware can read and clone. The transport has read its body, and hidden the API key in it. */
function copyOf(response: Response, text: string): Response {
  const isBodiless = [204, 205, 304].includes(response.status);
  try {
    const copy = new Response(isBodiless ? null : text, response);
    Object.assign(copy, { text: response.text });
    return Object.defineProperty(copy, 'url', { value: response.url });
  } catch {
    // fetch takes statuses and reason phrases that no Response can be made with.
    return response;
  }
}
