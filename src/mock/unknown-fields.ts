import { isObject } from '../form/json-pointer.js';
import { choicesOf, type JsonSchema, type Subschema } from '../form/schema-choices.js';
import { isOpen } from './violations-of-expand.js';

/** The fields of a value that its schema does not list, in bracket notation, save where it leaves them open. */
export function unknownFields(
  value: unknown,
  schema: Subschema,
  root: object,
  place: string = '',
): string[] {
  if (!isObject(value)) return [];
  const kind = Array.isArray(value) ? 'array' : 'object';
  const choices = choicesOf(schema, root).filter(({ type }) => type === kind);
  return Object.entries(value).flatMap(([name, part]) => {
    const path = place === '' ? name : `${place}[${name}]`;
    const parts = choices.flatMap((choice) => partOf(choice.schema, kind, name));
    const isKnown = choices.some(
      ({ schema, schemas }) => takesAny(schema) || isOpen(schema, schemas),
    );
    if (parts.length === 0) return isKnown || choices.length === 0 ? [] : [path];
    const found = parts.map((each) => unknownFields(part, each, root, path));
    return found.find(({ length }) => length === 0) ?? found[0] ?? [];
  });
}

function partOf({ properties = {}, items = true }: JsonSchema, kind: string, name: string) {
  if (kind === 'array') return [items];
  return Object.hasOwn(properties, name) ? [properties[name] ?? true] : [];
}

function takesAny({ additionalProperties = false }: JsonSchema): boolean {
  return additionalProperties !== false;
}
