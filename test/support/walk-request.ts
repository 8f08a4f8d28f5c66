import { contract } from './contract.js';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Parameters that the contract accepts, and that carry the leaf `param`. */
export interface Accepted {
  param: string;
  value: string;
  params: JsonObject;
}

/** Parameters with one constraint broken, of which the server is to name `param`. */
export interface Broken {
  param: string;
  constraint: string;
  params: JsonObject;
}

export interface Schema {
  $ref?: string;
  type?: string;
  properties?: { [name: string]: Schema };
  required?: string[];
  additionalProperties?: Schema | false;
  propertyNames?: Schema;
  maxProperties?: number;
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/** A new keyword in the spec needs cases of its own here before the gate lets it pass. */
const KEYWORDS = new Set([
  ...['$ref', 'type', 'properties', 'required', 'additionalProperties', 'propertyNames'],
  ...['maxProperties', 'items', 'anyOf', 'enum', 'minLength', 'maxLength', 'pattern'],
  ...['description', 'format'],
]);

/** Puts a value where it belongs in the smallest request that can carry it. */
type Place<T extends Json = Json> = (value: T) => JsonObject;

/** Every leaf of a request with values that fit, and every constraint on it broken one at a time. */
export function walkRequest(root: Schema): { accepted: Accepted[]; broken: Broken[] } {
  const accepted: Accepted[] = [];
  const broken: Broken[] = [];

  const accept = (param: string, value: string, params: JsonObject): void => {
    accepted.push({ param, value, params });
  };
  const breakOne = (param: string, constraint: string, params: JsonObject): void => {
    broken.push({ param, constraint, params });
  };

  function visit(unresolved: Schema, param: string, place: Place, others: Schema[] = []): void {
    const schema = resolve(unresolved);
    // What another branch of an anyOf takes breaks nothing.
    const isTaken = (type: string): boolean => others.some((other) => other.type === type);
    if (schema.anyOf) {
      const branches = schema.anyOf.map(resolve);
      for (const branch of branches) {
        visit(
          branch,
          param,
          place,
          branches.filter((other) => other !== branch),
        );
      }
    } else if (schema.type === 'object') {
      breakOne(param, 'text for an object', place('text'));
      // To a form an index is a name like any other, and to a map a key.
      if (!schema.additionalProperties) breakOne(`${param}[0]`, 'an index', place(['text']));
      visitObject(schema, param, place);
    } else if (schema.type === 'array' && schema.items) {
      breakOne(param, 'text for an array', place('text'));
      breakOne(`${param}[name]`, 'a name for an index', place({ name: 'text' }));
      visit(schema.items, `${param}[0]`, (value) => place([value]));
    } else if (schema.type === 'string' || schema.type === 'integer') {
      if (!isTaken('object')) breakOne(param, 'an object for a scalar', place({ name: 'text' }));
      if (schema.type === 'string') visitString(schema, param, place);
      else visitInteger(param, place);
    } else {
      throw new Error(`${param}: the walk does not know the type ${schema.type}`);
    }
  }

  function visitObject(schema: Schema, param: string, place: Place<JsonObject>): void {
    const { properties = {}, required = [], additionalProperties } = schema;
    const child = (name: string): string => (param === '' ? name : `${param}[${name}]`);
    const minimum = minimalObject(schema);
    for (const [name, property] of Object.entries(properties)) {
      visit(property, child(name), (value) => place({ ...minimum, [name]: value }));
    }
    for (const name of required) {
      const { [name]: _, ...rest } = minimum;
      const [other] = Object.keys(properties).filter(
        (key) => key !== name && key in rest === false,
      );
      // A form cannot say that an object is there and empty.
      const others = other === undefined ? rest : { ...rest, [other]: minimal(properties[other]) };
      if (Object.keys(others).length > 0)
        breakOne(child(name), 'required, left out', place(others));
    }
    if (additionalProperties === false) {
      breakOne(child('unknown'), 'unknown', place({ ...minimum, unknown: 'text' }));
    } else if (additionalProperties) {
      visitMap(schema, additionalProperties, param, place);
    } else {
      throw new Error(`${param}: an object of a request is either closed or a map`);
    }
  }

  function visitMap(schema: Schema, values: Schema, param: string, place: Place<JsonObject>): void {
    visit(values, `${param}[key]`, (value) => place({ key: value }));
    const { maxProperties, propertyNames = {} } = schema;
    const { maxLength } = resolve(propertyNames);
    if (maxProperties !== undefined) {
      accept(param, `${maxProperties} keys`, place(mapOf(maxProperties)));
      breakOne(param, `more than ${maxProperties} keys`, place(mapOf(maxProperties + 1)));
    }
    if (maxLength !== undefined) {
      accept(param, `a key of ${maxLength}`, place({ [SMILE.repeat(maxLength)]: 'text' }));
      breakOne(param, `a key over ${maxLength}`, place({ ['k'.repeat(maxLength + 1)]: 'text' }));
    }
  }

  function visitString(schema: Schema, param: string, place: Place): void {
    const { enum: values, minLength = 0, maxLength } = schema;
    if (values) {
      for (const value of values) accept(param, `"${value}"`, place(value));
      breakOne(param, 'not in the enum', place(`${values[0]}x`));
      breakOne(param, 'in capitals, not in the enum', place(`${values[0]}x`.toUpperCase()));
      return;
    }
    accept(param, 'any text', place('a&b=c [d] é + %41 \u{1F600}'));
    if (minLength === 0) accept(param, 'empty', place(''));
    else breakOne(param, `under ${minLength}`, place('t'.repeat(minLength - 1)));
    if (maxLength !== undefined) {
      accept(param, `${maxLength} code points`, place(SMILE.repeat(maxLength)));
      breakOne(param, `over ${maxLength}`, place('t'.repeat(maxLength + 1)));
    }
  }

  function visitInteger(param: string, place: Place): void {
    for (const value of [0, -1, 1_747_742_100, Number.MAX_SAFE_INTEGER]) {
      accept(param, String(value), place(value));
    }
    for (const text of ['', 'text', '1.5', '1e3', '01', ' 1', '+1', '0x1', '9007199254740993']) {
      breakOne(param, `"${text}" for an integer`, place(text));
    }
  }

  visitObject(resolve(root), '', (value) => value);
  return { accepted, broken };
}

/** One character, two UTF-16 units, four bytes: a limit counts it as one. */
const SMILE = '\u{1F600}';

function minimal(unresolved: Schema | undefined): Json {
  const schema = resolve(unresolved ?? {});
  if (schema.anyOf) return minimal(schema.anyOf[0]);
  if (schema.type === 'integer') return 1;
  if (schema.type === 'string') return schema.enum?.[0] ?? 'text';
  if (schema.type === 'array') return [minimal(schema.items)];
  return schema.properties ? minimalObject(schema) : { key: 'text' };
}

function minimalObject({ properties = {}, required = [] }: Schema): JsonObject {
  return Object.fromEntries(required.map((name) => [name, minimal(properties[name])]));
}

function mapOf(size: number): JsonObject {
  return Object.fromEntries(Array.from({ length: size }, (_, index) => [`key${index}`, 'text']));
}

/** The schema that a reference leads to, with what stands beside the reference. */
export function resolve(schema: Schema): Schema {
  for (const keyword of Object.keys(schema)) {
    if (!KEYWORDS.has(keyword)) throw new Error(`The walk does not know the keyword ${keyword}`);
  }
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const target = contract.components.schemas[$ref.replace('#/components/schemas/', '')];
  if (target === undefined) throw new Error(`The walk cannot follow ${$ref}`);
  return { ...resolve(target), ...beside };
}
