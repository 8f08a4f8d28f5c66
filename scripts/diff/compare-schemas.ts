import { isDeepStrictEqual as same } from 'node:util';
import type { Json, JsonObject } from '../gen/load-spec.js';
import { asList, asObject, bothOf, KNOWN_VALUES } from './canonical-contract.js';

export interface Change {
  /** The place as people name it, such as `request failed[failed_at]`. */
  where: string;
  what: string;
  breaking: boolean;
  whom: 'everyone' | 'who imports the types' | 'who reads' | 'who sends';
}

export interface Place {
  label: string;
  /** Of the field in a body; in bracket notation where a form is sent. */
  path: string;
  whom: Change['whom'];
}

/** How the set of valid values changes; `changed` is neither, or not known, and `same` is as valid. */
type Direction = 'looser' | 'stricter' | 'changed' | 'same';

/** Who sends is hurt by what is stricter, who reads by what is looser. */
export function compareSchemas(at: Place, a: Json = true, b: Json = true): Change[] {
  if (same(a, b)) return [];
  const { pairs, lost, gained } = pairUp(branchesOf(a), branchesOf(b));
  return [
    ...pairs.flatMap(([x, y]) => compareBranches(at, x, y)),
    ...lost.flatMap((x) => change(at, `no longer ${short(x)}`, 'stricter')),
    ...gained.flatMap((y) => change(at, `also ${short(y)}`, 'looser')),
  ];
}

/** A schema as the schemas of which one has to hold: `true` is `{}`, and `false` has none. */
function branchesOf(schema: Json): JsonObject[] {
  if (schema === false) return [];
  const { anyOf, ...beside } = asObject(schema);
  if (!Array.isArray(anyOf)) return [asObject(schema)];
  return anyOf.map((branch) => bothOf(beside, asObject(branch)));
}

function pairUp(a: JsonObject[], b: JsonObject[]) {
  const kind = ({ type }: JsonObject) => without(type, ['null']);
  const pairs: [JsonObject, JsonObject][] = [];
  let [lost, gained] = [a, b];
  const areAlike = [same, (x: JsonObject, y: JsonObject) => same(kind(x), kind(y))];
  if (a.length === 1 && b.length === 1) areAlike.push(() => true);
  for (const isAlike of areAlike) {
    for (const x of lost) {
      const y = gained.find((each) => isAlike(x, each));
      if (!y) continue;
      pairs.push([x, y]);
      lost = lost.filter((each) => each !== x);
      gained = gained.filter((each) => each !== y);
    }
  }
  return { pairs, lost, gained };
}

function compareBranches(at: Place, a: JsonObject, b: JsonObject): Change[] {
  const special = ['additionalProperties', 'const', 'enum', KNOWN_VALUES, 'properties', 'required'];
  return [
    ...compareProperties(at, a, b),
    ...compareOpenness(at, a.additionalProperties, b.additionalProperties),
    ...compareValues(at, a, b),
    ...keysOf(a, b)
      .filter((key) => !special.includes(key) && !same(a[key], b[key]))
      .flatMap((key) => {
        const [x, y] = [a[key], b[key]];
        if (key === 'items') return compareSchemas(within(at, ''), x, y);
        if (key === 'propertyNames') return compareSchemas(under(at, '(its keys)'), x, y);
        const nothing = key === 'type' ? 'any' : 'none';
        return change(at, `${key} ${arrow(x ?? nothing, y ?? nothing)}`, directionOf(key, x, y));
      }),
  ];
}

function compareProperties(at: Place, a: JsonObject, b: JsonObject): Change[] {
  const [aFields, bFields] = [asObject(a.properties), asObject(b.properties)];
  const required = [...asList(a.required), ...asList(b.required)].map(String);
  const names = new Set([...keysOf(aFields, bFields), ...required]);
  return [...names].flatMap((name) => {
    const [x, y] = [aFields[name], bFields[name]];
    const [was, is] = [a, b].map(({ required }) => asList(required).includes(name));
    const field = within(at, name);
    if (x !== undefined && y === undefined) return change(field, 'removed', 'changed');
    if (x === undefined && y !== undefined) {
      // Where an object was closed, the new field could not be sent before.
      const isLooser = at.whom === 'who sends' && a.additionalProperties === false && !is;
      return change(field, is ? 'added, required' : 'added', isLooser ? 'looser' : 'stricter');
    }
    const flip = is ? 'optional → required' : 'required → optional';
    return [
      ...(was === is ? [] : change(field, flip, is ? 'stricter' : 'looser')),
      ...compareSchemas(field, x, y),
    ];
  });
}

