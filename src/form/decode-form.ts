import type { JsonValue, Violation } from '../mock/mock-server.js';
import { shorten } from '../mock/refusal.js';

/** A value, or else what is wrong: at most one violation for each parameter. */
type Decoded<T> =
  | { value: T; violations: [] }
  | { value: undefined; violations: [Violation, ...Violation[]] };
export type DecodedForm = Decoded<{ [key: string]: JsonValue }>;

/**
 * The keywords of JSON Schema that tell how a form is read. What merely narrows a value (`enum`,
 * `maxLength`, `required` …) is for a validator to check afterwards, on the decoded value.
 */
export interface JsonSchema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly properties?: { readonly [name: string]: Subschema | undefined } | undefined;
  readonly additionalProperties?: Subschema | undefined;
  readonly items?: Subschema | undefined;
  readonly anyOf?: readonly Subschema[] | undefined;
  readonly oneOf?: readonly Subschema[] | undefined;
}

type Subschema = JsonSchema | boolean;

/** What a pair says before any schema is asked: text, or parts in brackets. */
type Part = string | Parts;
/** Either `names` (`a[b]=…`, `a[0]=…`) or `items` (`a[]=…`) has entries, never both. */
interface Parts {
  readonly names: Map<string, Part>;
  readonly items: string[];
}

/** One type that a schema takes, and the schema with the rest about it. */
interface Choice {
  readonly type: string;
  readonly schema: JsonSchema;
}

const MAX_BYTES = 1024 * 1024;
const MAX_PAIRS = 1000;
/** The first name counts as one level, every pair of brackets as one more. */
const MAX_LEVELS = 10;
const BAD_ESCAPE =
  'expected `%` to be followed by two hex digits (`%25` is the sign itself), in UTF-8';

/** How text becomes a scalar. Where a schema takes several types, the first of these that reads it wins. */
const SCALARS: { readonly [type: string]: (text: string) => JsonValue | undefined } = {
  integer: (text) => {
    const value = /^(0|-?[1-9][0-9]*)$/.test(text) ? Number(text) : undefined;
    return Number.isSafeInteger(value) ? value : undefined;
  },
  string: (text) => text,
};
const TYPES = [...Object.keys(SCALARS), 'array', 'object'];

/** Schemas that can be decoded by, with the root that their references were resolved against. */
const readable = new WeakMap<JsonSchema, object>();

/**
 * Decodes an `application/x-www-form-urlencoded` body in bracket notation, strictly and by its schema.
 * References are resolved against `root`, which may be a whole OpenAPI document.
 *
 * @throws Error where the schema is at fault, whatever the body: it takes no object, a reference leads
 * nowhere, or a type or keyword that matters to decoding is not supported. No body makes it throw.
 */
export function decodeForm(
  body: Uint8Array | string,
  schema: JsonSchema,
  root: object = schema,
): DecodedForm {
  const choices = choicesOf(schema, root).filter(({ type }) => type === 'object');
  if (choices.length === 0) throw new Error('The schema of a form must take an object');
  if (readable.get(schema) !== root) assertReadable(schema, root);
  readable.set(schema, root);
  const { value: form, violations } = readForm(body);
  if (form === undefined) return { value: undefined, violations };
  return best(choices.map((choice) => decodeObject(form, choice.schema, '', root)));
}

function readForm(body: Uint8Array | string): Decoded<Parts> {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (bytes.byteLength > MAX_BYTES) {
    return refuse('', undefined, `The body is too large: expected at most ${MAX_BYTES} bytes.`);
  }
  const text = readText(body);
  if (text === undefined) return refuse('', undefined, 'The body is not text: expected UTF-8.');
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MAX_PAIRS) {
    const message = `The body has ${pairs.length} parameters: expected at most ${MAX_PAIRS}.`;
    return refuse('', undefined, message);
  }

  const form: Parts = { names: new Map(), items: [] };
  const violations = new Map<string, Violation>();
  for (const pair of pairs) {
    const fault = addPair(pair, form);
    if (fault === undefined) continue;
    const message = `Invalid parameter "${shorten(pair)}": ${fault.problem}.`;
    violations.set(fault.param, { param: fault.param, code: undefined, message });
  }
  return conclude(form, [...violations.values()]);
}

