import { CannotRun } from '../support/command.js';
import { isSame, type Json } from '../support/json.js';
import type { Part, Parts } from './parts-of.js';
import { type Branch, type Field, INNER, kindOf, type Shape, shapeOf } from './shape.js';

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
  /** Where it stands on both sides, or the nearest that is there. */
  where: Sides<string>;
}

export interface Difference extends Place {
  whom: Whom;
  what: string;
  kind: Kind;
  before: string;
  after: string;
  /** Whether users of the first break on the second. */
  breaking: boolean;
}

export type Sides<T> = readonly [before: T, after: T];

/** What a side without the thing shows. */
export const NONE = '–';
/** Stops a comparison of types that grow with every step. */
const DEEPEST = 40;
const REQUIRED = ['required', 'optional'] as const;
/** Facts that break nobody. */
const HARMLESS = ['deprecated', 'status', 'tags'];

/** Collects what differs between two contracts. */
export class Comparison {
  readonly differences: Difference[] = [];
  readonly notCompared: { operation: string; place: string; reason: string }[] = [];
  /** How many fields both have, by part: request, response, error. */
  readonly fields = new Map<string, number>();
  /** The pairs of shapes that are being compared. */
  readonly #above: Sides<unknown>[] = [];

  /** Notes what could not be compared. */
  skip(operation: string, place: string, reason: string): void {
    this.notCompared.push({ operation, place, reason });
  }

  /** Compares the parts of two contracts, or of an operation of both. */
  parts(operation: string, a: Parts, b: Parts): void {
    const alone = new Set<string | undefined>();
    for (const name of union(a.keys(), b.keys())) {
      const [x, y] = [a.get(name), b.get(name)];
      const where = [x?.where ?? a.where, y?.where ?? b.where] as const;
      if (x && y) {
        const place = { operation, name: y.place ?? name, where };
        this.#facts(place, [x, y], b);
        if (x.schema !== undefined && y.schema !== undefined) {
          this.shapes(place, shapeOf(a.contract, x.schema), shapeOf(b.contract, y.schema));
        }
        continue;
      }
      alone.add(name);
      const part = x ?? y;
      if (!part || part.isDetail || alone.has(part.within)) continue;
      const place = { operation, name, where };
      if (x) this.add(place, x.what, 'missing', ['present', undefined]);
      else this.add(place, part.what, 'extra', [undefined, 'present'], part.breaksWhenNew ?? false);
    }
  }

