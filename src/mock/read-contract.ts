import { isObject } from '../form/json-pointer.js';
import type { JsonSchema } from '../form/schema-choices.js';
import { unreadablePlaces } from '../form/unreadable-places.js';
import {
  type ContractOperation,
  follow,
  type Node,
  type OpenApiDocument,
  operationsOf,
  type Parameter,
} from './operations-of.js';

/**
 * The media type of a decoded request inside Prism. Prism would decode a form in its own way, and the
 * contract takes no plain JSON.
 */
export const DECODED = 'application/vnd.decoded-form+json';

/**
 * The operations of a contract, and the contract as Prism is to see it: what an operation takes as a form and
 * as a query is one JSON body there, `{ form, query }`.
 *
 * @throws Error where an operation takes what the decoder cannot read.
 */
export function readContract(contract: object): {
  operations: ContractOperation[];
  decodedContract: object;
} {
  if (!isDocument(contract)) throw new Error('The contract has no paths');
  const operations = operationsOf(contract);
  if (operations.length === 0) throw new Error('The contract has no operation');
  const withoutQuery = ({ parameters = [] }: { parameters?: Node<Parameter>[] }) =>
    parameters.filter((parameter) => follow(parameter, contract).in !== 'query');
  const paths: { [path: string]: object } = {};
  for (const operation of operations) {
    assertReadable(operation, contract);
    const { path, method, node } = operation;
    const item = contract.paths[path] ?? {};
    paths[path] = {
      ...(paths[path] ?? { ...item, parameters: withoutQuery(item) }),
      [method]: {
        ...node,
        parameters: withoutQuery(node),
        requestBody: { content: { [DECODED]: { schema: decodedSchema(operation) } } },
      },
    };
  }
  // A copy, because Prism writes into what it is given.
  return { operations, decodedContract: JSON.parse(JSON.stringify({ ...contract, paths })) };
}

function isDocument(contract: object): contract is OpenApiDocument {
  return 'paths' in contract && isObject(contract.paths);
}

function decodedSchema({ form, query }: ContractOperation): JsonSchema {
  return {
    type: 'object',
    properties: { query, ...(form && { form: form.schema }) },
  };
}

function assertReadable(operation: ContractOperation, contract: object): void {
  const { operationId, node, form, query } = operation;
  if (node.requestBody && !form) {
    throw new Error('A request body must be a form: application/x-www-form-urlencoded');
  }
  const [place] = [
    ...unreadablePlaces(query, contract),
    ...unreadablePlaces(form?.schema ?? {}, contract),
  ];
  if (place) throw new Error(`${operationId}: ${place.pointer} cannot be read: ${place.reason}`);
}
