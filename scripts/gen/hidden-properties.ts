import traverse from 'json-schema-traverse';
import { isObject, valueAt } from '../../src/form/json-pointer.js';
import { operationsOf } from '../../src/mock/operations-of.js';
import type { Contract } from './contract.js';

interface Property {
  owner: { properties: { [name: string]: unknown }; required?: string[] };
  name: string;
  schema: { readonly [keyword: string]: unknown };
}

/**
 * The properties that one side does not see: in requests those that are read-only, in answers those that are
 * write-only. Of these, `shared` are in requests and answers alike.
 */
export function hiddenProperties(contract: Contract): { hidden: Property[]; shared: Property[] } {
  const operations = operationsOf(contract);
  const asked = operations.flatMap(({ form, parameters }) => [form, ...parameters]);
  const answered = operations
    .flatMap(({ responses }) => Object.values(responses))
    .flatMap(({ content = {} }) => Object.values(content));
  const requests = propertiesIn(asked, contract);
  const answers = propertiesIn(answered, contract);
  const hidden = [
    ...[...requests.values()].filter(({ schema }) => schema.readOnly),
    ...[...answers.values()].filter(({ schema }) => schema.writeOnly),
  ];
  const shared = hidden.filter(({ schema }) => requests.has(schema) && answers.has(schema));
  return { hidden, shared };
}

/** Every property that the schemas lead to, by its own schema. */
function propertiesIn(
  holders: ({ schema?: unknown } | undefined)[],
  contract: Contract,
): Map<object, Property> {
  const properties = new Map<object, Property>();
  const seen = new Set<unknown>();
  const visit = (root: unknown): void => {
    if (!isObject(root) || seen.has(root)) return;
    seen.add(root);
    traverse(Object(root), {
      cb(schema, _place, _root, _above, keyword, owner, name) {
        if (keyword === 'properties' && owner !== undefined) {
          properties.set(schema, { owner: Object(owner), name: `${name}`, schema });
        }
        if (schema.$ref !== undefined) visit(valueAt(contract, schema.$ref));
      },
    });
  };
  for (const holder of holders) visit(holder?.schema);
  return properties;
}
