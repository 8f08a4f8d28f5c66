import openapiTS, { astToString } from 'openapi-typescript';
import { isObject } from '../../src/form/json-pointer.js';
import { contractOf } from './contract.js';
import { hiddenProperties } from './hidden-properties.js';
import { polishTypes } from './polish-types.js';

export async function deriveTypes(document: object): Promise<string> {
  const types = await openapiTS(JSON.stringify(prepare(withoutHidden(document))), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    emptyObjectsUnknown: true,
    defaultNonNullable: false,
  });
  return tidy(astToString(polishTypes(types)));
}

/** A copy of the document in which requests have no read-only properties, and answers no write-only ones. */
function withoutHidden(document: object): object {
  const contract = contractOf(document);
  for (const { owner, name } of hiddenProperties(contract).hidden) {
    delete owner.properties[name];
    if (owner.required) owner.required = owner.required.filter((each) => each !== name);
  }
  return contract;
}

/** The document in words that openapi-typescript understands as they are meant. */
function prepare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(prepare);
  if (!isObject(node)) return node;
  const schema = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, prepare(value)]),
  );
  const { anyOf, oneOf, allOf, type, properties, additionalProperties } = schema;
  // A tag ends where the next one begins: the description comes first, so that it is none of the tag's.
  if (schema.deprecated === true) {
    schema.title = schema.description;
    delete schema.description;
  }
  // The index signature must take the named properties, too.
  if (isObject(additionalProperties) && Object.keys(Object(properties)).length > 0) {
    schema.additionalProperties = true;
  }
  // Beside a type, branches narrow it; openapi-typescript would take them as further types.
  const branches = [anyOf, oneOf].find(Array.isArray) ?? [];
  if (branches.length === 0 || (type === undefined && properties === undefined)) return schema;
  const narrowing = branches.some(hasShape) ? [{ anyOf: branches }] : [];
  const others = Array.isArray(allOf) ? allOf : [];
  return { ...schema, anyOf: undefined, oneOf: undefined, allOf: [...others, ...narrowing] };
}

/** Whether a branch says more of the type of a value than the schema that it narrows. */
function hasShape(branch: object): boolean {
  const shape = ['$ref', 'enum', 'const', 'properties', 'anyOf', 'oneOf', 'allOf'];
  return shape.some((keyword) => keyword in branch);
}

/**
 * Descriptions as the text of their comments: as a tag, editors show them behind its name, and lines that are
 * set in as code. The format goes, because the description says it in words.
 */
function tidy(code: string): string {
  return code
    .replace(/^ *(\*|\/\*\*) Format: .*\n/gm, '')
    .replace(/^( *\*) {5}/gm, '$1 ')
    .replace(/(\/\*\*\s(?: *\* )?)@description /g, '$1')
    .replace(/^( *\*) @description /gm, '$1\n$1 ')
    .replace(/^( *\*) +$/gm, '$1');
}
