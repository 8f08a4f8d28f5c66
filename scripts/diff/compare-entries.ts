import type { Json } from '../gen/load-spec.js';
import { type Comparison, each, type Place, type Sides } from './comparison.js';
import type { Contract } from './contract.js';
import { type Entry, entryOfOperation, type Operation } from './entry-of.js';
import { shapeOf } from './shape.js';

/** Facts that break nobody. */
const HARMLESS = ['deprecated', 'status', 'tags'];

/** Compares two operations of one path and method; the places go by the operationId of the second. */
export function compareOperations(
  comparison: Comparison,
  a: Operation,
  b: Operation,
  statuses: readonly string[] = [],
): void {
  const place: Place = { operation: b.id, name: '', whom: 'who sends' };
  const [before, after] = each([a, b], (side) => entryOfOperation(side, statuses));
  compareEntries(comparison, place, before, after, [a.contract, b.contract]);
}

export function compareEntries(
  comparison: Comparison,
  parent: Place,
  a: Entry,
  b: Entry,
  contracts: Sides<Contract>,
): void {
  const place = { ...parent, whom: b.whom ?? parent.whom };
  for (const key of new Set([...Object.keys(a.facts), ...Object.keys(b.facts)])) {
    const [was, is] = [a.facts[key], b.facts[key]];
    if (key === 'required') comparison.required(place, [was === true, is === true], [a, b]);
    else {
      const whom = ['name', 'operationId'].includes(key) ? 'who imports the types' : place.whom;
      const breaking = breaks(key, was, is, b);
      comparison.value(
        { ...place, name: place.name || b.what, whom },
        key,
        [was, is],
        [a, b],
        breaking,
      );
    }
  }
  const [before, after] = contracts;
  if (a.schema !== undefined && b.schema !== undefined) {
    const shapes = [
      shapeOf(before, a.schema, before.where(a.schema) || a.where),
      shapeOf(after, b.schema, after.where(b.schema) || b.where),
    ] as const;
    comparison.shapes(place, ...shapes);
  }
  for (const name of new Set([...a.entries.keys(), ...b.entries.keys()])) {
    const [x, y] = [a.entries.get(name), b.entries.get(name)];
    const separator = name.startsWith('.') ? '' : ' ';
    const at = { ...place, name: `${place.name}${separator}${name}`.trim() };
    if (x && y) {
      const inside = y.place === undefined ? at : { ...at, name: y.place || place.name };
      compareEntries(comparison, inside, x, y, contracts);
    } else if (x && !x.isDetail) {
      const whom = x.whom ?? place.whom;
      comparison.add({ ...at, whom }, x.what, 'missing', ['present', undefined], [x, b]);
    } else if (y && !y.isDetail) {
      const whom = y.whom ?? place.whom;
      const breaking = y.breaksWhenNew ?? false;
      comparison.add({ ...at, whom }, y.what, 'extra', [undefined, 'present'], [a, y], breaking);
    }
  }
}

function breaks(key: string, was: Json | undefined, is: Json | undefined, after: Entry): boolean {
  if (key === 'info.version') return releaseOf(was) === '' || releaseOf(was) !== releaseOf(is);
  // Where the old one is gone, that is what breaks.
  if (key === 'first server') return after.entries.has(`server ${was}`);
  return !HARMLESS.includes(key);
}

/** `2026-10-28.endive` belongs to Stripe's release `endive`: only the next one breaks things. */
const releaseOf = (version: Json | undefined): string =>
  String(version).split('.').slice(1).join('.');
