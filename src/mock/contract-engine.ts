import { decodeForm } from '../form/decode-form.js';
import { isObject } from '../form/json-pointer.js';
import type { JsonValue } from '../form/json-value.js';
import type { Violation, WordedViolation } from '../form/violation.js';
import { isLiveKey, readAuthorization } from './api-key.js';
import { type ContractOperation, METHODS, NOTHING } from './operations-of.js';
import { type Preference, parsePrefer } from './parse-prefer.js';
import { loadPrism, type Operation, type PrismRequest } from './prism.js';
import { DECODED, readContract } from './read-contract.js';
import { type Refusal, refusals } from './refusals.js';
import { type ServedOperation, serveOperation } from './served-operation.js';
import type { RecordedRequest, RecordOwner } from './types.js';
import { saysWhatExpands, violationsOfExpand } from './violations-of-expand.js';

/** A request as it came over the wire. */
export interface WireRequest {
  /** Its `Request-Id`. */
  id: string;
  /** In capitals, as HTTP has it. */
  method: string;
  /** The path, as sent. */
  path: string;
  query: string;
  /** Names in lower case. */
  headers: { readonly [name: string]: string };
  body: Uint8Array;
}

/** A request that keeps the contract. */
export interface AcceptedRequest {
  /** Its `Request-Id`. */
  id: string;
  operation: ServedOperation;
  /** The path, with each segment as `encodeURIComponent` writes it. */
  path: string;
  pathParams: { readonly [name: string]: string };
  query: { [name: string]: JsonValue };
  form: { [name: string]: JsonValue };
  idempotencyKey: string | undefined;
  /** Whom it acts for. */
  owner: RecordOwner;
  /** The answer that its `Prefer` header asks for. */
  preference: Preference | undefined;
}

/** A request that was read: accepted, or refused. `body` is undefined where it could not be decoded. */
export type Reading = Pick<RecordedRequest, 'body'> &
  (
    | { accepted: AcceptedRequest; refusal?: never }
    | { accepted?: never; refusal: Refusal; operation: ServedOperation | undefined }
  );

/** The contract, with Prism to check requests and answers. */
export interface ContractEngine {
  /** By `operationId`. */
  readonly operations: ReadonlyMap<string, ServedOperation>;
  /** The document that references are resolved against. */
  readonly contract: object;
  /** Its `info.version`; empty where it has none. */
  readonly version: string;
  /** Checks a request against the contract. */
  read(request: WireRequest): Reading;
}

