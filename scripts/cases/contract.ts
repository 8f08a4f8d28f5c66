import { createAjv } from '../gen/load-spec.js';
import type { Json, JsonObject } from '../support/json.js';

/** A schema as the contract has it. The cases resolve it on their own, to be independent of the decoder. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: { [name: string]: Schema };
  required?: string[];
  additionalProperties?: Schema | boolean;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: Json[];
  const?: Json;
  format?: string;
  pattern?: string;
  readOnly?: boolean;
  [limit: string]: unknown;
}
export interface Example {
  'x-status'?: number;
  value: JsonObject;
}
interface MediaType {
  schema: Schema;
  examples?: { [name: string]: Example };
  encoding?: { [property: string]: JsonObject };
}
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
  example?: Json;
}
interface Answer {
  headers?: JsonObject;
  content?: { [mediaType: string]: MediaType };
}
type Security = { [scheme: string]: Json }[];
type Parameters = (Parameter & { $ref?: string })[];
interface Operation {
  operationId: string;
  parameters?: Parameters;
  requestBody?: { required?: boolean; content: { [mediaType: string]: MediaType } };
  responses: { [status: string]: Answer & { $ref?: string } };
  security?: Security;
}
export interface Contract {
  info: { version: string };
  servers: { url: string }[];
  security: Security;
  paths: {
    [path: string]: { [method: string]: Operation } & { parameters?: Parameters };
  };
  components: {
    headers: { [name: string]: JsonObject };
    parameters: { [name: string]: Parameter };
    schemas: { [name: string]: Schema };
    securitySchemes: { [name: string]: JsonObject };
  };
}

export const FORM = 'application/x-www-form-urlencoded';

/** An operation of a contract, with its references followed. */
export interface OperationOf {
  id: string;
  method: string;
  path: string;
  parameters: Parameter[];
  form: MediaType | undefined;
  /** The query parameters as one closed object. */
  query: Schema;
  responses: { [status: string]: Answer };
  /** What it takes for a key, by `scheme`. */
  security: string[];
}

export function operationsOf(document: Contract): OperationOf[] {
  const follow = <T extends { $ref?: string }>(node: T): T =>
    node.$ref === undefined ? node : (at(document, node.$ref) as T);
  return Object.entries(document.paths).flatMap(([path, { parameters: shared = [], ...item }]) =>
    Object.entries(item).map(([method, operation]) => {
      const parameters = [...shared, ...(operation.parameters ?? [])].map(follow);
      const inQuery = parameters.filter((parameter) => parameter.in === 'query');
      const schemes = (operation.security ?? document.security ?? []).flatMap(Object.keys);
      return {
        id: operation.operationId,
        method: method.toUpperCase(),
        path,
        parameters,
        form: operation.requestBody?.content[FORM],
        query: {
          type: 'object',
          additionalProperties: false,
          properties: Object.fromEntries(inQuery.map(({ name, schema }) => [name, schema])),
          required: inQuery.filter(({ required }) => required).map(({ name }) => name),
        },
        responses: Object.fromEntries(
          Object.entries(operation.responses).map(([status, answer]) => [status, follow(answer)]),
        ),
        security: schemes.map((name) => String(document.components.securitySchemes[name]?.scheme)),
      };
    }),
  );
}

function at(document: object, reference: string): unknown {
  const keys = reference.slice(2).split('/');
  return keys.reduce<unknown>((node, key) => Reflect.get(Object(node), key), document);
}

/** The schema that a reference leads to, with what stands beside the reference. */
export function resolve(schema: Schema, document: Contract): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  return { ...resolve(at(document, $ref) as Schema, document), ...beside };
}

const compilers = new WeakMap<Contract, (schema: string) => (value: unknown) => boolean>();

/** Whether a value keeps a schema of a contract: a witness beside the engine that the server uses. */
export function validatorOf(schema: Schema, document: Contract): (value: unknown) => boolean {
  const compile = compilers.get(document) ?? createCompiler(document);
  compilers.set(document, compile);
  return compile(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi.json#/'));
}

/** Compiles each schema once, however often it is asked for. */
function createCompiler(document: Contract) {
  const ajv = createAjv(document);
  const compiled = new Map<string, (value: unknown) => boolean>();
  return (schema: string): ((value: unknown) => boolean) => {
    const validate = compiled.get(schema) ?? ajv.compile(JSON.parse(schema));
    compiled.set(schema, validate);
    return validate;
  };
}