  #facts(at: Place, [a, b]: Sides<Part>, after: Parts): void {
    const place = { ...at, name: at.name || b.what };
    for (const key of union(Object.keys(a.facts), Object.keys(b.facts))) {
      const [was, is] = [a.facts[key], b.facts[key]];
      let breaking = !HARMLESS.includes(key);
      if (key === 'info.version') breaking = !releaseOf(is) || releaseOf(was) !== releaseOf(is);
      // Where the old one is gone, that is what breaks.
      if (key === 'first server') breaking = after.has(`server ${was}`);
      if (key === 'required') this.#flag(place, key, [was === true, is === true], REQUIRED);
      else this.value(place, key, [was, is], breaking);
    }
  }

  /** Who sends is hurt by what is stricter, who reads by what is looser, everyone by other changes. */
  add(
    place: Place,
    what: string,
    kind: Kind,
    [before = NONE, after = NONE]: Sides<string | undefined>,
    breaking = kind !== (isRead(place) ? 'stricter' : 'looser'),
  ): void {
    const whom = whomOf(place, what);
    this.differences.push({ ...place, whom, what, kind, before, after, breaking });
  }

  /** Two values that are either the same or not. */
  value(place: Place, what: string, [a, b]: Sides<Json | undefined>, breaking?: boolean): void {
    if (!isSame(a, b)) this.add(place, what, 'different', [short(a), short(b)], breaking);
  }

  /** A flag that is stricter where it is set. */
  #flag(place: Place, what: string, [was, is]: Sides<boolean>, [yes, no]: Sides<string>): void {
    if (was === is) return;
    this.add(place, what, is ? 'stricter' : 'looser', [was ? yes : no, is ? yes : no]);
  }

  shapes(at: Place, a: Shape, b: Shape): void {
    const place = { ...at, where: [a.where || at.where[0], b.where || at.where[1]] as const };
    if (a.component && b.component && a.component !== b.component) {
      // Where the contract calls the same by another name, its types go by that name.
      this.add(place, 'component', 'different', [a.component, b.component], false);
    }
    const dangling = a.dangling ?? b.dangling;
    if (dangling !== undefined) {
      this.skip(place.operation, place.name, `there is no ${dangling}`);
      return;
    }
    if (this.#above.some(([x, y]) => x === a.key && y === b.key)) return;
    if (this.#above.length > DEEPEST) throw new CannotRun(`${place.name} goes on without end`);
    this.#above.push([a.key, b.key]);
    this.#branches(place, a, b);
    this.#above.pop();
  }

  #branches(place: Place, a: Shape, b: Shape): void {
    const { pairs, lost, gained } = pairUp(a.branches, b.branches);
    const isAny = [...a.branches, ...b.branches].some(({ type }) => type === 'any');
    if (!isAny) this.#flag(place, 'null', [!a.nullable, !b.nullable], ['never null', 'or null']);
    if (a.branches.length > 1 && b.branches.length > 1) {
      this.#flag(place, 'oneOf', [a.exclusive, b.exclusive], ['only one fits', 'any fits']);
    }
    if (lost.length + gained.length > 0) {
      const kind = gained.length === 0 ? 'stricter' : lost.length === 0 ? 'looser' : 'different';
      const types = [typesOf(a, false), typesOf(b, false)] as const;
      const choices = [`${a.branches.length}`, `${b.branches.length}`] as const;
      if (types[0] !== types[1]) this.add(place, 'type', kind, types);
      else this.add(place, 'choices', kind, choices);
    }
    for (const [x, y] of pairs) this.#branch(place, x, y);
  }

  #branch(place: Place, a: Branch, b: Branch): void {
    if (a.type !== b.type) {
      const kind = takes(b, a) ? 'looser' : takes(a, b) ? 'stricter' : 'different';
      this.add(place, 'type', kind, [a.type, b.type]);
      if (kindOf(a) !== kindOf(b)) return;
    }
    this.#values(place, a, b);
    this.#flag(place, 'unknown fields', [a.closed, b.closed], ['refused', 'taken']);
    for (const keyword of union(Object.keys(a.limits), Object.keys(b.limits))) {
      const [x, y] = [a.limits[keyword], b.limits[keyword]];
      if (isSame(x, y)) continue;
      const kind = kindOfLimit(keyword, x, y);
      let breaking: boolean | undefined;
      if (keyword === 'deprecated' || keyword === 'default') breaking = keyword === 'default';
      // A note of Stripe's that comes lets more be sent or answered; one that goes takes it away.
      else if (keyword.startsWith('x-')) breaking = kind === 'missing';
      this.add(place, keyword, kind, [short(x), short(y)], breaking);
    }
    for (const suffix of union(a.fields.keys(), b.fields.keys())) {
      if (suffix !== '{}' || !(a.closed || b.closed)) this.#field(place, suffix, a, b);
    }
  }

  #values(place: Place, a: Branch, b: Branch): void {
    this.#flag(place, 'other values', [!a.open, !b.open], ['refused', 'taken']);
    const [lost, gained] = [without(a.values, b.values), without(b.values, a.values)];
    if (lost.length + gained.length === 0) return;
    const isOneOpen = a.open !== b.open;
    if (isOneOpen && (a.values.length === 0 || b.values.length === 0)) return;
    const kind = lost.length === 0 ? 'extra' : gained.length === 0 ? 'missing' : 'different';
    const hurts = (isRead(place) ? gained : lost).length > 0;
    // Of a value that is only known nobody can say that others do not come.
    const breaking = hurts && !a.open && !b.open;
    const [before, after] = [a, b].map(({ values }) =>
      values[0] === undefined ? NONE : short(values),
    );
    this.add(place, 'values', kind, [before, after], breaking);
  }

  /** Compares a field, or what is inside of a list or map. */
  #field(parent: Place, suffix: string, before: Branch, after: Branch): void {
    const [x, y] = [before.fields.get(suffix), after.fields.get(suffix)];
    const [a, b] = [x?.shape?.(), y?.shape?.()];
    const where = [a?.where || parent.where[0], b?.where || parent.where[1]] as const;
    const place = { ...parent, name: parent.name + suffix, where };
    const keyword = INNER.get(suffix);
    if (x && y && !a === !b) {
      const [part = ''] = place.name.split('.', 1);
      if (!keyword) this.fields.set(part, (this.fields.get(part) ?? 0) + 1);
      this.#flag(place, 'required', [x.required, y.required], REQUIRED);
      if (a && b) this.shapes(place, a, b);
      return;
    }
    if (keyword) {
      const what = suffix === '{}' ? 'map' : keyword;
      this.add(parent, what, b ? 'stricter' : 'looser', [a && typesOf(a), b && typesOf(b)]);
      return;
    }
    const isGone = x !== undefined && (a !== undefined || !y);
    // Where the object was closed, nobody can have sent the field before.
    const isNews = isRead(place) || (before.closed && !y?.required);
    const texts = [textOf(x, a), textOf(y, b)] as const;
    this.add(place, 'field', isGone ? 'missing' : 'extra', texts, isGone || !isNews);
  }
}

const isRead = ({ name }: Place): boolean => /^(response|error|answer)\b/.test(name);

function whomOf(place: Place, what: string): Whom {
  const isName = what === 'name' || what === 'operationId' || what === 'component name';
  if (isName) return 'who imports the types';
  if (place.name === 'contract') return 'everyone';
  return isRead(place) ? 'who reads' : 'who sends';
}

/** `2026-10-28.endive` belongs to Stripe's release `endive`: only the next one breaks things. */
const releaseOf = (version: Json | undefined): string =>
  String(version).split('.').slice(1).join('.');

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

const isFree = ({ open, closed, fields, limits }: Branch): boolean =>
  open && !closed && fields.size === 0 && Object.keys(limits).length === 0;

const namesOf = ({ fields, values, open }: Branch): string =>
  JSON.stringify([[...fields.keys()].sort(), values.map(String).sort(), open]);

/** Whether all values of one branch's type are of the other's. */
const takes = (outer: Branch, one: Branch): boolean =>
  outer.type === 'any' || (outer.type === 'number' && one.type === 'integer');

function kindOfLimit(keyword: string, a: Json | undefined, b: Json | undefined): Kind {
  if (keyword === 'deprecated' || keyword === 'default') return 'different';
  // A field that is only written is not there to be read.
  if (keyword === 'writeOnly') return b === true ? 'looser' : 'stricter';
  if (keyword.startsWith('x-')) return b === undefined ? 'missing' : 'extra';
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
const without = (list: readonly Json[], other: readonly Json[]): Json[] =>
  list.filter((x) => !other.some((y) => isSame(x, y)));

/** A value as short as a table wants it. */
function short(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '')) {
    return value.join(' | ');
  }
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}

const union = <T>(a: Iterable<T>, b: Iterable<T>): Set<T> => new Set([...a, ...b]);