/** Loads Prism's engine to serve a contract, which is a parsed OpenAPI document. */
export async function createContractEngine(contract: object): Promise<ContractEngine> {
  const prism = loadPrism();
  const { operations, decodedContract } = readContract(contract);
  const resources = await prism.readOperations(decodedContract);
  const judgesExpansion = saysWhatExpands(contract);
  const served = new Map<Operation, ServedOperation>();
  for (const resource of resources) {
    const found = operations.find(
      ({ method, path }) => method === resource.method.toLowerCase() && path === resource.path,
    );
    if (found) served.set(resource, serveOperation(found, resource, prism, contract));
  }

  const route = (input: PrismRequest) => prism.route({ resources, input });
  const allowedAt = (path: string): string[] =>
    METHODS.filter((method) => route({ method, url: { path } })._tag === 'Right').map((method) =>
      method.toUpperCase(),
    );

  return {
    contract,
    version: versionOf(contract),
    operations: new Map([...served.values()].map((each) => [each.operationId, each])),

    read({ id, method, path: rawPath, query: rawQuery, headers, body: rawBody }) {
      const stop = (refusal: Refusal, operation?: ServedOperation): Reading => ({
        refusal,
        operation,
        body: undefined,
      });
      if (isLiveKey(headers.authorization)) return stop(refusals.liveKey());
      const path = normalizePath(rawPath);
      if (path === undefined) return stop(refusals.malformedPath(rawPath));
      const verb = METHODS.find((known) => known === method.toLowerCase());
      const { key, normalized: authorization } = readAuthorization(headers.authorization);
      const input: PrismRequest = {
        method: verb ?? 'trace',
        url: { path },
        headers: { ...headers, authorization, 'content-type': DECODED },
      };
      const routed = verb && route(input);
      const resource = routed?._tag === 'Right' ? routed.right : undefined;
      const operation = resource && served.get(resource);
      const pathParams = operation ? pathParamsOf(operation.path, path) : {};
      // Prism takes an empty segment for a parameter.
      if (!operation || Object.values(pathParams).includes('')) {
        return stop(refusals.unknownRoute(method, rawPath, operation ? [] : allowedAt(path)));
      }
      const preference = parsePrefer(headers.prefer, operation.responses);
      if (preference && 'fault' in preference) {
        return stop(refusals.preference(preference.fault), operation);
      }
      const needsKey = (resource.security ?? []).length > 0;
      const isSecure = prism.validateSecurity({ resource, element: input })._tag === 'Right';
      if (!isSecure || (needsKey && key === '')) return stop(refusals.missingKey(), operation);
      if (key.startsWith('pk_')) {
        return stop(refusals.publishableKey(operation.responses), operation);
      }
      const contentType = headers['content-type'];
      if (rawBody.length > 0 && !isUtf8Form(contentType, FORM)) {
        return stop(refusals.mediaType(contentType, FORM), operation);
      }

      const form = decodeForm(rawBody, operation.form?.schema ?? NOTHING, contract);
      const query = decodeForm(rawQuery, operation.query, contract);
      const isLeftOut = rawBody.length === 0 && !operation.form?.isRequired;
      const element = {
        ...input,
        body: { query: query.value ?? {}, ...(!isLeftOut && { form: form.value ?? {} }) },
      };
      const undecoded = [...(form.value ? [] : ['form']), ...(query.value ? [] : ['query'])];
      const [first, ...others] = [
        ...query.violations.map((violation) => withPlace(violation, 'query', operation)),
        ...emptyHeaders(resource, headers),
        ...operation.violationsOfRequest(element, undecoded),
        ...form.violations.map((violation) => withPlace(violation, 'body', operation)),
        ...[form, query].flatMap(({ value }) =>
          violationsOfExpand(value?.expand, judgesExpansion && operation.answerSchema, contract),
        ),
      ];
      const { value: body } = form;
      if (first) return { refusal: refusals.violations([first, ...others]), operation, body };
      return {
        body,
        accepted: {
          id,
          operation,
          path,
          pathParams,
          query: query.value ?? {},
          form: body ?? {},
          idempotencyKey: headers['idempotency-key'],
          owner: {
            stripeAccount: headers['stripe-account'],
            stripeContext: headers['stripe-context'],
          },
          preference,
        },
      };
    },
  };
}

function versionOf(contract: object): string {
  const info = 'info' in contract ? contract.info : undefined;
  return isObject(info) && typeof info.version === 'string' ? info.version : '';
}

const FORM = 'application/x-www-form-urlencoded';

/**
 * The path with each segment as `encodeURIComponent` writes it; undefined where it is no path or has a bad
 * escape. Prism throws on a bad escape, and splits at a literal comma.
 */
function normalizePath(path: string): string | undefined {
  if (!path.startsWith('/')) return undefined;
  try {
    // Clients that join the server URL, which ends in a slash, with a path double the first one. Likely: stripe-mock
    // says in its source that Stripe serves that.
    const segments = path.replace(/^\/+/, '/').split('/').map(decodeURIComponent);
    return segments.map(encodeURIComponent).join('/');
  } catch {
    return undefined;
  }
}

function isUtf8Form(contentType = '', formType: string): boolean {
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(/\s*;\s*/);
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return mediaType === formType && /^charset="?utf-?8"?$/.test(charset ?? 'charset=utf-8');
}

/** Tells of a parameter in the wrong place where to send it: in the body, or nowhere. */
function withPlace(
  violation: WordedViolation,
  place: 'query' | 'body',
  { form, query: { properties = {} } }: ContractOperation,
): WordedViolation {
  const takesQuery = Object.keys(properties).length > 0;
  const isElsewhere = place === 'query' ? form && !takesQuery : !form;
  if (violation.code !== 'parameter_unknown' || !isElsewhere) return violation;
  const right = form ? 'Send it in the body' : 'This operation takes no body';
  return { ...violation, message: `${violation.message} in the ${place}. ${right}.` };
}

/** Prism treats an empty header as missing. */
function emptyHeaders({ request }: Operation, sent: WireRequest['headers']): Violation[] {
  return (request?.headers ?? [])
    .filter(({ name }) => sent[name.toLowerCase()] === '')
    .map(({ name }) => ({
      param: name,
      code: 'parameter_invalid_empty',
      message: `You passed an empty value for ${name}. Send a value, or no such header.`,
    }));
}

/** The parameters of a path, by the names in its template. */
function pathParamsOf(template: string, path: string): { [name: string]: string } {
  const segments = path.split('/');
  const params = template.split('/').flatMap((part, index) => {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    return name === undefined ? [] : [[name, decodeURIComponent(segments[index] ?? '')] as const];
  });
  return Object.fromEntries(params);
}
