import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { createAjv } from '../../scripts/gen/load-spec.js';
import type { JsonValue } from '../../src/mock/index.js';

export type JsonObject = { [key: string]: JsonValue };

/** A schema as the contract has it. The tests resolve it on their own, to be independent of the decoder. */
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
  enum?: JsonValue[];
  const?: JsonValue;
  format?: string;
  pattern?: string;
  readOnly?: boolean;
  [limit: string]: unknown;
}
interface Example {
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
}
interface Answer {
  headers?: JsonObject;
  content: { [mediaType: string]: MediaType };
}
interface Operation {
  operationId: string;
  parameters?: (Parameter & { $ref?: string })[];
  requestBody?: { required?: boolean; content: { [mediaType: string]: MediaType } };
  responses: { [status: string]: Answer & { $ref?: string } };
}
export interface Contract {
  info: { version: string };
  servers: { url: string }[];
  security: JsonObject[];
  paths: { [path: string]: { [method: string]: Operation } };
  components: {
    headers: { [name: string]: JsonObject };
    parameters: { [name: string]: Parameter };
    schemas: { [name: string]: Schema };
    securitySchemes: { [name: string]: JsonObject };
  };
}

export const FORM = 'application/x-www-form-urlencoded';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** The contract as other repos get it. */
export const contract: Contract = JSON.parse(read('generated/openapi.json'));
/** One with several operations, and a field of every kind. */
export const fixture: Contract = parse(read('test/fixtures/contract.yaml'));

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
}

export function operationsOf(document: Contract): OperationOf[] {
  const follow = <T extends { $ref?: string }>(node: T): T =>
    node.$ref === undefined ? node : (at(document, node.$ref) as T);
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []).map(follow);
      const inQuery = parameters.filter((parameter) => parameter.in === 'query');
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

const [report] = operationsOf(contract).filter(
  ({ id }) => id === 'PostPaymentRecordsIdReportPaymentAttempt',
);
if (!report?.form) throw new Error('The contract has no form to report a payment attempt');
/** The operation that reports a payment attempt. */
export const operation: OperationOf = report;
export const { path } = report;
export const requestSchema: Schema = report.form.schema;
export const requestExamples: [string, Example][] = Object.entries(report.form.examples ?? {});

/** The examples of an answer, with the status that each comes with. */
export function answerExamples(
  response: '200' | 'default',
): { name: string; status: number; value: JsonObject }[] {
  const { examples = {} } = operation.responses[response]?.content['application/json'] ?? {};
  return Object.entries(examples).map(([name, { 'x-status': status = 200, value }]) => ({
    name,
    status,
    value,
  }));
}

const ajv = createAjv(contract);

/** What is wrong with a value by the schema of a component; empty where nothing is. */
export function faultsOf(component: string, value: unknown): string[] {
  ajv.validate({ $ref: `openapi.json#/components/schemas/${component}` }, value);
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** Whether a value keeps a schema of a contract: a witness beside the engine that the server uses. */
export function validatorOf(schema: Schema, document: Contract): (value: unknown) => boolean {
  const absolute = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"openapi.json#/');
  return createAjv(document).compile(JSON.parse(absolute));
}
