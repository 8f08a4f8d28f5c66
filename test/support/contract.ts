import { readFileSync } from 'node:fs';
import { createAjv } from '../../scripts/gen/load-spec.js';
import type { JsonValue } from '../../src/mock/index.js';
import type { Schema } from './walk-request.js';

export type JsonObject = { [key: string]: JsonValue };

interface Example {
  'x-status'?: number;
  value: JsonObject;
}
interface MediaType {
  schema: Schema;
  examples: { [name: string]: Example };
  encoding?: { [property: string]: JsonObject };
}
interface Parameter {
  name: string;
  in: string;
  required: boolean;
  schema: Schema;
}

/** The contract as other repos get it. */
export const contract: {
  info: { version: string };
  servers: { url: string }[];
  security: JsonObject[];
  paths: { [path: string]: { post: Operation } };
  components: {
    headers: { [name: string]: JsonObject };
    parameters: { [name: string]: Parameter };
    schemas: { [name: string]: Schema };
    securitySchemes: { [name: string]: JsonObject };
  };
} = JSON.parse(readFileSync(new URL('../../generated/openapi.json', import.meta.url), 'utf8'));

interface Operation {
  parameters: unknown[];
  requestBody: { required: boolean; content: { [mediaType: string]: MediaType } };
  responses: { [status: string]: Answer };
}

interface Answer {
  headers: JsonObject;
  content: { [mediaType: string]: MediaType };
}

const FORM = 'application/x-www-form-urlencoded';
const [only] = Object.entries(contract.paths);
if (!only) throw new Error('The contract has no path');
/** The contract's one operation. */
export const [path, { post: operation }] = only;

export const requestSchema = formOf(operation).schema;
export const requestExamples = Object.entries(formOf(operation).examples);

function formOf({ requestBody }: Operation): MediaType {
  const form = requestBody.content[FORM];
  if (!form) throw new Error(`The contract's operation does not take ${FORM}`);
  return form;
}

/** The examples of an answer, with the status that each comes with. */
export function answerExamples(
  response: '200' | 'default',
): { name: string; status: number; value: JsonObject }[] {
  const { examples } = operation.responses[response]?.content['application/json'] ?? {};
  return Object.entries(examples ?? {}).map(([name, { 'x-status': status = 200, value }]) => ({
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
