import type { JsonSchema } from '../../form/schema-choices.js';
import {
  type ContractOperation,
  follow,
  type Node,
  type OpenApiDocument,
  operationsOf,
} from '../../mock/operations-of.js';
import { type DescribedSchema, fieldsOf } from './fields-of.js';
import type {
  ErrorRow,
  Field,
  JsonObject,
  OperationPage,
  Place,
  RequestExample,
  Section,
} from './operation-model.js';

/** What of a contract the page shows beyond what the contract server looks at. */
export interface DescribedContract extends OpenApiDocument {
  info: { title: string; version: string; description?: string };
  servers?: { url: string; description?: string }[];
  components?: { securitySchemes?: { [name: string]: { description?: string } } };
}

interface Described {
  summary?: string;
  description?: string;
  externalDocs?: { url: string };
}

interface DescribedParameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: JsonSchema;
  example?: unknown;
}

interface DescribedResponse {
  description?: string;
  headers?: { [name: string]: Node<{ description?: string; schema?: JsonSchema }> };
  content?: {
    [mediaType: string]: {
      schema?: JsonSchema;
      examples?: { [name: string]: Node<DescribedExample> };
    };
  };
}

interface DescribedExample {
  summary?: string;
  'x-status'?: number;
  value?: unknown;
}

const TITLES: { [place in Place]: string } = {
  path: 'Path parameters',
  query: 'Query parameters',
  header: 'Request headers',
  body: 'Request body fields',
};

/** One page for each operation of a contract. */
export function operationPages(contract: DescribedContract): OperationPage[] {
  return operationsOf(contract).map((operation) => pageOf(operation, contract));
}

function pageOf(operation: ContractOperation, contract: DescribedContract): OperationPage {
  const described = describedBy(operation.node);
  const servers = (contract.servers ?? []).map(({ url, description = '' }) => ({
    url,
    description,
  }));
  const errors = errorsOf(operation, contract);
  return {
    model: {
      operationId: operation.operationId.replace(/[^\w.-]+/g, '-'),
      title: described.summary ?? operation.operationId,
      method: operation.method.toUpperCase(),
      path: operation.path,
      server: (servers[0]?.url ?? '').replace(/\/$/, ''),
      sections: sectionsOf(operation, contract),
      hasForm: operation.form !== undefined,
      examples: examplesOf(operation),
      errors: errors.map(({ name, summary, status }) => ({
        name,
        summary: summary.replaceAll('`', ''),
        status,
      })),
    },
    description: described.description ?? '',
    documentation: described.externalDocs?.url,
    servers,
    formDescription: formDescription(operation, contract),
    authentication: Object.values(contract.components?.securitySchemes ?? {}).flatMap(
      ({ description }) => description ?? [],
    ),
    answers: answersOf(operation, contract),
    errors,
  };
}

/** The contract server has no types for what is there for people. */
function describedBy(node: object): Described {
  return node;
}

function sectionsOf(operation: ContractOperation, contract: DescribedContract): Section[] {
  const taken = new Set<string>();
  const sections = (['path', 'query', 'header'] as const).map((place) => {
    const parameters = operation.parameters.filter((each) => each.in === place);
    const fields = parameters.map((each) => parameterOf(each, place, operation.path, contract));
    return { place, title: TITLES[place], fields: requiredFirst(fields) };
  });
  const body = operation.form ? fieldsOf(operation.form.schema, contract, 'body') : [];
  const all: Section[] = [...sections, { place: 'body', title: TITLES.body, fields: body }];
  return all
    .filter(({ fields }) => fields.length > 0)
    .map((section) => ({ ...section, fields: section.fields.map(unique) }));

  /** Two fields with one name would have one anchor. */
  function unique(field: Field): Field {
    const name = taken.has(field.name) ? `${field.place}.${field.name}` : field.name;
    taken.add(name);
    return { ...field, name, ...(field.fields && { fields: field.fields.map(unique) }) };
  }
}

function requiredFirst(fields: Field[]): Field[] {
  return [...fields].sort((a, b) => Number(b.isRequired) - Number(a.isRequired));
}

function parameterOf(
  { name, required = false, schema = {}, description, example }: DescribedParameter,
  place: 'path' | 'query' | 'header',
  template: string,
  contract: DescribedContract,
): Field {
  const whole: DescribedSchema = {
    properties: { [name]: { ...schema, ...(description !== undefined && { description }) } },
    required: required ? [name] : [],
  };
  const [field] = fieldsOf(whole, contract, place);
  if (!field) throw new Error(`The parameter ${name} has no schema`);
  const text = typeof example === 'string' ? example : undefined;
  // The version that the contract is of, and an ID to begin with.
  const isInitial = place === 'path' || text === contract.info.version;
  return {
    ...field,
    ...(place === 'path' && { label: labelOf(name, template) }),
    ...(text !== undefined && (isInitial ? { initial: text } : { example: text })),
  };
}

/** `id` after `/payment_records/` is called "Record ID". */
function labelOf(name: string, template: string): string {
  if (name !== 'id') return name;
  const [, noun = ''] = /([a-z]+?)s?\/\{id\}/i.exec(template) ?? [];
  return noun === '' ? 'ID' : `${noun.charAt(0).toUpperCase()}${noun.slice(1)} ID`;
}

function examplesOf({ form }: ContractOperation): RequestExample[] {
  const examples: { [name: string]: DescribedExample } = form?.examples ?? {};
  return Object.entries(examples).flatMap(([name, { summary = '', value }]) =>
    isJsonObject(value) ? { name, summary: summary.replaceAll('`', ''), value } : [],
  );
}

function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function formDescription({ node }: ContractOperation, contract: DescribedContract): string {
  if (!node.requestBody) return '';
  return describedBy(follow(node.requestBody, contract)).description ?? '';
}

function responsesOf(operation: ContractOperation, contract: DescribedContract) {
  const { responses = {} } = operation.node;
  return Object.entries(responses).map(([status, node]): [string, DescribedResponse] => [
    status,
    follow<DescribedResponse>(node, contract),
  ]);
}

function answersOf(operation: ContractOperation, contract: DescribedContract) {
  return responsesOf(operation, contract).map(([status, { description = '', ...response }]) => {
    const [media] = Object.values(response.content ?? {});
    const headers = Object.entries(response.headers ?? {}).map(([name, node]) => {
      const header = follow<{ description?: string; schema?: JsonSchema }>(node, contract);
      return parameterOf({ ...header, name, in: 'header' }, 'header', '', contract);
    });
    const fields = media?.schema ? fieldsOf(media.schema, contract, 'body', 'answer') : [];
    return { status, description, headers, fields };
  });
}

function errorsOf(operation: ContractOperation, contract: DescribedContract): ErrorRow[] {
  return responsesOf(operation, contract)
    .filter(([status]) => !/^[123]/.test(status))
    .flatMap(([key, { content = {} }]) =>
      Object.values(content).flatMap(({ examples = {} }) =>
        Object.entries(examples).map(([name, node]) => {
          const { summary = name, value, ...rest } = follow<DescribedExample>(node, contract);
          const { code, type, message } = errorIn(value);
          const status = rest['x-status'] ?? Number(key.replaceAll(/x/gi, '0'));
          return { name, summary, status, code: code ?? type ?? name, message: message ?? '' };
        }),
      ),
    );
}

function errorIn(value: unknown): { code?: string; type?: string; message?: string } {
  return isJsonObject(value) && isJsonObject(value.error) ? value.error : {};
}
