import type { JsonValue } from '../../form/json-value.js';
import { type JsonSchema, resolveSchema, type Subschema } from '../../form/schema-choices.js';
import { limitsOf, typeOf } from './facts-of.js';
import type { Field, FieldKind, Place, ScalarKind } from './operation-model.js';

/** A schema with what is there for people. */
export interface DescribedSchema extends JsonSchema {
  readonly description?: string;
  readonly format?: string;
  readonly default?: JsonValue;
  readonly writeOnly?: boolean;
  readonly propertyNames?: JsonSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** What each valid value means. */
  readonly 'x-enumDescriptions'?: { readonly [value: string]: string };
}

interface Outer {
  place: Place;
  /** Before the names of the fields: `failed.` */
  prefix: string;
  wire: string;
  path: string[];
  /** Schemas around it, because one may hold itself. */
  schemas: readonly DescribedSchema[];
}

/** The fields that an object holds: first what is required, then in the order of the contract. */
export function fieldsOf(
  schema: Subschema,
  root: object,
  place: Place,
  use: 'request' | 'answer' = 'request',
): Field[] {
  return fieldsIn(merge(schema, root), { place, prefix: '', wire: '', path: [], schemas: [] });

  function fieldsIn(object: DescribedSchema, outer: Outer): Field[] {
    const { properties = {}, required = [] } = object;
    const fields = Object.entries(properties).flatMap(([name, property = true]) => {
      const merged = merge(property, root);
      if (use === 'request' ? merged.readOnly : merged.writeOnly) return [];
      return fieldOf(name, merged, required.includes(name), properties, outer);
    });
    return [
      ...fields.filter((each) => each.isRequired),
      ...fields.filter((each) => !each.isRequired),
    ];
  }

  function fieldOf(
    key: string,
    schema: DescribedSchema,
    isRequired: boolean,
    siblings: { readonly [name: string]: Subschema | undefined },
    outer: Outer,
  ): Field {
    const name = outer.prefix + key;
    const wire = outer.wire === '' ? key : `${outer.wire}[${key}]`;
    const path = [...outer.path, key];
    const choices = alternativesOf(schema, root);
    const isClearable = choices.some(isEmptyText);
    const fitting = choices.filter((choice) => !isEmptyText(choice) && choice.type !== 'null');
    const [only = schema] = fitting;
    const items = itemsOf(only, root);
    const inner = {
      place: outer.place,
      prefix: `${name}${items && use === 'answer' && only.items ? '[]' : ''}.`,
      wire,
      path,
      schemas: [...outer.schemas, only],
    };
    const structure = use === 'answer' && items?.properties ? items : only;
    const fields =
      outer.schemas.includes(only) || fitting.length > 1 ? [] : fieldsIn(structure, inner);
    const kind = fitting.length > 1 ? kindOfUnion(fitting) : kindOf(name, only, fields, items);
    const values = valuesIn(choices);
    return {
      name,
      place: outer.place,
      path,
      kind,
      isRequired,
      ...(kind === 'select' && { values: optionsOf(only, values) }),
      ...((kind === 'list' || kind === 'map') && items && itemFacts(name, items)),
      ...(isClearable && kind === 'map' && { isClearable }),
      ...(fields.length > 0 && { fields }),
      facts: {
        wire: wire + (kind === 'list' ? '[0]' : kind === 'map' ? '[key]' : ''),
        type: typeOf(choices, items),
        description: schema.description ?? only.description ?? '',
        limits: limitsOf(choices, items),
        values: values
          .filter((value) => value !== '')
          .map((value) => ({
            value: String(value),
            meaning: meaningOf(String(value), choices, siblings, root),
          })),
      },
    };
  }
}

function kindOf(
  name: string,
  schema: DescribedSchema,
  fields: Field[],
  items: DescribedSchema | undefined,
): FieldKind {
  if (fields.length > 0) return 'group';
  if (items && isScalar(items)) return schema.items === undefined ? 'map' : 'list';
  return isScalar(schema) ? scalarKind(name, schema) : 'json';
}

