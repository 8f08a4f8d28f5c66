import { pointerOf } from './json-pointer.js';
import {
  choicesOf,
  decidingBranches,
  hasStructure,
  type JsonSchema,
  resolveSchema,
  type Subschema,
} from './schema-choices.js';

/** A place in a schema that forms cannot be decoded by. */
export interface UnreadablePlace {
  /** JSON pointer to the schema, as in `#/components/schemas/refund/properties/amount`. */
  pointer: string;
  reason: string;
}

const TYPES = ['boolean', 'integer', 'number', 'string', 'array', 'object', 'null'];
/** Keywords by which the schema of a field depends on other fields, or on more than its name. */
const UNSUPPORTED = [
  ...['patternProperties', 'prefixItems', 'unevaluatedItems', 'dependentSchemas'],
  ...['if', 'then', 'else', '$dynamicRef', 'nullable'],
];
/** Multiples of 1/2²⁰ are exact in floating point. */
const EXACT = 2 ** 20;

/**
 * Everything in a request schema that the decoder cannot read, or the contract server cannot check; empty
 * where it can serve the schema. `pointer` is where the schema itself stands.
 */
export function unreadablePlaces(
  schema: Subschema,
  root: object,
  pointer = '#',
): UnreadablePlace[] {
  const places: UnreadablePlace[] = [];
  const seen = new Set<Subschema>();

  const visit = (found: Subschema, at: string): void => {
    if (typeof found === 'boolean' || seen.has(found)) return;
    seen.add(found);
    const reasons = reasonsAt(found, root);
    places.push(...reasons.map((reason) => ({ pointer: at, reason })));
    if (reasons.length > 0) return;
    const { $ref, properties = {}, anyOf = [], oneOf = [], allOf = [] } = found;
    if ($ref !== undefined) visit(resolveSchema($ref, root), $ref);
    for (const [name, property] of Object.entries(properties)) {
      if (property !== undefined) visit(property, at + pointerOf(['properties', name]));
    }
    for (const keyword of ['additionalProperties', 'unevaluatedProperties', 'items'] as const) {
      const inner = found[keyword];
      if (inner !== undefined) visit(inner, `${at}/${keyword}`);
    }
    for (const [keyword, branches] of Object.entries({ anyOf, oneOf, allOf })) {
      branches.forEach((branch, index) => {
        visit(branch, `${at}/${keyword}/${index}`);
      });
    }
  };

  visit(schema, pointer);
  return places;
}

function reasonsAt(schema: JsonSchema, root: object): string[] {
  const { type = [], multipleOf = 1 } = schema;
  const reasons = [
    ...UNSUPPORTED.filter((keyword) => keyword in schema).map(
      (keyword) => `a form cannot be decoded by ${keyword}`,
    ),
    ...[type]
      .flat()
      .filter((name) => !TYPES.includes(name))
      .map((name) => `${name} is no type of JSON Schema`),
  ];
  if (!Number.isInteger(multipleOf * EXACT)) {
    reasons.push(
      `multipleOf ${multipleOf} has no exact binary value, so that a validator refuses good values`,
    );
  }
  try {
    choicesOf(schema, root);
    const groups = decidingBranches(schema, root).length + (hasStructure(schema) ? 1 : 0);
    if (groups > 1) {
      reasons.push(
        'only one of properties or items, $ref, anyOf, oneOf and the branches of allOf may say what a value is made of',
      );
    }
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : String(error));
  }
  return reasons;
}
