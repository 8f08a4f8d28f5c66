import { CannotCompare } from './cannot-compare.js';
import { compareEntries, compareOperations } from './compare-entries.js';
import { Comparison, each } from './comparison.js';
import type { Contract } from './contract.js';
import { entriesOfSchemes, operationsOf } from './entry-of.js';
import type { Witness } from './upstream-differences.js';

/** What a published document says in its own way, or not at all. */
const OWN_WAY = 'bearerFormat deprecated default tags explode'.split(' ');

/** Compares each of our operations with a document's. A whole document has all that are published. */
export function compareWithDocument(
  ours: Contract,
  theirs: Contract,
  name: string,
  isWhole = true,
): Witness {
  const comparison = new Comparison();
  const published = operationsOf(theirs);
  let compared = 0;
  for (const [key, operation] of operationsOf(ours)) {
    const at = { operation: operation.id, name: 'operation', whom: 'who sends' } as const;
    const counterpart = published.get(key);
    const where = [{ where: name }, { where: ours.where(operation.value) }] as const;
    if (counterpart) {
      compareOperations(comparison, counterpart, operation);
      compared += 1;
    } else if (isWhole) comparison.add(at, 'operation', 'extra', [undefined, key], where);
    else {
      const reason = `${name} lacks ${key}; npm run drift -- --keep FILE_OR_URL adds it`;
      comparison.notCompared.push({ operation: operation.id, place: '', reason });
    }
  }
  if (isWhole && compared === 0) throw new CannotCompare(`${name} has none of our operations`);
  if (isWhole && comparison.notCompared.some(({ place }) => place === 'request')) {
    throw new CannotCompare(`${name} has no request to compare`);
  }
  const [a, b] = each([theirs, ours], (contract) => ({
    ...{ what: 'contract', where: '', facts: {} },
    entries: entriesOfSchemes(contract),
  }));
  const top = { operation: '', name: '', whom: 'who sends' } as const;
  compareEntries(comparison, top, a, b, [theirs, ours]);
  const all = comparison.differences.splice(0);
  comparison.differences.push(...all.filter(({ what }) => !OWN_WAY.includes(what)));
  return { name, version: theirs.version, comparison };
}