/** Where any text fits, text is what a person writes; other unions are told apart as JSON. */
function kindOfUnion(choices: DescribedSchema[]): FieldKind {
  const takesText = choices.some(
    ({ type, enum: values }) => [type].flat().includes('string') && !values,
  );
  return takesText && choices.every(isScalar) ? 'text' : 'json';
}

function isScalar({ type, properties, items, anyOf, oneOf }: DescribedSchema): boolean {
  const isNested = [type].flat().some((each) => each === 'object' || each === 'array');
  return !isNested && properties === undefined && items === undefined && !anyOf && !oneOf;
}

function scalarKind(
  name: string,
  { type, format, enum: values, ...schema }: DescribedSchema,
): ScalarKind {
  const types = [type].flat().filter((each) => each !== 'null');
  if (values || schema.const !== undefined || types.join() === 'boolean') return 'select';
  if (types.length > 1) return 'text';
  if (types[0] === 'integer' && format === 'unix-time') return 'time';
  if (types[0] === 'integer' || types[0] === 'number') return 'number';
  return /(^|[._])(description|note|message|comment)$/.test(name) ? 'lines' : 'text';
}

/** How an item of a list or a value of a map is entered. */
function itemFacts(name: string, items: DescribedSchema): Pick<Field, 'item' | 'values'> {
  const item = scalarKind(name, items);
  return { item, ...(item === 'select' && { values: optionsOf(items, valuesIn([items])) }) };
}

function optionsOf({ type }: DescribedSchema, values: JsonValue[]): JsonValue[] {
  return values.length === 0 && [type].flat().includes('boolean') ? [true, false] : values;
}

/** What an array holds, or a map. */
function itemsOf(schema: DescribedSchema, root: object): DescribedSchema | undefined {
  const { items, additionalProperties, properties } = schema;
  if (items !== undefined) return merge(items, root);
  const isMap = properties === undefined && typeof additionalProperties === 'object';
  return isMap ? merge(additionalProperties, root) : undefined;
}

/** The schemas of which a value fits one. */
function alternativesOf(schema: DescribedSchema, root: object): DescribedSchema[] {
  const { anyOf, oneOf, ...own } = schema;
  const branches = anyOf ?? oneOf;
  if (!branches || own.properties) return [own];
  return branches.flatMap((branch) => alternativesOf({ ...own, ...merge(branch, root) }, root));
}

/** Values that a schema lists: of an open list those that are known. */
function valuesIn(choices: DescribedSchema[]): JsonValue[] {
  return choices.flatMap(({ enum: values, const: only }) => [
    ...(values ?? []),
    ...(only === undefined ? [] : [only]),
  ]);
}

function isEmptyText({ enum: values }: DescribedSchema): boolean {
  return values?.length === 1 && values[0] === '';
}

/** As the contract says it of the value, or of the field beside it that goes by that name. */
function meaningOf(
  value: string,
  choices: DescribedSchema[],
  siblings: { readonly [name: string]: Subschema | undefined },
  root: object,
): string {
  const told = choices.flatMap((choice) => choice['x-enumDescriptions']?.[value] ?? []);
  if (told[0] !== undefined) return told[0];
  const sibling = Object.hasOwn(siblings, value) ? siblings[value] : undefined;
  if (sibling === undefined) return '';
  return `Goes with \`${value}\`. ${merge(sibling, root).description ?? ''}`.trim();
}

/** A schema with its references followed and its `allOf` taken in; what stands beside a reference wins. */
function merge(schema: Subschema, root: object): DescribedSchema {
  if (typeof schema === 'boolean') return {};
  const { $ref, allOf = [], ...own } = schema;
  const parts = [...($ref === undefined ? [] : [resolveSchema($ref, root)]), ...allOf];
  if (parts.length === 0) return own;
  const all = [...parts.map((part) => merge(part, root)), own];
  const merged: DescribedSchema = Object.assign({}, ...all);
  if (merged.properties === undefined) return merged;
  return {
    ...merged,
    properties: Object.assign({}, ...all.map(({ properties }) => properties)),
    required: all.flatMap(({ required = [] }) => required),
  };
}
