import { CannotRun } from '../support/command.js';
import { Comparison } from './comparison.js';
import type { Contract } from './contract.js';
import { partsOfOperation, partsOfSchemes } from './parts-of.js';
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
  const published = theirs.operations();
  const operations = ours.operations();
  for (const [key, operation] of operations) {
    const { id, value } = operation;
    const counterpart = published.get(key);
    if (counterpart) {
      comparison.parts(id, partsOfOperation(counterpart), partsOfOperation(operation));
    } else if (isWhole) {
      const at = { operation: id, name: 'operation', where: ['', ours.where(value)] } as const;
      comparison.add(at, 'operation', 'extra', [undefined, key]);
    } else {
      const how = 'npm run drift -- --keep FILE_OR_URL adds it';
      comparison.skip(id, '', `${name} lacks ${key}; ${how}`);
    }
  }
  if (isWhole && ![...operations.keys()].some((key) => published.has(key))) {
    throw new CannotRun(`${name} has none of our operations`);
  }
  if (isWhole && comparison.notCompared.some(({ place }) => place === 'request')) {
    throw new CannotRun(`${name} has no request to compare`);
  }
  comparison.parts('', partsOfSchemes(theirs), partsOfSchemes(ours));
  const all = comparison.differences.splice(0);
  comparison.differences.push(...all.filter(({ what }) => !OWN_WAY.includes(what)));
  return { name, version: theirs.version, comparison };
}
