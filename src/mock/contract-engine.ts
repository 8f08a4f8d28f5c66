import { readFile } from 'node:fs/promises';
import type { ReportPaymentAttemptParams } from '../../generated/openapi.js';
import { decodeForm, type JsonSchema } from '../form/decode-form.js';
import { apiKeyIn, isLiveKey } from './api-key.js';
import type { Responses } from './find-example.js';
import type { RecordedRequest, Violation } from './mock-server.js';
import { type Preference, parsePrefer } from './parse-prefer.js';
import { type Logger, loadPrism, type Operation, type Prism, type PrismRequest } from './prism.js';
import { type Refusal, refuse, shorten } from './refusal.js';
import { type Diagnostic, violationsOf } from './violations-of.js';

/** A request as it came over the wire. */
export interface ContractRequest {
  /** In capitals, as HTTP has it. */
  method: string;
  /** The path, as sent. */
  path: string;
  query: URLSearchParams;
  /** Names in lower case. */
  headers: { readonly [name: string]: string };
  body: Uint8Array;
}

/** A report that keeps the contract. */
export interface Report {
  /** ID of the Payment Record. */
  id: string;
  params: ReportPaymentAttemptParams;
  idempotencyKey: string | undefined;
  /** The connected account that it is made for. */
  stripeAccount: string | undefined;
  /** The answer that the request itself asks for, if it does. */
  preference: Preference | undefined;
}

/** What a request says: a report, or why it is refused. `body` is undefined where it could not be decoded. */
export type Reading = Pick<RecordedRequest, 'body'> &
  ({ report: Report; refusal?: never } | { report?: never; refusal: Refusal });

/** The contract, and Prism to hold requests and answers against it. */
export interface ContractEngine {
  /** The answers of the operation, as the contract has them. */
  readonly responses: Responses;
  /** Holds a request against the contract. */
  read(request: ContractRequest): Reading;
  /** What is wrong with params that did not come over the wire. */
  violationsOfParams(params: ReportPaymentAttemptParams): Violation[];
  /** Makes an answer up from the schema: the same seed, the same answer. */
  makeUp(status: number, seed: string): unknown;
  /** What is wrong with an answer. */
  violationsOfAnswer(status: number, content: unknown): Violation[];
}

interface OpenApiDocument {
  paths: { [path: string]: { [method: string]: ContractOperation } };
}
interface ContractOperation {
  requestBody: { content: Content };
  responses: Responses;
}
interface Content {
  [mediaType: string]: { schema: JsonSchema };
}

/**
 * The media type of a decoded body on its way through Prism: not a form, which Prism would decode in its
 * own way, and not plain JSON, which the contract does not take.
 */
const DECODED = 'application/vnd.decoded-form+json';
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/** Reads the contract that this package carries and loads Prism's engine to serve it. */
export async function createContractEngine(): Promise<ContractEngine> {
  const prism = loadPrism();
  const file = new URL('../../generated/openapi.json', import.meta.url);
  const contract: OpenApiDocument = JSON.parse(await readFile(file, 'utf8'));
  const { formType, schema, responses, decodedContract } = splitForm(contract);
  const operations = await prism.readOperations(decodedContract);
  const [operation] = operations;
  if (!operation) throw new Error('The contract has no operation');
  const allowed = operation.method.toUpperCase();

  return {
    responses,

    read({ method, path, query, headers, body }) {
      const stop = (refusal: Refusal): Reading => ({ refusal, body: undefined });
      if (isLiveKey(headers.authorization)) return stop(refuse.liveKey());
      const normalPath = normalizePath(path);
      if (normalPath === undefined) return stop(refuse.malformedPath(path));
      const verb = METHODS.find((known) => known === method.toLowerCase());
      if (verb === undefined) return stop(refuse.method(method, path, allowed));
      const preference = parsePrefer(headers.prefer, responses);
      if (preference && 'fault' in preference) return stop(refuse.preference(preference.fault));

      const input: PrismRequest = {
        method: verb,
        url: { path: normalPath },
        headers: { ...headers, 'content-type': DECODED },
      };
      const routed = prism.route({ resources: operations, input });
      if (routed._tag === 'Left') return stop(refusalOf(routed.left, method, path, allowed));
      const resource = routed.right;
      const key = apiKeyIn(headers.authorization);
      if (key === '' || prism.validateSecurity({ resource, element: input })._tag === 'Left') {
        return stop(refuse.missingKey());
      }
      if (key.startsWith('pk_')) return stop(refuse.publishableKey());
      const contentType = headers['content-type'];
      if (body.length > 0 && !isUtf8Form(contentType, formType)) {
        return stop(refuse.mediaType(contentType, formType));
      }

      const { value, violations: undecoded } = decodeForm(body, schema, contract);
      const element = { ...input, body: value ?? {} };
      const [first, ...others] = [
        ...unknownQuery(query),
        ...emptyHeaders(resource, headers),
        ...violationsOf(
          // What could not be decoded has its violations already.
          diagnosticsOf(prism.validateInput({ resource, element })).filter(
            ({ path: [place] = [] }) => value || place !== 'body',
          ),
          value ?? {},
        ),
        ...undecoded,
      ];
      if (first) return { refusal: refuse.violations([first, ...others]), body: value };
      const id = pathParameter('id', resource, normalPath);
      // The type is made from the schema that Prism has held the value against.
      const params = value as unknown as ReportPaymentAttemptParams;
      const { 'idempotency-key': idempotencyKey, 'stripe-account': stripeAccount } = headers;
      return { report: { id, params, idempotencyKey, stripeAccount, preference }, body: value };
    },

    violationsOfParams(params) {
      const element: PrismRequest = {
        method: 'post',
        url: { path: '' },
        headers: { 'content-type': DECODED },
        body: params,
      };
      const found = diagnosticsOf(prism.validateInput({ resource: operation, element }));
      return violationsOf(
        found.filter(({ path: [place] = [] }) => place === 'body'),
        params,
      );
    },

    violationsOfAnswer(statusCode, body) {
      const element = { statusCode, headers: { 'content-type': 'application/json' }, body };
      return violationsOf(
        diagnosticsOf(prism.validateOutput({ resource: operation, element })),
        body,
      );
    },

    makeUp(code, seed) {
      const data: PrismRequest = { method: 'post', url: { path: '' } };
      const config = { code, dynamic: true, seed };
      const made = prism.mock({ resource: operation, input: { data, validations: [] }, config })(
        silentLogger(),
      );
      if (made._tag === 'Left') throw made.left;
      return made.right.body;
    },
  };
}

