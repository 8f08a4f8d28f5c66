import { readFile } from 'node:fs/promises';
import { decodeForm, type JsonSchema, type JsonValue, type Violation } from './decode-form.js';
import { isLiveKey } from './is-live-key.js';
import { parsePrefer, type Responses } from './parse-prefer.js';
import { type Refusal, refuse, shorten } from './refusal.js';
import { violationsOf } from './violations-of.js';

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

export interface ContractAnswer {
  status: number;
  /** A Payment Record or a Stripe error body. */
  content: unknown;
  violations: Violation[];
  /** What the request's body says, or undefined where it could not be decoded. */
  body: JsonValue | undefined;
}

/** Holds a request against the contract and answers it. */
export type ContractEngine = (request: ContractRequest) => Promise<ContractAnswer>;

type Prism = typeof import('@stoplight/prism-http');
type PrismLogger = Parameters<Prism['createInstance']>[1]['logger'];

interface OpenApiDocument {
  paths: { [path: string]: { [method: string]: Operation } };
}
interface Operation {
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
const OTHER = 'application/octet-stream';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

const SETTINGS = {
  checkSecurity: true,
  validateRequest: true,
  validateResponse: true,
  errors: false,
  isProxy: false,
  upstreamProxy: undefined,
} as const;

/** Reads the contract that this package carries and loads Prism's engine to serve it. */
export async function createContractEngine(): Promise<ContractEngine> {
  const { createInstance, getHttpOperationsFromSpec } = await loadPrism();
  const file = new URL('../../generated/openapi.json', import.meta.url);
  const contract: OpenApiDocument = JSON.parse(await readFile(file, 'utf8'));
  const { formType, schema, decodedContract, responses } = splitForm(contract);
  const operations = await getHttpOperationsFromSpec(decodedContract);
  const prism = createInstance(
    { ...SETTINGS, mock: { dynamic: false } },
    { logger: silentLogger() },
  );

  return async (request) => {
    const { method, path, query, headers, body } = request;
    const stop = (refusal: Refusal): ContractAnswer => ({ ...refusal, body: undefined });

    if (isLiveKey(headers.authorization)) return stop(refuse.liveKey());
    const normalPath = normalizePath(path);
    if (normalPath === undefined) return stop(refuse.malformedPath(path));
    const verb = METHODS.find((known) => known === method.toLowerCase());
    if (verb === undefined) return stop(refuse.method(method, path));
    const preference = parsePrefer(headers.prefer, responses);
    if ('fault' in preference) return stop(refuse.preference(preference.fault));

    const isForm = isUtf8Form(headers['content-type'], formType) || body.length === 0;
    const form = isForm ? decodeForm(body, schema, contract) : undefined;
    // Accept narrows what Prism answers with; Stripe answers in JSON whatever is asked for.
    const { accept: _, ...rest } = headers;
    const result = await prism.request(
      {
        method: verb,
        url: { path: normalPath },
        headers: {
          ...rest,
          'content-type': isForm ? DECODED : OTHER,
          // Prism looks at the media type only where there is a length.
          'content-length': '1',
        },
        body: form?.value ?? {},
      },
      operations,
      // Prism writes into the negotiation, and so gets a fresh one each time.
      { ...SETTINGS, mock: preference },
    )();

    if (result._tag === 'Left') return stop(refusalOf(result.left, request));
    const { output, validations } = result.right;
    const has = (code: number) => validations.input.some((diagnostic) => diagnostic.code === code);
    if (has(401)) return stop(refuse.missingKey());
    if (has(415)) return stop(refuse.mediaType(headers['content-type'], formType));

    const violations = [
      ...unknownQuery(query),
      ...violationsOf(
        // What could not be decoded has its violations already.
        validations.input.filter(({ path: [place] = [] }) => form?.value || place !== 'body'),
        form?.value ?? {},
      ),
      ...(form?.violations ?? []),
    ];
    const [first, ...others] = violations;
    if (first) return { ...refuse.violations([first, ...others]), body: form?.value };
    const [breach] = validations.output;
    if (breach)
      return stop(refuse.serverFault(`The answer breaks the contract: ${breach.message}`));
    return { status: output.statusCode, content: output.body, violations, body: form?.value };
  };
}

async function loadPrism(): Promise<Prism> {
  try {
    return await import('@stoplight/prism-http');
  } catch (cause) {
    throw new Error(
      'The contract server needs Prism: npm install --save-dev @stoplight/prism-http@5.12.0',
      { cause },
    );
  }
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
 * The path with each segment escaped in one way, or undefined where it holds a bad escape. Prism throws
 * on those, and takes a literal comma for a separator.
 */
function normalizePath(path: string): string | undefined {
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
  return [...new Set(query.keys())].map((param) => ({
    param,
    code: 'parameter_unknown',
    message: `Received unknown parameter in the query: ${shorten(param)}. Send it in the body.`,
  }));
}

function refusalOf(error: Error, { method, path }: ContractRequest): Refusal {
  switch (error.name.replace(/^.*#/, '')) {
    case 'NO_PATH_MATCHED_ERROR':
      return refuse.unknownRoute(method, path);
    case 'NO_METHOD_MATCHED_ERROR':
      return refuse.method(method, path);
    default:
      return refuse.serverFault(`${error.name}: ${error.message}`);
  }
}

/** Prism logs each step; the record of requests says what matters. */
function silentLogger(): PrismLogger {
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
  return logger as unknown as PrismLogger;
}
