import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Json } from '../gen/load-spec.js';

/** The comparison could not be made; the message is one line for people. */
export class CannotCompare extends Error {
  override name = 'CannotCompare' as const;
}

export type Witness = 'sdk' | 'openapi';

/** What we are, measured by them: `stricter` takes fewer values, `missing` is what they alone have. */
export type Kind = 'missing' | 'extra' | 'stricter' | 'looser' | 'different';

export interface Difference {
  place: string;
  kind: Kind;
  what: string;
  ours: string;
  theirs: string;
  whereOurs: string;
  whereTheirs: string;
}

/** What a TypeScript type and a JSON schema both come down to. */
export interface Shape {
  where: string;
  /** JSON types, `null` aside. */
  types: Set<string>;
  nullable: boolean;
  /** The values named one by one, as JSON. */
  values: Set<string>;
  /** Whether scalars other than `values` fit. */
  open: boolean;
  fields: Map<string, Field>;
  /** Whether fields without a name here are refused. */
  closed: boolean;
  items: (() => Shape) | undefined;
  /** Any field that has no name of its own. */
  rest: (() => Shape) | undefined;
  /** Every other keyword, such as `maxLength`. */
  limits: { [keyword: string]: Json };
  component: string | undefined;
  /** The reference that leads nowhere, instead of all of the above. */
  dangling: string | undefined;
}

/** A shape is worked out when it is asked for: the SDK's types go on without end. */
export interface Field {
  required: boolean;
  shape: () => Shape;
}

export const EMPTY_SHAPE: Shape = {
  where: '',
  types: new Set(),
  nullable: false,
  values: new Set(),
  open: false,
  fields: new Map(),
  closed: false,
  items: undefined,
  rest: undefined,
  limits: {},
  component: undefined,
  dangling: undefined,
};

const NONE = '–';

export interface Sides<T> {
  ours: T;
  theirs: T;
}

export const each = <T, U>({ ours, theirs }: Sides<T>, read: (side: T) => U): Sides<U> => ({
  ours: read(ours),
  theirs: read(theirs),
});

/** Collects what differs between our contract and a witness. */
export class Comparison {
  readonly differences: Difference[] = [];
  readonly notCompared: { place: string; reason: string }[] = [];
  /** Fields that both sides have, by the first name of their place. */
  readonly fields = new Map<string, number>();

  /** One side's text is undefined where it has nothing of the kind. */
  add(
    place: string,
    at: Sides<{ where: string }>,
    kind: Kind,
    what: string,
    { ours = NONE, theirs = NONE }: Sides<string | undefined>,
  ): void {
    const where = { whereOurs: at.ours.where, whereTheirs: at.theirs.where };
    this.differences.push({ place, kind, what, ours, theirs, ...where });
  }

  texts(place: string, at: Sides<{ where: string }>, what: string, texts: Sides<string>): void {
    if (texts.ours !== texts.theirs) this.add(place, at, 'different', what, texts);
  }

  /** `kind` is what a flag makes us that is set on our side alone. */
  flag<Side extends { where: string }>(
    place: string,
    at: Sides<Side>,
    what: string,
    read: (side: Side) => boolean,
    [kind, yes, no]: readonly ['stricter' | 'looser', string, string],
  ): void {
    const { ours, theirs } = each(at, read);
    if (ours === theirs) return;
    const opposite = kind === 'stricter' ? 'looser' : 'stricter';
    const texts = each({ ours, theirs }, (flag) => (flag ? yes : no));
    this.add(place, at, ours ? kind : opposite, what, texts);
  }