function readText(body: Uint8Array | string): string | undefined {
  if (typeof body === 'string') return /\p{Surrogate}/u.test(body) ? undefined : body;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** Puts a pair into its place in the form, or says what is in the way. */
function addPair(pair: string, form: Parts): { param: string; problem: string } | undefined {
  const rawKey = pair.replace(/=.*/s, '');
  const key = unescapeText(rawKey);
  if (key === undefined) return { param: rawKey, problem: BAD_ESCAPE };
  const path = readKey(key);
  if (typeof path === 'string') return { param: key, problem: path };
  const text = unescapeText(pair.slice(rawKey.length + 1));
  if (text === undefined) return { param: key, problem: BAD_ESCAPE };

  let at = form;
  let param = '';
  for (const [depth, name] of path.entries()) {
    if (name === '' ? at.names.size > 0 : at.items.length > 0) {
      return { param, problem: 'expected its items all as `[]` or all with indexes, not mixed' };
    }
    if (name === '') {
      at.items.push(text);
      return undefined;
    }
    param = nest(param, name);
    const present = at.names.get(name);
    const isLeaf = depth === path.length - 1;
    if (isLeaf && typeof present === 'string') {
      return { param, problem: 'expected this parameter once, but it was sent before' };
    }
    if (isLeaf ? present !== undefined : typeof present === 'string') {
      return { param, problem: 'expected either a value or parts in brackets, but both were sent' };
    }
    const parts: Parts = typeof present === 'object' ? present : { names: new Map(), items: [] };
    at.names.set(name, isLeaf ? text : parts);
    at = parts;
  }
  return undefined;
}

function unescapeText(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The names of a key, with `''` for a final `[]`; or, as a plain string, what is wrong with it. */
function readKey(key: string): string[] | string {
  const [name = '', ...segments] = key.split('[', MAX_LEVELS + 1);
  if (name === '') return 'expected it to begin with a name';
  if (name.includes(']')) return 'it closes a bracket that it did not open';
  const path = [name];
  for (const segment of segments) {
    const end = segment.indexOf(']');
    if (end === -1) return 'it opens a bracket that it does not close';
    if (end < segment.length - 1) return 'expected nothing but names in brackets after the name';
    path.push(segment.slice(0, end));
  }
  if (path.length > MAX_LEVELS) return `expected at most ${MAX_LEVELS} levels`;
  if (path.indexOf('') !== -1 && path.indexOf('') < path.length - 1) {
    return 'expected `[]` at the end only; items that have parts are sent with indexes, as in a[0][b]';
  }
  return path;
}

function decode(part: Part, schema: Subschema, param: string, root: object): Decoded<JsonValue> {
  const choices = choicesOf(schema, root);
  if (choices.length === 0) {
    const message = `Received unknown parameter: ${shorten(param)}; got ${shorten(quote(part))}`;
    return refuse(param, 'parameter_unknown', message);
  }
  if (typeof part === 'string') {
    for (const [type, read] of Object.entries(SCALARS)) {
      const value = choices.some((choice) => choice.type === type) ? read(part) : undefined;
      if (value !== undefined) return { value, violations: [] };
    }
    return refuseType(part, choices, param);
  }
  const asArray = choices.filter(({ type }) => type === 'array');
  const asObject = choices.filter(({ type }) => type === 'object' && part.items.length === 0);
  const isList = [...part.names.keys()].every((_, index) => part.names.has(`${index}`));
  const fitting = isList ? [...asArray, ...asObject] : [...asObject, ...asArray];
  if (fitting.length === 0) return refuseType(part, choices, param);
  return best<JsonValue>(
    fitting.map((choice) =>
      choice.type === 'array'
        ? decodeArray(part, choice.schema, param, root)
        : decodeObject(part, choice.schema, param, root),
    ),
  );
}

function decodeObject(
  { names }: Parts,
  { properties = {}, additionalProperties = true }: JsonSchema,
  param: string,
  root: object,
): DecodedForm {
  const entries: [string, JsonValue][] = [];
  const violations: Violation[] = [];
  for (const [name, part] of names) {
    const declared = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const decoded = decode(part, declared ?? additionalProperties, nest(param, name), root);
    if (decoded.value === undefined) violations.push(...decoded.violations);
    else entries.push([name, decoded.value]);
  }
  // Unlike an assignment, this makes `__proto__` a property of the object's own.
  return conclude(Object.fromEntries(entries), violations);
}

function decodeArray(
  { names, items }: Parts,
  { items: schema = true }: JsonSchema,
  param: string,
  root: object,
): Decoded<JsonValue[]> {
  const values: JsonValue[] = [];
  const violations: Violation[] = [];
  for (const name of names.keys()) {
    if (/^(0|[1-9][0-9]*)$/.test(name)) continue;
    const expected = `expected plain digits, as in ${shorten(param)}[0], or [] for every item`;
    const message = `Invalid array index: ${shorten(name)}; ${expected}.`;
    violations.push({ param: nest(param, name), code: undefined, message });
  }
  if (violations.length > 0) return conclude(values, violations);
  for (let index = 0; index < Math.max(items.length, names.size); index += 1) {
    const part = items[index] ?? names.get(`${index}`);
    if (part === undefined) {
      const message = `Invalid array: expected indexes without a gap, but ${shorten(param)}[${index}] is missing.`;
      return refuse(param, undefined, message);
    }
    const decoded = decode(part, schema, nest(param, `${index}`), root);
    if (decoded.value === undefined) violations.push(...decoded.violations);
    else values.push(decoded.value);
  }
  return conclude(values, violations);
}

/** The types that a schema takes, each with the schema about it; none where it takes nothing. */
function choicesOf(schema: Subschema, root: object, trail: readonly JsonSchema[] = []): Choice[] {
  if (schema === false) return [];
  if (schema === true) return choicesOf({}, root);
  if (trail.includes(schema)) throw new Error('A schema is defined by nothing but itself');
  const { $ref, type, anyOf = [], oneOf = [] } = schema;
  // Beside a type, anyOf and oneOf merely narrow it; so does whatever stands beside a reference.
  const combined = type === undefined ? [...anyOf, ...oneOf] : [];
  const branches = $ref === undefined ? combined : [resolve($ref, root)];
  if (branches.length > 0) {
    return branches.flatMap((branch) => choicesOf(branch, root, [...trail, schema]));
  }
  const decisive = ['patternProperties', 'prefixItems', ...(type === undefined ? ['allOf'] : [])];
  const types = [type ?? ['string', 'array', 'object']].flat().filter((name) => name !== 'null');
  const unsupported =
    decisive.find((keyword) => keyword in schema) ?? types.find((name) => !TYPES.includes(name));
  if (unsupported !== undefined) throw new Error(`Forms by ${unsupported} are not supported`);
  return types.map((name) => ({ type: name, schema }));
}

/** Throws at every schema that cannot be decoded by, so that it does not wait for a body to reach it. */
function assertReadable(schema: Subschema, root: object, seen: Set<Subschema> = new Set()): void {
  for (const { schema: found } of choicesOf(schema, root)) {
    if (seen.has(found)) continue;
    seen.add(found);
    const { properties = {}, additionalProperties = false, items = false } = found;
    for (const inner of [...Object.values(properties), additionalProperties, items]) {
      if (inner !== undefined) assertReadable(inner, root, seen);
    }
  }
}

function resolve(reference: string, root: object): Subschema {
  const [start, ...tokens] = decodeURIComponent(reference).split('/');
  let found: unknown = start === '#' ? root : undefined;
  for (const token of tokens) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  if (!isObject(found) && typeof found !== 'boolean') {
    throw new Error(`The reference ${reference} leads to no schema`);
  }
  return found;
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function refuseType(part: Part, choices: Choice[], param: string): Decoded<never> {
  const place = shorten(param);
  const hints = choices.map(({ type, schema: { properties = {} } }) => {
    if (type === 'array') return `items in brackets, as in ${place}[0]=…`;
    if (type === 'object') {
      return `fields in brackets, as in ${place}[${Object.keys(properties)[0] ?? 'key'}]=…`;
    }
    return type === 'integer'
      ? `an integer in plain digits, at most ${Number.MAX_SAFE_INTEGER} either way`
      : `a ${type}`;
  });
  const expected = [...new Set(hints)].join(' or ');
  if (part === '') {
    const message = `You passed an empty value for ${place}. Expected ${expected}, or no such parameter.`;
    return refuse(param, 'parameter_invalid_empty', message);
  }
  const types = [...new Set(choices.map(({ type }) => type))].join(' or ');
  const message = `Invalid ${types}: ${shorten(show(part))}`;
  if (types !== 'integer') return refuse(param, undefined, `${message}. Expected ${expected}.`);
  // Stripe's own words, which say enough unless it looks like a number.
  const isPlain = typeof part === 'string' && Number.isNaN(Number(part));
  const hint = isPlain ? '' : `. Expected ${expected}.`;
  return refuse(param, 'parameter_invalid_integer', message + hint);
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
function conclude<T>(value: T, [first, ...others]: readonly Violation[]): Decoded<T> {
  return first === undefined
    ? { value, violations: [] }
    : { value: undefined, violations: [first, ...others] };
}

function refuse(param: string, code: string | undefined, message: string): Decoded<never> {
  return { value: undefined, violations: [{ param, code, message }] };
}

/** The decoding with the fewest violations, the earliest of several. */
function best<T>(decodings: Decoded<T>[]): Decoded<T> {
  return decodings.reduce((a, b) => (b.violations.length < a.violations.length ? b : a));
}

function nest(param: string, name: string): string {
  return param === '' ? name : `${param}[${name}]`;
}
