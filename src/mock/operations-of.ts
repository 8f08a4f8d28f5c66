import { isObject, valueAt } from '../form/json-pointer.js';
import type { JsonSchema } from '../form/schema-choices.js';
import type { Responses } from './find-example.js';
import type { HttpMethod } from './prism.js';

/** An operation of a contract. References are followed, save those in schemas. */
export interface ContractOperation {
  /** Its method and path where it has none. */
  operationId: string;
  method: HttpMethod;
  /** The path template. */
  path: string;
  /** The operation as it stands in the contract. */
  node: OperationNode;
  /** Those of its path, then its own. */
  parameters: Parameter[];
  /** The form that it takes, if it takes one. */
  form: Form | undefined;
  /** All query parameters as one closed object. */
  query: JsonSchema;
  responses: Responses;
}

export interface Parameter extends Encoding {
  name: string;
  in: string;
  required?: boolean;
  schema?: JsonSchema;
}
export interface Encoding {
  style?: string | undefined;
  explode?: boolean | undefined;
}
interface Form {
  schema: JsonSchema;
  isRequired: boolean;
  /** The form as it stands in the contract. */
  node: MediaType;
  examples: { [name: string]: { value?: unknown } };
}

export interface OpenApiDocument {
  paths: { [path: string]: PathItem };
}
export type PathItem = { parameters?: Node<Parameter>[] } & {
  [method in HttpMethod]?: OperationNode;
};
export interface OperationNode {
  operationId?: string;
  parameters?: Node<Parameter>[];
  requestBody?: Node<{ required?: boolean; content: Content }>;
  responses?: { [status: string]: Node<{ content?: Content }> };
}
interface Content {
  [mediaType: string]: MediaType;
}
interface MediaType {
  schema?: JsonSchema;
  encoding?: { [field: string]: Encoding };
  example?: unknown;
  examples?: { [name: string]: Node<{ value?: unknown }> };
}
/** OpenAPI lets a reference stand in the place of most of its objects. */
export type Node<T> = T | { $ref: string };

export const METHODS: readonly HttpMethod[] = [
  'get',
  'put',
  'post',
  'delete',
  'options',
  'head',
  'patch',
  'trace',
];
const FORM = 'application/x-www-form-urlencoded';
/** What a request without a form may carry: nothing. */
export const NOTHING: JsonSchema = { type: 'object', additionalProperties: false };

/** @throws Error where a reference leads nowhere. */
export function operationsOf(contract: OpenApiDocument): ContractOperation[] {
  return Object.entries(contract.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const node = item[method];
      if (node === undefined) return [];
      const parameters = [...(item.parameters ?? []), ...(node.parameters ?? [])].map((each) =>
        follow(each, contract),
      );
      return {
        operationId: node.operationId ?? `${method} ${path}`,
        method,
        path,
        node,
        parameters,
        form: formOf(node, contract),
        query: queryOf(parameters),
        responses: responsesOf(node, contract),
      };
    }),
  );
}

function formOf({ requestBody }: OperationNode, contract: object): Form | undefined {
  const { required = false, content = {} } = requestBody ? follow(requestBody, contract) : {};
  const node = content[FORM];
  if (node?.schema === undefined) return undefined;
  return { schema: node.schema, isRequired: required, node, examples: examplesOf(node, contract) };
}

function queryOf(parameters: Parameter[]): JsonSchema {
  const found = parameters.filter((parameter) => parameter.in === 'query');
  return {
    ...NOTHING,
    required: found.filter(({ required }) => required).map(({ name }) => name),
    properties: Object.fromEntries(found.map(({ name, schema = {} }) => [name, schema])),
  };
}

function responsesOf({ responses = {} }: OperationNode, contract: object): Responses {
  return mapValues(responses, (response) => ({
    content: mapValues(follow(response, contract).content ?? {}, (media) => ({
      schema: media.schema,
      examples: examplesOf(media, contract),
    })),
  }));
}

/** The examples by name, a single `example` among them. */
function examplesOf({ example, examples = {} }: MediaType, contract: object) {
  const single = example === undefined ? {} : { example: { value: example } };
  return mapValues({ ...single, ...examples }, (each) => follow(each, contract));
}

function mapValues<Value, Mapped>(
  values: { [name: string]: Value },
  map: (value: Value) => Mapped,
): { [name: string]: Mapped } {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** @throws Error where a reference leads nowhere. */
export function follow<T extends object>(node: Node<T>, contract: object): T {
  if (!('$ref' in node)) return node;
  const found = valueAt(contract, node.$ref);
  if (!isNode<T>(found)) throw new Error(`The reference ${node.$ref} leads nowhere`);
  return follow(found, contract);
}

/** The contract is a valid OpenAPI document, in which a reference leads to an object of its own kind. */
function isNode<T>(found: unknown): found is Node<T> {
  return isObject(found);
}