  shapes(place: string, at: Sides<Shape>): void {
    if (place.split('.').length > 30) throw new CannotCompare(`${place} goes on without end`);
    const { ours, theirs } = at;
    if (ours.component && theirs.component) {
      this.texts(place, at, 'component', { ours: ours.component, theirs: theirs.component });
    }
    const dangling = ours.dangling ?? theirs.dangling;
    if (dangling !== undefined) {
      this.notCompared.push({ place, reason: `there is no ${dangling}` });
      return;
    }
    this.flag(place, at, 'null', (side) => side.nullable, ['looser', 'or null', 'never null']);
    this.#sets(place, at, 'type', (side) => side.types, ['stricter', 'looser']);
    if (![...ours.types].some((type) => theirs.types.has(type))) return;

    this.#sets(place, at, 'values', (side) => side.values, ['missing', 'extra']);
    this.flag(place, at, 'other values', (side) => side.open, ['looser', 'taken', 'refused']);
    const words = ['stricter', 'refused', 'taken'] as const;
    this.flag(place, at, 'unknown fields', (side) => side.closed, words);
    this.#limits(place, at);
    this.#inner(
      `${place}[]`,
      at,
      'items',
      each(at, (side) => side.items),
    );
    this.#inner(
      `${place}{}`,
      at,
      'map',
      each(at, (side) => side.rest),
    );
    for (const name of new Set([...ours.fields.keys(), ...theirs.fields.keys()])) {
      this.#field(
        `${place}.${name}`,
        at,
        each(at, (side) => side.fields.get(name)),
      );
    }
  }

  #sets(
    place: string,
    at: Sides<Shape>,
    what: string,
    read: (side: Shape) => Set<string>,
    [lacking, having]: readonly [Kind, Kind],
  ): void {
    const { ours, theirs } = each(at, read);
    const lacks = [...theirs].some((value) => !ours.has(value));
    const has = [...ours].some((value) => !theirs.has(value));
    if (!lacks && !has) return;
    const kind = lacks && has ? 'different' : lacks ? lacking : having;
    const texts = each({ ours, theirs }, (values) => [...values].sort().join(', ') || undefined);
    this.add(place, at, kind, what, texts);
  }

  #limits(place: string, at: Sides<Shape>): void {
    for (const keyword of new Set(Object.keys({ ...at.ours.limits, ...at.theirs.limits }))) {
      const limits = each(at, (side) => side.limits[keyword]);
      const texts = each(limits, (limit) => (limit === undefined ? limit : JSON.stringify(limit)));
      if (texts.ours === texts.theirs) continue;
      this.add(place, at, kindOfLimit(keyword, limits), keyword, texts);
    }
  }

  #inner(place: string, at: Sides<Shape>, what: string, inner: Sides<Shape['rest']>): void {
    const { ours, theirs } = each(inner, (shape) => shape?.());
    if (ours && theirs) this.shapes(place, { ours, theirs });
    else if (ours || theirs) {
      const texts = each({ ours, theirs }, (shape) => shape && textOf(shape));
      this.add(place, at, ours ? 'extra' : 'missing', what, texts);
    }
  }

  #field(place: string, parent: Sides<Shape>, fields: Sides<Field | undefined>): void {
    const shapes = each(fields, (field) => field?.shape());
    const at = { ours: shapes.ours ?? parent.ours, theirs: shapes.theirs ?? parent.theirs };
    const { ours, theirs } = fields;
    if (ours && theirs) {
      const [part = ''] = place.split('.', 1);
      this.fields.set(part, (this.fields.get(part) ?? 0) + 1);
      const sides = { ours: { ...ours, ...at.ours }, theirs: { ...theirs, ...at.theirs } };
      this.flag(place, sides, 'required', (side) => side.required, REQUIRED);
      this.shapes(place, at);
    } else this.add(place, at, ours ? 'extra' : 'missing', 'field', each(fields, textOfField));
  }
}

export const REQUIRED = ['stricter', 'required', 'optional'] as const;

function kindOfLimit(keyword: string, { ours, theirs }: Sides<Json | undefined>): Kind {
  if (theirs === undefined) return 'stricter';
  if (ours === undefined) return 'looser';
  if (typeof ours !== 'number' || typeof theirs !== 'number') return 'different';
  return ours < theirs === /^(exclusiveM|m)ax/.test(keyword) ? 'stricter' : 'looser';
}

const textOf = ({ types, nullable, dangling }: Shape): string =>
  dangling ?? [...[...types].sort(), ...(nullable ? ['null'] : [])].join(' or ');
const textOfField = (field: Field | undefined): string | undefined =>
  field && `${field.required ? 'required' : 'optional'} ${textOf(field.shape())}`;

