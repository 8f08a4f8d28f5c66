import type { JsonObject } from '../support/json.js';
import { Comparison, type Difference } from './comparison.js';
import { Contract } from './contract.js';
import { partsOfContract, partsOfOperation } from './parts-of.js';

/** What changed for the users of a contract. What is not known to be harmless is breaking. */
export function compareContracts(released: JsonObject, current: JsonObject): Difference[] {
  const [a, b] = [new Contract(released), new Contract(current)];
  const comparison = new Comparison();
  comparison.parts('', partsOfContract(a), partsOfContract(b));
  const after = b.operations();
  for (const [name, x] of a.operations()) {
    const y = after.get(name);
    if (!y) continue;
    const statuses = [x, y].flatMap(({ contract, value }) =>
      Object.keys(contract.get(value, 'responses')),
    );
    comparison.parts(y.id, partsOfOperation(x, statuses), partsOfOperation(y, statuses));
  }
  for (const { operation, place, reason } of comparison.notCompared) {
    const at = { operation, name: place, where: ['', ''] } as const;
    comparison.add(at, 'reference', 'different', [undefined, reason]);
  }
  // A component's name counts where it is one in the generated types.
  return comparison.differences.filter(({ what }) => what !== 'component');
}
