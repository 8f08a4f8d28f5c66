import { isObject, valueAt } from './json-pointer.js';
import type { JsonValue } from './json-value.js';

/** The keywords of JSON Schema that decoding looks at. Everything else is for a validator. */
export interface JsonSchema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly properties?: { readonly [name: string]: Subschema | undefined } | undefined;
  readonly additionalProperties?: Subschema | undefined;
  readonly unevaluatedProperties?: Subschema | undefined;
  readonly items?: Subschema | undefined;
  readonly anyOf?: readonly Subschema[] | undefined;
  readonly oneOf?: readonly Subschema[] | undefined;
  readonly allOf?: readonly Subschema[] | undefined;
  readonly readOnly?: boolean | undefined;
  readonly enum?: readonly JsonValue[] | undefined;
  readonly const?: JsonValue | undefined;
  readonly required?: readonly string[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  readonly multipleOf?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
}

export type Subschema = JsonSchema | boolean;

/** One type that a schema takes. */
export interface Choice {
  readonly type: string;
  /** The schema that says what a value of the type is made of. */
  readonly schema: JsonSchema;
  /** All schemas that such a value has to fit: those on the way to `schema`, and `schema` itself. */
  readonly schemas: readonly JsonSchema[];
}

const ANY = ['string', 'array', 'object'];
/** Keywords that say what an object or an array is made of. */
const STRUCTURE = ['properties', 'additionalProperties', 'items'] as const;
const COMBINED = ['$ref', 'anyOf', 'oneOf', 'allOf'] as const;

/** By schema, with the root that its references were resolved against. */
const known = new WeakMap<JsonSchema, { root: object; choices: readonly Choice[] }>();

/**
 * The types that a schema takes, each with the schema about it; none where it takes nothing.
 *
 * @throws Error where a reference leads nowhere, or a schema is made of nothing but itself.
 */
export function choicesOf(
  schema: Subschema,
  root: object,
  outer: readonly JsonSchema[] = [],
): readonly Choice[] {
  if (schema === false) return [];
  if (schema === true) return choicesOf({}, root);
  const remembered = known.get(schema);
  if (outer.length === 0 && remembered?.root === root) return remembered.choices;
  if (outer.includes(schema)) throw new Error('a schema is made of nothing but itself');
  const schemas = [...outer, schema];
  const own = ownTypes(schema);
  const [branches] = decidingBranches(schema, root);
  const choices = branches
    ? branches
        .flatMap((branch) => choicesOf(branch, root, schemas))
        .filter(({ type }) => own === undefined || takes(own, type))
    : (own ?? ANY).map((type) => ({ type, schema, schemas }));
  if (outer.length === 0) known.set(schema, { root, choices });
  return choices;
}

/**
 * The groups of alternatives that say of what type a value is, where the schema leaves that to a reference
 * or to branches. Decoding can follow one group only.
 */
export function decidingBranches(schema: JsonSchema, root: object): (readonly Subschema[])[] {
  const { $ref, type, anyOf = [], oneOf = [], allOf = [] } = schema;
  const target = $ref === undefined ? [] : [resolveSchema($ref, root)];
  const decides = (branch: Subschema): boolean =>
    typeof branch === 'boolean'
      ? type === undefined
      : [...STRUCTURE, ...COMBINED].some((keyword) => keyword in branch) ||
        (type === undefined && ownTypes(branch) !== undefined);
  // A group that only narrows, such as `anyOf: [{ required: ['a'] }, { required: ['b'] }]`, is for a validator.
  const groups = [anyOf, oneOf, ...allOf.map((branch) => [branch])];
  return [target, ...groups.filter((group) => group.some(decides))].filter(
    (group) => group.length > 0,
  );
}

/** Whether a schema says itself what its objects or arrays are made of. */
export function hasStructure(schema: JsonSchema): boolean {
  return STRUCTURE.some((keyword) => schema[keyword] !== undefined);
}

/** @throws Error where the reference leads to no schema. */
export function resolveSchema(reference: string, root: object): Subschema {
  const found = valueAt(root, reference);
  if (isObject(found) || typeof found === 'boolean') return found;
  throw new Error(`the reference ${reference} leads to no schema`);
}

/** The types that a schema names, or that the values have which it lists. */
function ownTypes(schema: JsonSchema): readonly string[] | undefined {
  const { type, enum: values = schema.const === undefined ? undefined : [schema.const] } = schema;
  if (type !== undefined) return [type].flat();
  return values && [...new Set(values.map(typeOf))];
}

function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function takes(types: readonly string[], type: string): boolean {
  return types.includes(type) || (type === 'integer' && types.includes('number'));
}