/** Differences on purpose; each of its places must differ in just this way. */
interface Entry {
  witness: Witness;
  kind: string;
  what: string;
  /** `*` stands for any one name. */
  places: string[];
  /** Names that `*` does not stand for. */
  except?: string[];
  /** As the table has them; left out where they vary from place to place. */
  ours?: string;
  theirs?: string;
  reason: string;
}

export interface Settled {
  /** What no entry explains. */
  drift: Difference[];
  /** Places of entries that no longer differ so. */
  stale: { entry: Entry; place: string; where: string }[];
  /** How many entries apply. */
  deliberate: number;
}

/** The outcome of a comparison with one witness. */
export interface Report extends Settled {
  /** The witness, as people call it. */
  name: string;
  /** API versions. */
  versions: { ours: string; theirs: string };
  /** How many fields both sides have, by part: request, response, error. */
  fields: Map<string, number>;
  notCompared: { place: string; reason: string }[];
}

/** Holds what differs against the list of deliberate differences. */
export async function settle(
  witness: Witness,
  { differences, notCompared }: Comparison,
  file = 'spec/upstream-differences.yaml',
): Promise<Settled> {
  const { value, where } = await readYaml(file);
  if (!Array.isArray(value)) throw new CannotCompare(`${file} is no list`);
  const drift = new Set(differences);
  const settled: Settled = { drift: [], stale: [], deliberate: 0 };
  for (const [index, entry] of value.entries()) {
    if (!isEntry(entry)) throw new CannotCompare(`${where([index])} is no complete entry`);
    if (entry.witness !== witness) continue;
    let applies = false;
    for (const [number, place] of entry.places.entries()) {
      const explained = [...drift].filter((difference) => explains(entry, place, difference));
      for (const difference of explained) drift.delete(difference);
      if (explained.length > 0) applies = true;
      else if (!notCompared.some((skipped) => isWithin(place, skipped.place))) {
        settled.stale.push({ entry, place, where: where([index, 'places', number]) });
      }
    }
    if (applies) settled.deliberate += 1;
  }
  settled.drift = [...drift];
  return settled;
}

function explains(entry: Entry, place: string, difference: Difference): boolean {
  const { kind, what, ours, theirs } = entry;
  const names = place.split('.');
  const actual = difference.place.split('.');
  return (
    kind === difference.kind &&
    what === difference.what &&
    (ours ?? difference.ours) === difference.ours &&
    (theirs ?? difference.theirs) === difference.theirs &&
    (place === difference.place ||
      (names.length === actual.length &&
        actual.every((name, index) =>
          names[index] === '*' ? !entry.except?.includes(name) : name === names[index],
        )))
  );
}

const isWithin = (place: string, outer: string): boolean =>
  place === outer || ['.', '[', '{'].some((next) => place.startsWith(outer + next));

const ENTRY_KEYS = new Set('witness kind what places except ours theirs reason'.split(' '));

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { places, except = [], ...texts }: { places?: unknown; except?: unknown } = value;
  return (
    isTexts(places) &&
    places.length > 0 &&
    isTexts(except) &&
    ['witness', 'kind', 'what', 'reason'].every((key) => key in texts) &&
    Object.entries(texts).every(
      ([key, text]) => ENTRY_KEYS.has(key) && typeof text === 'string' && text !== '',
    )
  );
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

/** A YAML file of ours. */
export interface YamlFile {
  value: unknown;
  /** Where in it a path of keys leads: `file:line`. */
  where: (path: readonly (string | number)[]) => string;
}

export async function readYaml(file: string): Promise<YamlFile> {
  const lines = new LineCounter();
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new CannotCompare(`${file} cannot be read: ${error.message}`);
  });
  const source = parseDocument(text, { lineCounter: lines });
  const [error] = source.errors;
  if (error) throw new CannotCompare(`${file} is no YAML: ${error.message.split('\n', 1)[0]}`);
  return {
    value: source.toJS({ maxAliasCount: -1 }),
    where: (path) => {
      const node = source.getIn(path, true);
      const [offset = 0] = (isNode(node) && node.range) || [];
      return `${file}:${lines.linePos(offset).line}`;
    },
  };
}
