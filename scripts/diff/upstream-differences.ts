import { Ajv2020 } from 'ajv/dist/2020.js';
import { stringify } from 'yaml';
import { CannotRun } from '../support/command.js';
import { groupBy } from '../support/group-by.js';
import type { YamlFile } from '../support/read-yaml.js';
import { type Comparison, type Difference, type Kind, NONE } from './comparison.js';

/** What our contract was compared with. */
export interface Witness {
  name: string;
  /** Its API version. */
  version: string;
  /** From the witness to us. */
  comparison: Comparison;
}

/** Differences on purpose. Each place has to differ in this way from a witness at least. */
interface Entry {
  kind: Kind;
  what: string;
  /** `*` stands for any one name. */
  places: string[];
  /** Names that `*` does not stand for. */
  except?: string[];
  /** operationIds; each operation, where it is left out. */
  operations?: string[];
  /** As the table has them; left out where they vary from place to place. */
  ours?: string;
  theirs?: string;
  reason: string;
}

const TEXT = { type: 'string', minLength: 1 };
const TEXTS = { type: 'array', items: { type: 'string' } };
const isEntry = new Ajv2020().compile<Entry>({
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'what', 'places', 'reason'],
  properties: {
    ...{ kind: TEXT, what: TEXT, ours: TEXT, theirs: TEXT, reason: TEXT },
    ...{ places: { ...TEXTS, minItems: 1 }, except: TEXTS, operations: TEXTS },
  },
});

export interface Settled {
  /** What no entry explains. */
  drift: (Difference & { witness: string })[];
  /** Places of entries that no longer differ so. */
  stale: { place: string; where: string; message: string }[];
  /** How many entries apply. */
  deliberate: number;
}

/** Holds what differs from the witnesses against the list of deliberate differences. */
export function settle(
  witnesses: readonly Witness[],
  { name, value, where }: Omit<YamlFile, 'place'>,
): Settled {
  if (!Array.isArray(value)) throw new CannotRun(`${name} is no list`);
  const drift = new Set(
    witnesses.flatMap(({ name: witness, comparison }) =>
      comparison.differences.map((difference) => ({ ...difference, witness })),
    ),
  );
  const skipped = witnesses.flatMap(({ comparison }) => comparison.notCompared);
  const settled: Settled = { drift: [], stale: [], deliberate: 0 };
  for (const [index, entry] of value.entries()) {
    if (!isEntry(entry)) throw new CannotRun(`${where([index])} is no complete entry`);
    const stale = entry.places.flatMap((place, number) => {
      const explained = [...drift].filter((difference) => explains(entry, place, difference));
      for (const difference of explained) drift.delete(difference);
      const isSkipped = skipped.some(
        ({ operation, place: outer }) => isOf(entry, operation) && isWithin(place, outer),
      );
      if (explained.length > 0 || isSkipped) return [];
      const at = where([index, 'places', number]);
      const message = `${at}: ${place} no longer differs (${entry.kind}: ${entry.what}); drop it.`;
      return [{ place, where: at, message }];
    });
    settled.stale.push(...stale);
    if (stale.length < entry.places.length) settled.deliberate += 1;
  }
  settled.drift = [...drift];
  return settled;
}

const isOf = ({ operations }: Entry, operation: string): boolean =>
  operations?.includes(operation) ?? true;

function explains(entry: Entry, place: string, difference: Difference): boolean {
  const { kind, what, ours, theirs, except } = entry;
  const names = place.split('.');
  const actual = difference.name.split('.');
  return (
    kind === difference.kind &&
    what === difference.what &&
    (ours ?? difference.after) === difference.after &&
    (theirs ?? difference.before) === difference.before &&
    isOf(entry, difference.operation) &&
    names.length === actual.length &&
    actual.every((name, index) =>
      names[index] === '*' ? !except?.includes(name) : name === names[index],
    )
  );
}

const isWithin = (place: string, outer: string): boolean =>
  outer === '' || place === outer || ['.', '[', '{'].some((next) => place.startsWith(outer + next));

/** The entries that would explain the differences, as YAML to paste: each reason is left to write. */
export function entriesFor(drift: Settled['drift'], operations: number): string {
  const byPlace = groupBy(drift, ({ name, what, kind }) => [name, what, kind]);
  const single = byPlace.map((all) => {
    const [{ name, what, kind }] = all;
    const only = (texts: string[]) => (new Set(texts).size === 1 ? texts[0] : undefined);
    const [ours, theirs] = [only(all.map((one) => one.after)), only(all.map((one) => one.before))];
    const named = [...new Set(all.map(({ operation }) => operation))].filter(Boolean);
    return { name, what, kind, ours, theirs, named };
  });
  const entries = groupBy(single, ({ name: _, ...rest }) => rest).map((all) => {
    const [{ kind, what, named, ours = NONE, theirs = NONE }] = all;
    return {
      ...{ kind, what },
      ...(ours !== NONE && { ours }),
      ...(theirs !== NONE && { theirs }),
      ...(operations > 1 && named.length > 0 && { operations: named }),
      places: all.map(({ name }) => name),
      reason: '',
    };
  });
  return entries.map((entry) => stringify([entry], { lineWidth: 0 })).join('\n');
}
