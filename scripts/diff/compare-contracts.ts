import type { JsonObject } from '../gen/load-spec.js';
import { compareEntries, compareOperations } from './compare-entries.js';
import { Comparison, type Difference } from './comparison.js';
import { Contract } from './contract.js';
import { entryOfContract, operationsOf } from './entry-of.js';

/** What changed for the users of a contract. What is not known to be harmless is breaking. */
export function compareContracts(released: JsonObject, current: JsonObject): Difference[] {
  const [a, b] = [new Contract(released), new Contract(current)];
  const comparison = new Comparison();
  const top = { operation: '', name: '', whom: 'everyone' } as const;
  compareEntries(comparison, top, entryOfContract(a), entryOfContract(b), [a, b]);
  const after = operationsOf(b);
  for (const [name, x] of operationsOf(a)) {
    const y = after.get(name);
    const statuses = [x, y].flatMap((each) =>
      each ? Object.keys(each.contract.get(each.value, 'responses')) : [],
    );
    if (y) compareOperations(comparison, x, y, statuses);
  }
  for (const { operation, place, reason } of comparison.notCompared) {
    const at = { operation, name: place, whom: 'everyone' } as const;
    const here = { where: '' };
    comparison.add(at, 'reference', 'different', [undefined, reason], [here, here]);
  }
  // A component's name counts where it is one in the generated types.
  return comparison.differences.filter(({ what }) => what !== 'component');
}
