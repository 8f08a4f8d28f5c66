import { encodeForm } from '../../form/encode-form.js';
import type { JsonValue } from '../../form/json-value.js';
import type { ErrorExample } from '../model/operation-model.js';
import type { PageRequest } from '../snippets/page-request.js';
import { headersOf, urlOf } from '../snippets/wire-request.js';
import type { Change, Outcome } from './page-state.js';
import { isJsonObject, showScalar } from './values.js';

/** What a test request has beside what is filled in. */
export interface Sending {
  apiKey: string;
  /** The error example that is asked for. */
  wanted: ErrorExample | undefined;
  /** Name of the example that stands in the place of what is filled in, or ''. */
  sentExample: string;
  signal: AbortSignal;
}

/** Bodies of the last answers, by what they are about. */
const lastAnswers = new Map<string, JsonValue>();

export async function sendRequest(request: PageRequest, sending: Sending): Promise<Outcome> {
  const { apiKey, wanted, sentExample, signal } = sending;
  const start = performance.now();
  try {
    const response = await fetch(urlOf(request), {
      method: request.method,
      headers: {
        ...headersOf(request),
        ...(apiKey !== '' && { Authorization: `Bearer ${apiKey}` }),
        ...(wanted && { Prefer: `code=${wanted.status}, example=${wanted.name}` }),
      },
      ...(request.body && { body: encodeForm(request.body) }),
      signal,
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    const text = await response.text();
    const body = parse(text);
    const { message, param, code, type } = errorIn(body);
    return {
      kind: 'answer',
      status: response.status,
      statusText: response.statusText || (STATUS_WORDS[response.status] ?? ''),
      isReplayed: response.headers.get('Idempotent-Replayed') === 'true',
      milliseconds: performance.now() - start,
      headers: [...response.headers],
      body: body === undefined ? text : JSON.stringify(body, null, 2),
      message: showScalar(message),
      param: showScalar(param),
      code: showScalar(code ?? type),
      changes: response.ok && body !== undefined ? changesTo(body) : undefined,
      sentExample,
    };
  } catch (error) {
    const kind = signal.aborted ? 'canceled' : 'lost';
    const reason = error instanceof Error ? error.message : String(error);
    return { kind, milliseconds: performance.now() - start, reason };
  }
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorIn(body: JsonValue | undefined): { [name: string]: JsonValue } {
  return isJsonObject(body) && isJsonObject(body.error) ? body.error : {};
}

/** Undefined where it is the first answer about its object. */
function changesTo(body: JsonValue): Change[] | undefined {
  if (!isJsonObject(body)) return undefined;
  const name = `${showScalar(body.object)} ${showScalar(body.id)}`;
  const last = lastAnswers.get(name);
  lastAnswers.set(name, body);
  if (last === undefined) return undefined;
  const before = new Map(leavesOf(last));
  const after = new Map(leavesOf(body));
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({
      field,
      before: before.get(field) ?? 'absent',
      after: after.get(field) ?? 'absent',
    }))
    .filter((change) => change.before !== change.after);
}

function leavesOf(value: JsonValue, name = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leavesOf(inner, name === '' ? key : `${name}.${key}`),
  );
}

/** HTTP/2 has no words for a status. */
const STATUS_WORDS: { [status: number]: string } = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};
