import type { Json } from '../gen/load-spec.js';
import { CannotCompare } from './cannot-compare.js';
import { isSame } from './contract.js';
import { type Branch, type Field, kindOf, type Shape } from './shape.js';

/**
 * What the second of two contracts is, measured by the first: `stricter` takes fewer values, `missing` is
 * what the first has alone.
 */
export type Kind = 'missing' | 'extra' | 'stricter' | 'looser' | 'different';

export type Whom = 'everyone' | 'who imports the types' | 'who reads' | 'who sends';

/** Where two contracts are compared. */
export interface Place {
  /** The operationId, or nothing for the contract as a whole. */
  operation: string;
  name: string;
  whom: Whom;
}

export interface Difference extends Place {
  what: string;
  kind: Kind;
  before: string;
  after: string;
  /** Whether users of the first break on the second. */
  breaking: boolean;
  whereBefore: string;
  whereAfter: string;
}

interface Located {
  where: string;
}
export type Sides<T> = readonly [before: T, after: T];

export const each = <T, U>([before, after]: Sides<T>, read: (side: T) => U): Sides<U> => [
  read(before),
  read(after),
];

/** What a side without the thing shows. */
export const NONE = '–';
/** Stops a comparison of types that grow with every step. */
const DEEPEST = 40;

/** Collects what differs between two contracts. */
export class Comparison {
  readonly differences: Difference[] = [];
  readonly notCompared: { operation: string; place: string; reason: string }[] = [];
  /** How many fields both have, by part: request, response, error. */
  readonly fields = new Map<string, number>();
  /** The pairs of shapes that are being compared. */
  readonly #above: Sides<object>[] = [];

  /** Who sends is hurt by what is stricter, who reads by what is looser, everyone by other changes. */
  add(
    place: Place,
    what: string,
    kind: Kind,
    [before, after]: Sides<string | undefined>,
    [a, b]: Sides<Located>,
    breaking = kind !== (place.whom === 'who reads' ? 'stricter' : 'looser'),
  ): void {
    const texts = { before: before ?? NONE, after: after ?? NONE };
    const where = { whereBefore: a.where, whereAfter: b.where };
    this.differences.push({ ...place, what, kind, ...texts, breaking, ...where });
  }

  /** A flag that is stricter where it is set. */
  flag(
    place: Place,
    what: string,
    [was, is]: Sides<boolean>,
    [yes, no]: Sides<string>,
    at: Sides<Located>,
  ): void {
    if (was === is) return;
    this.add(place, what, is ? 'stricter' : 'looser', [was ? yes : no, is ? yes : no], at);
  }

  required(place: Place, flags: Sides<boolean>, at: Sides<Located>): void {
    this.flag(place, 'required', flags, ['required', 'optional'], at);
  }

  /** Two values that are either the same or not. */
  value(
    place: Place,
    what: string,
    [a, b]: Sides<Json | undefined>,
    at: Sides<Located>,
    breaking?: boolean,
  ): void {
    if (!isSame(a, b)) this.add(place, what, 'different', [short(a), short(b)], at, breaking);
  }