/** What an object may hold beside the fields that are named. */
function compareOpenness(at: Place, a: Json = true, b: Json = true): Change[] {
  if (a === false && b !== false) return change(at, 'closed → open to other fields', 'looser');
  if (a !== false && b === false) return change(at, 'open to other fields → closed', 'stricter');
  return compareSchemas(within(at, '*'), a, b);
}

function compareValues(at: Place, a: JsonObject, b: JsonObject): Change[] {
  const [x, y] = [a, b].map((schema) =>
    schema.const === undefined ? schema.enum : [schema.const],
  );
  if (x === undefined && y !== undefined) return change(at, `only ${short(y)}`, 'stricter');
  if (x !== undefined && y === undefined) return change(at, `not only ${short(x)}`, 'looser');
  const [aKnown, bKnown] = [a[KNOWN_VALUES], b[KNOWN_VALUES]];
  return [
    ...without(x, y).flatMap((value) => change(at, `no longer ${short(value)}`, 'stricter')),
    ...without(y, x).flatMap((value) => change(at, `also ${short(value)}`, 'looser')),
    ...(x || same(aKnown, bKnown)
      ? []
      : change(at, `known values ${arrow(aKnown, bKnown)}`, 'same')),
  ];
}

function directionOf(key: string, a: Json | undefined, b: Json | undefined): Direction {
  if (key === 'deprecated') return 'same';
  // It is what counts where nothing is sent.
  if (key === 'default') return 'changed';
  if (key === 'type') return directionOfTypes(asList(a), asList(b));
  // A field that is only written is not there to be read.
  if (key === 'writeOnly') return b === true ? 'looser' : 'stricter';
  if (a === undefined) return 'stricter';
  if (b === undefined) return 'looser';
  if (typeof a === 'number' && typeof b === 'number' && /^(exclusiveM|m)(ax|in)/.test(key)) {
    return b > a === /ax/.test(key) ? 'looser' : 'stricter';
  }
  return 'changed';
}

function directionOfTypes(a: Json[], b: Json[]): Direction {
  const takes = (types: Json[], type: Json): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  const isLooser = b.length === 0 || (a.length > 0 && a.every((type) => takes(b, type)));
  const isStricter = a.length === 0 || (b.length > 0 && b.every((type) => takes(a, type)));
  if (isLooser && isStricter) return 'same';
  if (isLooser) return 'looser';
  return isStricter ? 'stricter' : 'changed';
}

function change(at: Place, what: string, direction: Direction): Change[] {
  const hurts = at.whom === 'who reads' ? 'looser' : 'stricter';
  return mark(at, what, direction === 'changed' || direction === hurts);
}

export function mark({ label, path, whom }: Place, what: string, breaking: boolean): Change[] {
  return [{ where: [label, path].filter(Boolean).join(' '), what, breaking, whom }];
}

export const under = (at: Place, name: string): Place =>
  at.path ? { ...at, path: `${at.path} ${name}` } : { ...at, label: `${at.label} ${name}`.trim() };

/** A field of the object at a place, as the parameter is called in a form and the field in JSON. */
function within(at: Place, name: string): Place {
  if (at.path === '') return { ...at, path: name || '[]' };
  const isForm = at.whom === 'who sends' || name === '';
  return { ...at, path: isForm ? `${at.path}[${name}]` : `${at.path}.${name}` };
}

export function keysOf(a: Json | undefined, b: Json | undefined): string[] {
  return [...new Set([...Object.keys(asObject(a)), ...Object.keys(asObject(b))])];
}

/** What one list has and the other lacks. */
export function without(list: Json | undefined, other: Json | undefined): Json[] {
  return asList(list).filter((x) => !asList(other).some((y) => same(x, y)));
}

export const arrow = (a: Json | undefined, b: Json | undefined): string =>
  `${short(a)} → ${short(b)}`;

/** A value as short as a table wants it. */
export function short(value: Json | undefined): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) {
    return value.join(' | ');
  }
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}
