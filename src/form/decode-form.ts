import type { JsonValue } from './json-value.js';
import { misfitsOf } from './misfits-of.js';
import { nest, type Part, type Parts, readPairs } from './read-pairs.js';
import { type Choice, choicesOf, type JsonSchema, type Subschema } from './schema-choices.js';
import { shorten } from './shorten.js';
import { unreadablePlaces } from './unreadable-places.js';
import { emptyMessage, type WordedViolation } from './violation.js';

export type { JsonSchema } from './schema-choices.js';

/** A value, or else what is wrong: at most one violation for each parameter. */
type Decoded<T> =
  | { value: T; violations: [] }
  | { value: undefined; violations: [WordedViolation, ...WordedViolation[]] };
export type DecodedForm = Decoded<{ [key: string]: JsonValue }>;

/** One way to read a part, with the number of keywords that the value breaks. */
type Reading<T> = Decoded<T> & { misfits: number };

/** How text becomes a scalar, in the order in which the branches of a union are tried. */
const SCALARS: { readonly [type: string]: (text: string) => JsonValue | undefined } = {
  boolean: (text) => (text === 'true' || text === 'false' ? text === 'true' : undefined),
  integer: (text) => {
    const value = /^-?(0|[1-9][0-9]*)$/.test(text) ? toNumber(text) : undefined;
    return Number.isSafeInteger(value) ? value : undefined;
  },
  number: (text) => {
    const isNumber = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-]?[0-9]+)?$/i.test(text);
    return isNumber && Number.isFinite(Number(text)) ? toNumber(text) : undefined;
  },
  string: (text) => text,
  null: (text) => (text === '' ? null : undefined),
};

const HINTS: { readonly [type: string]: string } = {
  boolean: 'true or false',
  integer: `an integer in plain digits, at most ${Number.MAX_SAFE_INTEGER} either way`,
  number: 'a number in digits, such as 19.9',
  string: 'a string',
  null: 'an empty value',
};

/** Schemas that were checked, each with the document that its references were resolved against. */
const readable = new WeakMap<JsonSchema, object>();

/**
 * Decodes an `application/x-www-form-urlencoded` body, or a query, in bracket notation, strictly and by its
 * schema. References are resolved against `root`, which may be a whole OpenAPI document.
 *
 * @throws Error where the schema is at fault, whatever the body: it takes no object, or `unreadablePlaces`
 * finds something in it. No body makes it throw.
 */
export function decodeForm(
  body: Uint8Array | string,
  schema: JsonSchema,
  root: object = schema,
): DecodedForm {
  if (readable.get(schema) !== root) assertReadable(schema, root);
  readable.set(schema, root);
  const { parts, violations } = readPairs(body);
  const choices = choicesOf(schema, root).filter(({ type }) => type === 'object');
  const { misfits: _, ...decoded } =
    violations.length > 0
      ? conclude({}, violations, 0)
      : best(choices.map((choice) => decodeObject(parts, choice, '', root)));
  return decoded;
}

function assertReadable(schema: JsonSchema, root: object): void {
  const [place] = unreadablePlaces(schema, root);
  if (place) throw new Error(`The schema cannot be read at ${place.pointer}: ${place.reason}`);
  if (!choicesOf(schema, root).some(({ type }) => type === 'object')) {
    throw new Error('The schema of a form must take an object');
  }
}

function decode(part: Part, schema: Subschema, param: string, root: object): Reading<JsonValue> {
  const choices = choicesOf(schema, root).filter(
    ({ schemas }) => !schemas.some(({ readOnly }) => readOnly),
  );
  if (choices.length === 0) {
    const message = `Received unknown parameter: ${shorten(param)}`;
    return violated(param, 'parameter_unknown', `${message}; got ${shorten(quote(part))}`, message);
  }
  const readings =
    typeof part === 'string'
      ? readText(part, choices)
      : readParts(part, choices).map((choice) =>
          choice.type === 'array'
            ? decodeArray(part, choice, param, root)
            : decodeObject(part, choice, param, root),
        );
  return readings.length === 0 ? violatedType(part, choices, param) : best(readings);
}

function readText(text: string, choices: readonly Choice[]): Reading<JsonValue>[] {
  return Object.entries(SCALARS).flatMap(([type, read]) => {
    const value = read(text);
    if (value === undefined) return [];
    return choices
      .filter((choice) => choice.type === type)
      .map(({ schemas }) => conclude(value, [], misfitsOf(value, schemas)));
  });
}

/** The choices that take such parts, the likelier ones first. */
function readParts({ names, items }: Parts, choices: readonly Choice[]): Choice[] {
  const arrays = choices.filter(({ type }) => type === 'array');
  const objects = choices.filter(({ type }) => type === 'object' && items.length === 0);
  const isList = [...names.keys()].every((_, index) => names.has(`${index}`));
  return isList ? [...arrays, ...objects] : [...objects, ...arrays];
}

