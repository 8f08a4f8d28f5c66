import { MAX_LEVELS } from './read-pairs.js';
import { choicesOf, type JsonSchema, type Subschema } from './schema-choices.js';

/** A schema in a form that some of its values cannot be sent by. */
export interface UnsendablePlace {
  schema: JsonSchema;
  reason: string;
}

/**
 * Everything in a readable schema that forms cannot carry, or that lets the encoder and the decoder differ.
 * `level` is that of the schema: 0 for a form, 1 for its fields.
 */
export function unsendablePlaces(
  schema: Subschema,
  root: object,
  level = 0,
  outer: readonly JsonSchema[] = [],
): UnsendablePlace[] {
  return choicesOf(schema, root).flatMap(({ type, schema: node, schemas }) => {
    const { properties, items } = node;
    const unsendable = (reason: string) => [{ schema: node, reason }];
    const inner = (child: Subschema) => unsendablePlaces(child, root, level + 1, [...outer, node]);
    if (type !== 'object' && type !== 'array') {
      return level === 0 ? unsendable('A form must be an object.') : [];
    }
    if (outer.includes(node)) return unsendable('A form that holds itself has no end.');
    if (level === MAX_LEVELS) return unsendable(`Expected at most ${MAX_LEVELS} levels of names.`);
    if (node.type === undefined && properties === undefined && items === undefined) {
      return unsendable('State the type of the field.');
    }
    if (type === 'array') {
      if (items === undefined) return unsendable('State the items of the array.');
      const types = choicesOf(items, root).map((choice) => choice.type);
      const bad = types.find((each) => each === 'array' || each === 'null');
      if (bad === undefined) return inner(items);
      return unsendable(`An item cannot be ${bad}: forms have no way to write it.`);
    }
    const closed = schemas.find(isClosed);
    const others = closed?.additionalProperties;
    const fields = [...Object.values(properties ?? {}), others].filter((field) => isSchema(field));
    const hint = 'Add `additionalProperties: false`, or the schema of the other fields.';
    return [
      ...(closed ? [] : unsendable(`An object in a request must be closed. ${hint}`)),
      ...fields.flatMap(inner),
    ];
  });
}

function isClosed({ additionalProperties, unevaluatedProperties }: JsonSchema): boolean {
  return additionalProperties !== undefined || unevaluatedProperties !== undefined;
}

function isSchema(field: Subschema | undefined): field is JsonSchema {
  return typeof field === 'object';
}
