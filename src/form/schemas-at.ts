import { choicesOf, type JsonSchema, type Subschema } from './schema-choices.js';

/** The schemas of the part of a value that `names` lead to, in whatever branch; none where there is no such part. */
export function schemasAt(
  schema: Subschema,
  names: readonly string[],
  root: object,
): readonly JsonSchema[] {
  const parts = names.reduce<readonly Subschema[]>(
    (all, name) =>
      all.flatMap((each) =>
        choicesOf(each, root).map((choice) => partOf(choice.schema, name) ?? false),
      ),
    [schema],
  );
  return parts.flatMap((part) => choicesOf(part, root).flatMap(({ schemas }) => schemas));
}

function partOf({ properties = {}, items, additionalProperties }: JsonSchema, name: string) {
  return Object.hasOwn(properties, name) ? properties[name] : (items ?? additionalProperties);
}