  shapes(place: Place, a: Shape, b: Shape): void {
    if (a.component && b.component && a.component !== b.component) {
      // Where the contract calls the same by another name, its types go by that name.
      this.add(place, 'component', 'different', [a.component, b.component], [a, b], false);
    }
    const dangling = a.dangling ?? b.dangling;
    if (dangling !== undefined) {
      const reason = `there is no ${dangling}`;
      this.notCompared.push({ operation: place.operation, place: place.name, reason });
      return;
    }
    if (this.#above.some(([x, y]) => x === a.key && y === b.key)) return;
    if (this.#above.length > DEEPEST) throw new CannotCompare(`${place.name} goes on without end`);
    this.#above.push([a.key, b.key]);
    this.#branches(place, a, b);
    this.#above.pop();
  }

  #branches(place: Place, a: Shape, b: Shape): void {
    const { pairs, lost, gained } = pairUp(a.branches, b.branches);
    const isAny = [a, b].some(({ branches }) => branches.some(({ type }) => type === 'any'));
    if (!isAny) {
      const nulls = each([a, b], ({ nullable }) => !nullable);
      this.flag(place, 'null', nulls, ['never null', 'or null'], [a, b]);
    }
    const exclusive = [a.exclusive, b.exclusive] as const;
    if (a.branches.length > 1 && b.branches.length > 1) {
      this.flag(place, 'oneOf', exclusive, ['only one fits', 'any fits'], [a, b]);
    }
    if (lost.length + gained.length > 0) {
      const kind =
        lost.length > 0 && gained.length > 0 ? 'different' : lost[0] ? 'stricter' : 'looser';
      const texts = [typesOf(a, false), typesOf(b, false)] as const;
      if (texts[0] !== texts[1]) this.add(place, 'type', kind, texts, [a, b]);
      else
        this.add(
          place,
          'choices',
          kind,
          [String(a.branches.length), String(b.branches.length)],
          [a, b],
        );
    }
    for (const [x, y] of pairs) this.#branch(place, [x, y], [a, b]);
  }

  #branch(place: Place, [a, b]: Sides<Branch>, at: Sides<Shape>): void {
    if (a.type !== b.type) {
      const kind = takes(b, a) ? 'looser' : takes(a, b) ? 'stricter' : 'different';
      this.add(place, 'type', kind, [a.type, b.type], at);
      if (kindOf(a) !== kindOf(b)) return;
    }
    this.#values(place, [a, b], at);
    const isClosed = [a.rest === false, b.rest === false] as const;
    this.flag(place, 'unknown fields', isClosed, ['refused', 'taken'], at);
    if (a.rest && b.rest) this.#inner(place, '{}', 'map', [inner(a.rest), inner(b.rest)], at);
    this.#inner(place, '[]', 'items', [a.items, b.items], at);
    this.#inner(place, ' (its names)', 'propertyNames', [a.names, b.names], at);
    for (const keyword of new Set([...Object.keys(a.limits), ...Object.keys(b.limits)])) {
      const [x, y] = [a.limits[keyword], b.limits[keyword]];
      if (isSame(x, y)) continue;
      const breaking = keyword === 'deprecated' ? false : keyword === 'default' ? true : undefined;
      this.add(place, keyword, kindOfLimit(keyword, x, y), [short(x), short(y)], at, breaking);
    }
    for (const name of new Set([...a.fields.keys(), ...b.fields.keys()])) {
      this.#field(place, name, [a, b], at);
    }
  }

  #values(place: Place, [a, b]: Sides<Branch>, at: Sides<Shape>): void {
    this.flag(place, 'other values', [!a.open, !b.open], ['refused', 'taken'], at);
    const [lost, gained] = [without(a.values, b.values), without(b.values, a.values)];
    if (lost.length + gained.length === 0) return;
    const isOneOpen = a.open !== b.open;
    if (isOneOpen && (a.values.length === 0 || b.values.length === 0)) return;
    const kind =
      lost[0] === undefined ? 'extra' : gained[0] === undefined ? 'missing' : 'different';
    const hurts = (place.whom === 'who reads' ? gained : lost).length > 0;
    // Of a value that is only known nobody can say that others do not come.
    const breaking = !(a.open || b.open) && (hurts || kind === 'different');
    const texts = each([a, b], ({ values }) => (values.length > 0 ? short(values) : undefined));
    this.add(place, 'values', kind, texts, at, breaking);
  }

  #inner(
    place: Place,
    suffix: string,
    what: string,
    [x, y]: Sides<(() => Shape) | undefined>,
    at: Sides<Shape>,
  ): void {
    const [a, b] = [x?.(), y?.()];
    if (a && b) this.shapes({ ...place, name: place.name + suffix }, a, b);
    else if (a || b) {
      const texts = [a && typesOf(a), b && typesOf(b)] as const;
      this.add(place, what, b ? 'stricter' : 'looser', texts, [a ?? at[0], b ?? at[1]]);
    }
  }

  #field(parent: Place, name: string, branches: Sides<Branch>, at: Sides<Shape>): void {
    const place = { ...parent, name: `${parent.name}.${name}` };
    const [x, y] = each(branches, ({ fields }) => fields.get(name));
    const [a, b] = [x?.shape?.(), y?.shape?.()];
    const sides = [a ?? at[0], b ?? at[1]] as const;
    if (x && y && !a === !b) {
      const [part = ''] = place.name.split('.', 1);
      this.fields.set(part, (this.fields.get(part) ?? 0) + 1);
      this.required(place, [x.required, y.required], sides);
      if (a && b) this.shapes(place, a, b);
      return;
    }
    const texts = [textOf(x, a), textOf(y, b)] as const;
    if (x && (a || !y)) this.add(place, 'field', 'missing', texts, sides, true);
    else {
      // Where the object was closed, nobody can have sent the field before.
      const isSafe = place.whom === 'who reads' || branches[0].rest === false;
      this.add(
        place,
        'field',
        'extra',
        texts,
        sides,
        place.whom === 'who reads' ? false : !isSafe || y?.required,
      );
    }
  }
}