/** The form that the contract's operation takes, and the contract as Prism is to see it: with the form decoded. */
function splitForm(contract: OpenApiDocument): {
  formType: string;
  schema: JsonSchema;
  responses: Responses;
  decodedContract: OpenApiDocument;
} {
  const decodedContract = structuredClone(contract);
  const [operation] = Object.values(decodedContract.paths).flatMap((item) => Object.values(item));
  const [form] = Object.entries(operation?.requestBody.content ?? {});
  if (!operation || !form) throw new Error('The contract has no operation with a request body');
  const [formType, { schema }] = form;
  operation.requestBody.content = { [DECODED]: { schema } };
  return { formType, schema, responses: operation.responses, decodedContract };
}

/**
 * The path with each segment escaped in one way, or undefined where it is none or holds a bad escape. Prism
 * throws on those, and takes a literal comma for a separator.
 */
function normalizePath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    const segments = path.split('/').map(decodeURIComponent);
    return segments.map(encodeURIComponent).join('/');
  } catch {
    return undefined;
  }
}

function isUtf8Form(contentType = '', formType: string): boolean {
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(/\s*;\s*/);
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return mediaType === formType && /^charset="?utf-8"?$/.test(charset ?? 'charset=utf-8');
}

/** The contract has no query parameters, and a payment's fields in the query would go unseen. */
function unknownQuery(query: URLSearchParams): Violation[] {
  return [...new Map(query)].map(([param, value]) => ({
    param,
    code: 'parameter_unknown',
    message: `Received unknown parameter in the query: ${shorten(param)}; got ${shorten(JSON.stringify(value))}. Send it in the body.`,
  }));
}

/** Prism takes a header that is empty for one that is missing. */
function emptyHeaders({ request }: Operation, sent: ContractRequest['headers']): Violation[] {
  return (request?.headers ?? [])
    .filter(({ name }) => sent[name.toLowerCase()] === '')
    .map(({ name }) => ({
      param: name,
      code: 'parameter_invalid_empty',
      message: `You passed an empty value for ${name}. Send a value, or no such header.`,
    }));
}

function diagnosticsOf(
  validation: ReturnType<Prism['validateInput' | 'validateOutput']>,
): Diagnostic[] {
  return validation._tag === 'Left' ? validation.left : [];
}

/** The parameter of a path that the operation's template takes. */
function pathParameter(name: string, { path: template }: Operation, path: string): string {
  const place = template.split('/').indexOf(`{${name}}`);
  return decodeURIComponent(path.split('/')[place] ?? '');
}

function refusalOf(error: Error, method: string, path: string, allowed: string): Refusal {
  switch (error.name.replace(/^.*#/, '')) {
    case 'NO_PATH_MATCHED_ERROR':
      return refuse.unknownRoute(method, path);
    case 'NO_METHOD_MATCHED_ERROR':
      return refuse.method(method, path, allowed);
    default:
      return refuse.serverFault(`${error.name}: ${error.message}`);
  }
}

/** Prism logs each step; the record of requests says what matters. */
function silentLogger(): Logger {
  const log = (): void => {};
  const logger = {
    info: log,
    warn: log,
    error: log,
    debug: log,
    success: log,
    child: () => logger,
  };
  // Of pino's large interface, this is what Prism calls.
  return logger as unknown as Logger;
}