function decodeObject(
  { names }: Parts,
  { schema, schemas }: Choice,
  param: string,
  root: object,
): Reading<{ [key: string]: JsonValue }> {
  const { properties = {} } = schema;
  const others =
    schema.additionalProperties ??
    schemas.map((each) => each.unevaluatedProperties).find((each) => each !== undefined) ??
    true;
  const entries: [string, JsonValue][] = [];
  const violations: WordedViolation[] = [];
  let misfits = 0;
  for (const [name, part] of names) {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const reading = decode(part, declared ?? others, nest(param, name), root);
    misfits += reading.misfits;
    if (reading.value === undefined) violations.push(...reading.violations);
    else entries.push([name, reading.value]);
  }
  // Unlike an assignment, this makes `__proto__` an ordinary property.
  const value = Object.fromEntries(entries);
  return conclude(value, violations, misfits + misfitsOf(value, schemas));
}

function decodeArray(
  { names, items }: Parts,
  { schema, schemas }: Choice,
  param: string,
  root: object,
): Reading<JsonValue[]> {
  const { items: itemSchema = true } = schema;
  const values: JsonValue[] = [];
  const violations: WordedViolation[] = [];
  let misfits = 0;
  for (const name of names.keys()) {
    if (/^(0|[1-9][0-9]*)$/.test(name)) continue;
    const expected = `expected plain digits, as in ${shorten(param)}[0], or [] for every item`;
    const message = `Invalid array index: ${shorten(name)}; ${expected}.`;
    violations.push({ param: nest(param, name), code: undefined, message });
  }
  if (violations.length > 0) return conclude(values, violations, misfits);
  for (let index = 0; index < Math.max(items.length, names.size); index += 1) {
    const part = items[index] ?? names.get(`${index}`);
    if (part === undefined) {
      const message = `Invalid array: expected indexes without a gap, but ${shorten(param)}[${index}] is missing.`;
      return violated(param, undefined, message);
    }
    const reading = decode(part, itemSchema, nest(param, `${index}`), root);
    misfits += reading.misfits;
    if (reading.value === undefined) violations.push(...reading.violations);
    else values.push(reading.value);
  }
  return conclude(values, violations, misfits + misfitsOf(values, schemas));
}

function violatedType(part: Part, all: readonly Choice[], param: string): Reading<never> {
  const place = shorten(param);
  const valued = all.filter(({ type }) => type !== 'null');
  const choices = valued.length > 0 ? valued : all;
  const hints = choices.map(({ type, schema: { properties = {} } }) => {
    if (type === 'array') return `items in brackets, as in ${place}[0]=…`;
    if (type === 'object') {
      return `fields in brackets, as in ${place}[${Object.keys(properties)[0] ?? 'key'}]=…`;
    }
    return HINTS[type];
  });
  const expected = [...new Set(hints)].join(' or ');
  if (part === '') {
    const message = `You passed an empty value for ${place}. Expected ${expected}, or no such parameter.`;
    return violated(param, 'parameter_invalid_empty', message, emptyMessage(place));
  }
  const types = [...new Set(choices.map(({ type }) => type))].join(' or ');
  const message = `Invalid ${types}: ${shorten(show(part))}`;
  if (types !== 'integer') {
    // Of a scalar Stripe tells what was sent, of a structure it does not.
    const isScalar = choices.every(({ type }) => type in SCALARS);
    const words = isScalar ? message : `Invalid ${types}`;
    return violated(param, undefined, `${message}. Expected ${expected}.`, words);
  }
  // A hint only where the value looks like a number.
  const isPlain = typeof part === 'string' && Number.isNaN(Number(part));
  const hint = isPlain ? '' : `. Expected ${expected}.`;
  return violated(param, 'parameter_invalid_integer', message + hint, message);
}

/** JSON has no negative zero. */
function toNumber(text: string): number {
  return Number(text) + 0;
}

function quote(part: Part): string {
  return typeof part === 'string' ? JSON.stringify(part) : show(part);
}

function show(part: Part): string {
  if (typeof part === 'string') return part;
  if (part.items.length > 0) return `[${part.items.map(quote).join(', ')}]`;
  const fields = [...part.names].map(([name, inner]) => `${JSON.stringify(name)}: ${quote(inner)}`);
  return `{${fields.join(', ')}}`;
}

/** The value where nothing is wrong with it. */
function conclude<T>(
  value: T,
  [first, ...others]: readonly WordedViolation[],
  misfits: number,
): Reading<T> {
  return first === undefined
    ? { value, violations: [], misfits }
    : { value: undefined, violations: [first, ...others], misfits };
}

/** `stripeMessage` is what Stripe says, where that is not the message. */
function violated(
  param: string,
  code: string | undefined,
  message: string,
  stripeMessage = message,
): Reading<never> {
  const wire = stripeMessage === message ? {} : { wire: { message: stripeMessage } };
  return { value: undefined, violations: [{ param, code, message, ...wire }], misfits: 0 };
}

/** The reading with the fewest violations, then the one that fits best, then the earliest. */
function best<T>(readings: Reading<T>[]): Reading<T> {
  return readings.reduce((a, b) => {
    const isBetter =
      b.violations.length < a.violations.length ||
      (b.violations.length === a.violations.length && b.misfits < a.misfits);
    return isBetter ? b : a;
  });
}
