import { pointerOf } from '../../src/form/json-pointer.js';
import type { JsonSchema } from '../../src/form/schema-choices.js';
import type { ContractOperation, OpenApiDocument } from '../../src/mock/operations-of.js';

/** What gen reads of a document that is valid OpenAPI. */
export interface Contract extends OpenApiDocument {
  info: { version: string };
  servers?: { url: string }[];
  components?: { schemas?: { [name: string]: object } };
}

/** A copy of a document in which no two places share an object, as they do by the aliases of YAML. */
export function contractOf(document: object): Contract {
  return { paths: {}, ...JSON.parse(JSON.stringify(document)) };
}

/** The first server, without a slash at its end. */
export function serverOf({ servers: [server] = [] }: Contract): string {
  return (server?.url ?? '').replace(/\/$/, '');
}

/** Where each object of a document stands, as a JSON pointer. */
export function placesOf(document: object): Map<object, string> {
  const places = new Map<object, string>();
  const visit = (node: unknown, pointer: string): void => {
    if (typeof node !== 'object' || node === null || places.has(node)) return;
    places.set(node, pointer);
    for (const [key, child] of Object.entries(node)) visit(child, pointer + pointerOf([key]));
  };
  visit(document, '');
  return places;
}

/** What the 2xx answers of an operation hold. */
export function successesOf({ responses }: ContractOperation): JsonSchema[] {
  return Object.entries(responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([, { content = {} }]) => Object.values(content))
    .map(({ schema = {} }) => schema);
}
