import type { IntegerFields, OperationFacts, TimeBounds } from '../../generated/contract.js';
import { choicesOf, type JsonSchema, type Subschema } from '../../src/form/schema-choices.js';
import { operationsOf } from '../../src/mock/operations-of.js';
import { type Contract, serverOf, successesOf } from './contract.js';

/** The operation that has a method of its own in the client. */
const REPORT = 'PostPaymentRecordsIdReportPaymentAttempt';

const DECLARATIONS = `/** The first and the last time that a field takes, in Unix seconds. */
export type TimeBounds = readonly [first: number, last: number];
/** Where the params of an operation hold integers, by field name; \`*\` is any item or key. */
export interface IntegerFields { readonly [name: string]: 'integer' | TimeBounds | IntegerFields; }
export interface OperationFacts {
  /** What a 2xx answer holds: the constant \`object\`, and whether an \`id\` is required. Absent where it has no content. */
  readonly success?: { readonly object?: string; readonly id?: true };
  /** Whether a call without a form cannot be right. */
  readonly requiresBody?: true;
  /** Integer fields of the form. Present where the operation takes a form. */
  readonly body?: IntegerFields;
  /** Integer fields of the query. Present where the operation takes a query. */
  readonly query?: IntegerFields;
}
/** By path and method in capitals. */
export declare const OPERATIONS: { readonly [path: string]: { readonly [method: string]: OperationFacts } };
`;

/** What the client has to know of the contract at run time: `contract.js` and its types. */
export function deriveContract(contract: Contract): { code: string; types: string } {
  const version = JSON.stringify(contract.info.version);
  const server = JSON.stringify(serverOf(contract));
  const roots = new Set(operationsOf(contract).map(({ path }) => path.replace(/(?<=.)\/.*/, '')));
  const root = roots.size === 1 ? [...roots][0] : undefined;
  const report = operationsOf(contract).find(({ operationId }) => operationId === REPORT);
  const operations: { [path: string]: { [method: string]: OperationFacts } } = {};
  for (const operation of operationsOf(contract)) {
    const { path, method, form, query } = operation;
    const successes = successesOf(operation);
    const takesQuery = Object.keys(query.properties ?? {}).length > 0;
    operations[path] = {
      ...operations[path],
      [method.toUpperCase()]: {
        ...(successes.length > 0 && { success: successFacts(successes, contract) }),
        ...(form?.isRequired && { requiresBody: true }),
        ...(form && { body: fieldsOf(form.schema, contract) }),
        ...(takesQuery && { query: fieldsOf(query, contract) }),
      },
    };
  }
  const code = `export const API_VERSION = ${version};
export const SERVER = ${server};
export const ROOT = ${JSON.stringify(root)};
export const REPORT_PATH = ${JSON.stringify(report?.path)};
export const OPERATIONS = ${JSON.stringify(operations, null, 2)};
`;
  const types = `/** The Stripe-Version that the contract describes. */
export declare const API_VERSION: ${version};
/** The contract's first server, without a slash at its end. */
export declare const SERVER: ${server};
/** The segment that all paths begin with, where there is one. */
export declare const ROOT: string | undefined;
/** The path of \`reportPaymentAttempt\`. */
export declare const REPORT_PATH: string | undefined;
${DECLARATIONS}`;
  return { code, types };
}

/** What is true of every 2xx answer. */
function successFacts(successes: Subschema[], contract: Contract) {
  const answers = successes.flatMap((schema) => choicesOf(schema, contract));
  const kinds = new Set(answers.map(({ schema }) => constantOf(schema.properties?.object)));
  const [object] = kinds;
  const hasId = answers.every(({ schemas }) =>
    schemas.some(({ required = [] }) => required.includes('id')),
  );
  return {
    ...(kinds.size === 1 && typeof object === 'string' && { object }),
    ...(hasId && { id: true as const }),
  };
}

function constantOf(schema: Subschema = true): unknown {
  if (typeof schema === 'boolean') return undefined;
  const { const: constant, enum: values = [] } = schema;
  return constant ?? (values.length === 1 ? values[0] : undefined);
}

function fieldsOf(schema: Subschema | undefined, contract: Contract): IntegerFields {
  const fields = integersOf([schema ?? {}], contract);
  return fields === undefined || fields === 'integer' || isBounds(fields) ? {} : fields;
}

/** Where a value that fits one of the schemas holds integers; undefined where it holds none. */
function integersOf(schemas: Subschema[], contract: Contract): IntegerFields[string] | undefined {
  const choices = schemas
    .flatMap((schema) => choicesOf(schema, contract))
    .filter(({ type, schemas }) => type !== 'null' && !schemas.some(({ readOnly }) => readOnly));
  const nested = choices.filter(({ type }) => type === 'object' || type === 'array');
  if (nested.length === 0) {
    const isInteger = choices.length > 0 && choices.every(({ type }) => type === 'integer');
    if (!isInteger) return undefined;
    if (!choices.every(({ schemas }) => schemas.some(isUnixTime))) return 'integer';
    const all = choices.map(({ schemas }) => boundsOf(schemas));
    return [
      Math.min(...all.map(([first]) => first)),
      Math.max(...all.map(([, last]) => last)),
    ] as const;
  }
  const names = new Set(nested.flatMap(({ schema }) => Object.keys(schema.properties ?? {})));
  const fields = [...names].map((name) => {
    const of = nested.map(({ schema }) => schema.properties?.[name] ?? inner(schema));
    return [name, integersOf(of, contract)] as const;
  });
  const rest = integersOf(
    nested.map(({ schema }) => inner(schema)),
    contract,
  );
  const known = [...fields, ['*', rest] as const].flatMap(([name, integers]) =>
    integers === undefined ? [] : [[name, integers] as const],
  );
  // `*` would count for the fields as well that are not listed.
  const isWhole = fields.every(([, integers]) => integers !== undefined);
  const listed = known.filter(([name]) => name !== '*' || isWhole);
  return listed.length === 0 ? undefined : Object.fromEntries(listed);
}

function inner({ items, additionalProperties = false }: JsonSchema): Subschema {
  return items ?? additionalProperties;
}

/** What keeps every schema. */
function boundsOf(schemas: readonly JsonSchema[]): TimeBounds {
  const limits = (name: 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum') =>
    schemas.flatMap((schema) => schema[name] ?? []);
  const { MIN_SAFE_INTEGER, MAX_SAFE_INTEGER } = Number;
  const after = limits('exclusiveMinimum').map((limit) => Math.floor(limit) + 1);
  const before = limits('exclusiveMaximum').map((limit) => Math.ceil(limit) - 1);
  return [
    Math.max(MIN_SAFE_INTEGER, ...limits('minimum').map(Math.ceil), ...after),
    Math.min(MAX_SAFE_INTEGER, ...limits('maximum').map(Math.floor), ...before),
  ];
}

function isBounds(fields: IntegerFields | TimeBounds): fields is TimeBounds {
  return Array.isArray(fields);
}

function isUnixTime(schema: JsonSchema): boolean {
  return 'format' in schema && schema.format === 'unix-time';
}