/** Pairs the branches of two shapes: the same ones, then those of one type, then whatever is alone. */
function pairUp(a: Branch[], b: Branch[]) {
  const pairs: [Branch, Branch][] = [];
  let [lost, gained] = [a, b];
  const areAlike = [
    (x: Branch, y: Branch) => kindOf(x) === kindOf(y) && namesOf(x) === namesOf(y),
    (x: Branch, y: Branch) => kindOf(x) === kindOf(y),
    () => a.length === 1 && b.length === 1,
  ];
  for (const isAlike of areAlike) {
    for (const x of lost) {
      const y = gained.find((each) => isAlike(x, each));
      if (!y) continue;
      pairs.push([x, y]);
      lost = lost.filter((each) => each !== x);
      gained = gained.filter((each) => each !== y);
    }
  }
  // An object that may hold anything takes every kind of object.
  const isCovered = (one: Branch, others: Branch[]): boolean =>
    others.some((other) => isFree(other) && kindOf(other) === kindOf(one));
  return {
    pairs,
    lost: lost.filter((x) => !isCovered(x, b)),
    gained: gained.filter((y) => !isCovered(y, a)),
  };
}

const isFree = ({ open, fields, rest, items, names, limits }: Branch): boolean =>
  open &&
  fields.size === 0 &&
  rest === true &&
  !items &&
  !names &&
  Object.keys(limits).length === 0;

const namesOf = ({ fields, values, open }: Branch): string =>
  JSON.stringify([[...fields.keys()].sort(), values.map(String).sort(), open]);

const inner = (rest: Branch['rest']): (() => Shape) | undefined =>
  typeof rest === 'function' ? rest : undefined;

/** Whether all values of one branch's type are of the other's. */
const takes = (outer: Branch, one: Branch): boolean =>
  outer.type === 'any' || (outer.type === 'number' && one.type === 'integer');

function kindOfLimit(keyword: string, a: Json | undefined, b: Json | undefined): Kind {
  if (keyword === 'deprecated' || keyword === 'default') return 'different';
  // A field that is only written is not there to be read.
  if (keyword === 'writeOnly') return b === true ? 'looser' : 'stricter';
  if (a === undefined || (a === false && b === true)) return 'stricter';
  if (b === undefined || (a === true && b === false)) return 'looser';
  if (typeof a === 'number' && typeof b === 'number' && /^(exclusiveM|m)(ax|in)/.test(keyword)) {
    return b > a === /ax/.test(keyword) ? 'looser' : 'stricter';
  }
  return 'different';
}

function typesOf({ branches, nullable, dangling }: Shape, withNull = true): string {
  const types = new Set(branches.map(({ type }) => type).sort());
  if (withNull && nullable && !types.has('any')) types.add('null');
  return dangling ?? ([...types].join(' or ') || 'nothing');
}

const textOf = (field: Field | undefined, shape: Shape | undefined): string | undefined =>
  field && `${field.required ? 'required' : 'optional'} ${shape ? typesOf(shape) : 'any'}`;

/** What one list has and the other lacks. */
export const without = (list: readonly Json[], other: readonly Json[]): Json[] =>
  list.filter((x) => !other.some((y) => isSame(x, y)));

/** A value as short as a table wants it. */
export function short(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) {
    return value.join(' | ');
  }
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}
