import type { JsonValue } from '../../src/mock/index.js';
import { type Contract, type JsonObject, resolve, type Schema, validatorOf } from './contract.js';
import { breakerOf, canRead, NOT, valuesFor } from './sample-values.js';

/** Parameters that the contract accepts, and that carry `param`. */
export interface Accepted {
  param: string;
  what: string;
  params: JsonObject;
}

/** Parameters with one constraint broken, of which the server is to name `param`. */
export interface Broken {
  param: string;
  /** The keyword of the schema that the value breaks. */
  keyword: string;
  constraint: string;
  params: JsonObject;
  /** Whether another branch of a union may be the one that was meant, so that it is not sure what is at fault. */
  isUnsure: boolean;
}

export interface Cases {
  accepted: Accepted[];
  broken: Broken[];
  /** Fields for which no value was found that fits. */
  unreached: string[];
}

/** Puts a value where it belongs in the smallest request that can carry it. */
type Place = (value: JsonValue) => JsonObject;

/**
 * Every leaf of a request with values that fit, and every constraint on it broken one at a time. Ajv confirms
 * each case, so that a keyword that this code does not know leaves cases out rather than making wrong ones.
 */
export function contractCases(root: Schema, document: Contract): Cases {
  const accepted = new Map<string, Accepted>();
  const broken = new Map<string, Broken>();
  const reached = new Set<string>();
  const fields = new Set<string>();
  const isValid = validatorOf(root, document);
  /** How many unions of several objects or arrays are being visited. */
  let unions = 0;

  const accept = (param: string, what: string, params: JsonObject): boolean => {
    const fits = isValid(params);
    if (fits) accepted.set(JSON.stringify(params), { param, what, params });
    if (fits) reached.add(param);
    return fits;
  };
  /** `isSure` where Ajv cannot confirm it: it leaves formats to others. */
  const refuse = (
    param: string,
    keyword: string,
    constraint: string,
    params: JsonObject,
    isSure = false,
  ): void => {
    if (isSure || !isValid(params))
      broken.set(JSON.stringify(params), {
        ...{ param, keyword, constraint, params },
        isUnsure: unions > 0,
      });
  };

  function visit(unresolved: Schema, param: string, place: Place, others: string[] = []): void {
    const schema = resolve(unresolved, document);
    const { anyOf, oneOf, ...beside } = schema;
    const branches = (anyOf ?? oneOf ?? [])
      .map((branch) => ({ ...beside, ...resolve(branch, document) }))
      .flatMap(alternatives);
    const all = branches.length > 0 ? branches : alternatives(schema);
    const types = all.map(typeOf);
    const isUnion = types.filter((type) => type === 'object' || type === 'array').length > 1;
    if (isUnion) unions += 1;
    for (const [index, branch] of all.entries()) {
      const rest = types.filter((_, other) => other !== index);
      visitType(branch, typeOf(branch), param, place, [...others, ...rest]);
    }
    if (isUnion) unions -= 1;
  }

  function visitType(
    schema: Schema,
    type: string,
    param: string,
    place: Place,
    others: string[],
  ): void {
    if (schema.readOnly) return;
    const breakText = (texts: string[], constraint: string): void => {
      for (const text of texts) {
        if (others.some((other) => canRead(other, text))) continue;
        refuse(param, 'type', `${JSON.stringify(text.slice(0, 20))}: ${constraint}`, place(text));
      }
    };
    if (type === 'object') {
      breakText(['text'], 'no object');
      visitObject(schema, param, place);
    } else if (type === 'array') {
      breakText(['text'], 'no array');
      visitArray(schema, param, place, others);
    } else if (type === 'null') {
      if (!others.includes('string')) accept(param, 'null', place(null));
    } else {
      fields.add(param);
      visitScalar(schema, type, param, place, others);
      breakText(NOT[type] ?? [], `no ${type}`);
      if (!others.includes('object') && !others.includes('array')) {
        refuse(param, 'type', 'an object for a scalar', place({ name: 'text' }));
      }
    }
  }

  function visitScalar(
    schema: Schema,
    type: string,
    param: string,
    place: Place,
    others: string[],
  ): void {
    for (const value of valuesFor(type, schema)) {
      const isText = typeof value === 'string';
      // What another branch reads from the same text arrives as its value.
      if (isText && others.some((other) => other !== 'string' && canRead(other, value))) continue;
      const shown = JSON.stringify(value).slice(0, 30);
      const isTaken = accept(param, shown, place(value));
      if (isTaken || others.some((other) => canRead(other, String(value)))) continue;
      refuse(param, 'limits', `out of its limits: ${shown}`, place(value));
    }
    const { const: constant, enum: values = constant === undefined ? undefined : [constant] } =
      schema;
    if (type !== 'string' || others.includes('string')) return;
    if (values) {
      refuse(param, 'enum', 'not listed', place(`${values[0]}x`));
      refuse(param, 'enum', 'in capitals', place(`${values[0]}x`.toUpperCase()));
    }
    const { maxLength, minLength = 0 } = schema;
    if (typeof maxLength === 'number')
      refuse(param, 'maxLength', 'too long', place('t'.repeat(maxLength + 1)));
    if (typeof minLength === 'number' && minLength > 0) {
      refuse(param, 'minLength', 'too short', place('t'.repeat(minLength - 1)));
    }
    const breaker = breakerOf(schema);
    if (breaker !== undefined) refuse(param, 'format', `no ${schema.format}`, place(breaker), true);
  }

  function visitArray(schema: Schema, param: string, place: Place, others: string[]): void {
    const { items = {}, minItems = 1, maxItems, uniqueItems } = schema;
    const fill = (length: number, first?: JsonValue): JsonValue[] => {
      const values = distinct(items, length);
      return first === undefined
        ? values
        : [first, ...values.filter((value) => value !== first)].slice(0, length);
    };
    const least = Math.max(1, Number(minItems));
    if (!others.includes('object')) {
      refuse(`${param}[name]`, 'type', 'a name for an index', place({ name: 'text' }));
    }
    visit(items, `${param}[0]`, (value) => place(fill(least, value)));
    if (typeof maxItems === 'number') {
      accept(param, `${maxItems} items`, place(fill(maxItems)));
      refuse(param, 'maxItems', `over ${maxItems} items`, place(fill(maxItems + 1)));
    }
    if (least > 1) refuse(param, 'minItems', `under ${least} items`, place(fill(least - 1)));
    if (uniqueItems)
      refuse(param, 'uniqueItems', 'an item twice', place([...fill(1), ...fill(least)]));
  }

  function visitObject(schema: Schema, param: string, place: Place): void {
    const { properties = {}, required = [], additionalProperties = true } = schema;
    const child = (name: string): string => (param === '' ? name : `${param}[${name}]`);
    const minimum = smallestObject(schema);
    for (const [name, property] of Object.entries(properties)) {
      visit(property, child(name), (value) => place({ ...minimum, [name]: value }));
    }
    for (const name of required) {
      const { [name]: _, ...rest } = minimum;
      const other = Object.keys(properties).find((key) => key !== name && !(key in rest));
      // A form cannot say that an object is there and empty.
      const others = other === undefined ? rest : { ...rest, [other]: smallest(properties[other]) };
      if (Object.keys(others).length > 0)
        refuse(child(name), 'required', 'required, left out', place(others));
    }
    if (additionalProperties === false) {
      refuse(child('unknown'), 'unknown fields', 'unknown', place({ ...minimum, unknown: 'text' }));
    } else if (typeof additionalProperties === 'object') {
      visitMap(schema, additionalProperties, param, place);
    }
  }

  function visitMap(schema: Schema, values: Schema, param: string, place: Place): void {
    const value = smallest(values);
    const mapOf = (size: number): JsonObject =>
      Object.fromEntries(Array.from({ length: size }, (_, index) => [keyAt(index), value]));
    visit(values, `${param}[key]`, (inner) => place({ key: inner }));
    const { maxProperties, propertyNames = {} } = schema;
    if (typeof maxProperties === 'number') {
      accept(param, `${maxProperties} keys`, place(mapOf(maxProperties)));
      refuse(param, 'maxProperties', `over ${maxProperties} keys`, place(mapOf(maxProperties + 1)));
    }
    const { maxLength } = resolve(propertyNames, document);
    if (typeof maxLength !== 'number') return;
    accept(param, `a key of ${maxLength}`, place({ ['\u{1F600}'.repeat(maxLength)]: value }));
    refuse(
      param,
      'propertyNames',
      `a key over ${maxLength}`,
      place({ ['k'.repeat(maxLength + 1)]: value }),
    );
  }

  /** A value that the schema takes, as small as can be. */
  function smallest(unresolved: Schema = {}): JsonValue {
    const schema = resolve(unresolved, document);
    const [branch] = schema.anyOf ?? schema.oneOf ?? [];
    if (branch) return smallest(branch);
    const [first = schema] = alternatives(schema);
    const type = typeOf(first);
    if (type === 'array')
      return distinct(schema.items ?? {}, Math.max(1, Number(schema.minItems ?? 1)));
    if (type !== 'object') return distinct(schema, 1)[0] ?? null;
    return schema.properties ? smallestObject(first, true) : { key: smallest(valuesOf(schema)) };
  }

  /** What is required. Inside a form an object holds something, or it is not there. */
  function smallestObject(
    { properties = {}, required = [] }: Schema,
    isInside = false,
  ): JsonObject {
    const [first] = Object.keys(properties);
    const names = required.length === 0 && isInside && first !== undefined ? [first] : required;
    return Object.fromEntries(names.map((name) => [name, smallest(properties[name])]));
  }

  /** So many values of a schema, all different where it has so many. */
  function distinct(unresolved: Schema, length: number): JsonValue[] {
    const schema = resolve(unresolved, document);
    const [first = schema] = alternatives(schema);
    const isFit = validatorOf(schema, document);
    const values = valuesFor(typeOf(first), first).filter((value) => value !== '' && isFit(value));
    const found = values.length > 0 ? values : [smallest(schema)];
    return Array.from({ length }, (_, index) => found[index % found.length] ?? null);
  }

  visitObject(resolve(root, document), '', (value) => Object(value));
  const unreached = [...fields].filter((param) => !reached.has(param));
  return { accepted: [...accepted.values()], broken: [...broken.values()], unreached };
}

function valuesOf({ additionalProperties }: Schema): Schema {
  return typeof additionalProperties === 'object' ? additionalProperties : { type: 'string' };
}

/** A schema of several types as one of each. */
function alternatives(schema: Schema): Schema[] {
  return Array.isArray(schema.type) ? schema.type.map((type) => ({ ...schema, type })) : [schema];
}

function typeOf({
  type,
  const: constant,
  enum: values = [constant ?? null],
  ...rest
}: Schema): string {
  if (typeof type === 'string') return type;
  if (rest.properties ?? rest.additionalProperties) return 'object';
  if (rest.items) return 'array';
  const [value] = values;
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return value === null ? 'string' : typeof value;
}

/** Keys of letters alone, which most patterns take. */
function keyAt(index: number): string {
  return `key${String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))}`;
}
