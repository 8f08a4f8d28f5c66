import type { Json, JsonObject } from '../support/json.js';
import { type Contract, resolve, type Schema, validatorOf } from './contract.js';
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
type Place = (value: Json) => JsonObject;

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
  const refuse = (param: string, keyword: string, constraint: string, params: JsonObject): void => {
    // Ajv leaves formats to others.
    if (keyword !== 'format' && isValid(params)) return;
    const isUnsure = unions > 0;
    broken.set(JSON.stringify(params), { param, keyword, constraint, params, isUnsure });
  };

  function visit(schema: Schema, param: string, place: Place, around: string[] = []): void {
    const choices = choicesOf(schema);
    const types = choices.map(({ type }) => type);
    const isUnion = types.filter((type) => type === 'object' || type === 'array').length > 1;
    if (isUnion) unions += 1;
    for (const [index, choice] of choices.entries()) {
      if (!choice.readOnly)
        visitChoice(choice, param, place, [...around, ...types.toSpliced(index, 1)]);
    }
    if (isUnion) unions -= 1;
  }

  /** Visits one type of a value; `others` are the types that it may have as well. */
  function visitChoice(choice: Choice, param: string, place: Place, others: string[]): void {
    const { type } = choice;
    for (const text of NOT[type] ?? []) {
      if (others.some((other) => canRead(other, text))) continue;
      const constraint = `${JSON.stringify(text)}: no ${type}`;
      refuse(param, 'type', constraint, place(text));
    }
    if (type === 'object') visitObject(choice, param, place);
    else if (type === 'array') visitArray(choice, param, place, others);
    else if (type !== 'null') visitScalar(choice, param, place, others);
    else if (!others.includes('string')) accept(param, 'null', place(null));
  }

  function visitScalar(choice: Choice, param: string, place: Place, others: string[]): void {
    fields.add(param);
    const { type } = choice;
    for (const value of valuesFor(type, choice)) {
      const isText = typeof value === 'string';
      // What another type reads from the same text arrives as its value.
      if (isText && others.some((other) => other !== 'string' && canRead(other, value))) continue;
      const shown = JSON.stringify(value).slice(0, 30);
      const isTaken = accept(param, shown, place(value));
      if (isTaken || others.some((other) => canRead(other, String(value)))) continue;
      refuse(param, 'limits', `out of its limits: ${shown}`, place(value));
    }
    if (!others.includes('object') && !others.includes('array')) {
      refuse(param, 'type', 'an object for a scalar', place({ name: 'text' }));
    }
    if (type !== 'string' || others.includes('string')) return;
    const { const: constant, maxLength, minLength, format } = choice;
    const [value] = choice.enum ?? [constant];
    if (value !== undefined) {
      refuse(param, 'enum', 'not listed', place(`${value}x`));
      refuse(param, 'enum', 'in capitals', place(`${value}x`.toUpperCase()));
    }
    if (typeof maxLength === 'number') {
      refuse(param, 'maxLength', 'too long', place('t'.repeat(maxLength + 1)));
    }
    if (typeof minLength === 'number' && minLength > 0) {
      refuse(param, 'minLength', 'too short', place('t'.repeat(minLength - 1)));
    }
    const breaker = breakerOf(choice);
    if (breaker !== undefined) refuse(param, 'format', `no ${format}`, place(breaker));
  }

  function visitArray(choice: Choice, param: string, place: Place, others: string[]): void {
    const { items = {}, minItems = 1, maxItems, uniqueItems } = choice;
    const least = Math.max(1, Number(minItems));
    if (!others.includes('object')) {
      refuse(`${param}[name]`, 'type', 'a name for an index', place({ name: 'text' }));
    }
    visit(items, `${param}[0]`, (value) => {
      const rest = valuesOf(items, least).filter((each) => each !== value);
      return place([value, ...rest].slice(0, least));
    });
    if (typeof maxItems === 'number') {
      accept(param, `${maxItems} items`, place(valuesOf(items, maxItems)));
      refuse(param, 'maxItems', `over ${maxItems} items`, place(valuesOf(items, maxItems + 1)));
    }
    if (least > 1) {
      refuse(param, 'minItems', `under ${least} items`, place(valuesOf(items, least - 1)));
    }
    if (uniqueItems) {
      const twice = [...valuesOf(items, 1), ...valuesOf(items, least)];
      refuse(param, 'uniqueItems', 'an item twice', place(twice));
    }
  }

  function visitObject(choice: Schema, param: string, place: Place): void {
    const { properties = {}, required = [], additionalProperties } = choice;
    const child = (name: string): string => (param === '' ? name : `${param}[${name}]`);
    const minimum = smallestObject(choice);
    for (const [name, property] of Object.entries(properties)) {
      visit(property, child(name), (value) => place({ ...minimum, [name]: value }));
    }
    for (const name of required) {
      const { [name]: _, ...rest } = minimum;
      const other = Object.keys(properties).find((key) => key !== name && !(key in rest));
      // A form cannot say that an object is there and empty.
      const others = other === undefined ? rest : { ...rest, [other]: smallest(properties[other]) };
      if (Object.keys(others).length === 0) continue;
      refuse(child(name), 'required', 'required, left out', place(others));
    }
    if (additionalProperties === false) {
      refuse(child('unknown'), 'unknown fields', 'unknown', place({ ...minimum, unknown: 'text' }));
    } else if (typeof additionalProperties === 'object') {
      visitMap(choice, additionalProperties, param, place);
    }
  }

  function visitMap(choice: Schema, values: Schema, param: string, place: Place): void {
    const { maxProperties: most, propertyNames = {} } = choice;
    const value = smallest(values);
    const mapOf = (size: number): JsonObject =>
      Object.fromEntries(Array.from({ length: size }, (_, index) => [keyAt(index), value]));
    visit(values, `${param}[key]`, (inner) => place({ key: inner }));
    if (typeof most === 'number') {
      accept(param, `${most} keys`, place(mapOf(most)));
      refuse(param, 'maxProperties', `over ${most} keys`, place(mapOf(most + 1)));
    }
    const { maxLength: longest } = resolve(propertyNames, document);
    if (typeof longest !== 'number') return;
    accept(param, `a key of ${longest}`, place({ ['\u{1F600}'.repeat(longest)]: value }));
    const tooLong = { ['k'.repeat(longest + 1)]: value };
    refuse(param, 'propertyNames', `a key over ${longest}`, place(tooLong));
  }

  /** The types that a value may have, each with what the schema says of it. */
  function choicesOf(unresolved: Schema): Choice[] {
    const { anyOf, oneOf, ...schema } = resolve(unresolved, document);
    const branches = anyOf ?? oneOf;
    if (!branches) return [typesOf(schema)].flat().map((type) => ({ ...schema, type }));
    return branches.flatMap((branch) => choicesOf({ ...schema, ...resolve(branch, document) }));
  }

  /** A value that the schema takes, as small as can be. */
  function smallest(schema: Schema = {}): Json {
    const [choice = { type: 'string' }] = choicesOf(schema);
    const { type, items = {}, minItems = 1, properties, additionalProperties } = choice;
    if (type === 'array') return valuesOf(items, Math.max(1, Number(minItems)));
    if (type !== 'object') return valuesOf(schema, 1)[0] ?? null;
    if (properties) return smallestObject(choice, true);
    const isTyped = typeof additionalProperties === 'object';
    return { key: smallest(isTyped ? additionalProperties : { type: 'string' }) };
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
  function valuesOf(schema: Schema, length: number): Json[] {
    const [choice = { type: 'string' }] = choicesOf(schema);
    const isFit = validatorOf(schema, document);
    const values = valuesFor(choice.type, choice).filter((value) => value !== '' && isFit(value));
    const isScalar = choice.type !== 'object' && choice.type !== 'array';
    const found = values.length > 0 || isScalar ? values : [smallest(schema)];
    return Array.from({ length }, (_, index) => found[index % found.length] ?? null);
  }

  visitObject(resolve(root, document), '', (value) => Object(value));
  const unreached = [...fields].filter((param) => !reached.has(param));
  return { accepted: [...accepted.values()], broken: [...broken.values()], unreached };
}

type Choice = Schema & { type: string };

/** The types that a schema names, or the one that follows from what else it says. */
function typesOf({
  type,
  const: constant,
  enum: values = [constant ?? null],
  ...rest
}: Schema): string | string[] {
  if (type !== undefined) return type;
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
