// npm run compat: is every change of the contract since its last release declared?
// npm run release:contract: makes the contract that of the last release.
import { parseArgs } from 'node:util';
import type { Difference } from './diff/comparison.js';
import { judgeContract } from './diff/judge-contract.js';
import { releaseContract } from './diff/release-contract.js';
import { formatTable } from './format-table.js';
import { SpecError } from './gen/load-spec.js';

const HELP = `Holds spec/openapi.yaml against spec/released.yaml, the contract of the last release.

  npm run compat                        compares the two, and writes nothing
  npm run release:contract              copies the one to the other, once every change is declared
  npm run release:contract -- --check   writes nothing, and fails where the copy is not up to date

A breaking change needs a new major version in package.json, any other change of the contract a new
minor one, and both a line in CHANGELOG.md under the heading of that version (## 1.2.3); what is
red says which, and prints the lines to paste. Wording
(descriptions, summaries, titles, comments, order, YAML style) and examples need neither.

A request that is looser and a response that is richer are compatible, the reverse is breaking. The
names of operations and components are breaking, since the generated types go by them. Another
Stripe-Version of the same release (2026-10-28.endive) is compatible, that of the next is breaking.

release:contract belongs to each release, after the version is set and before it is published.
Under the version that is released already it takes over wording and examples alone, and refuses a
change that needs a higher one. What was never published can be begun anew: delete
spec/released.yaml, and run it.

Exit codes: 0 declared, or released; 1 not declared, or not released; 2 could not compare.
`;

try {
  const { values } = parseArgs({
    options: {
      release: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(HELP);
  else if (values.release) await release(values.check);
  else await compare();
} catch (error) {
  console.error(error instanceof SpecError ? error.message : error);
  process.exitCode = 2;
}

async function compare(): Promise<void> {
  const { changes, verdict, isDeclared } = await judgeContract();
  if (changes.length > 0) console.log(`${tableOf(changes)}\n`);
  console.log(verdict);
  if (!isDeclared) process.exitCode = 1;
}

async function release(check: boolean): Promise<void> {
  const { isDone, message } = await releaseContract('.', { check });
  console.log(message);
  if (!isDone) process.exitCode = 1;
}

function tableOf(changes: Difference[]): string {
  const operations = new Set(changes.map(({ operation }) => operation));
  operations.delete('');
  const rows = changes.map(({ operation, name, what, before, after, breaking, whom }) => [
    operations.size > 1 ? `${operation} ${name}`.trim() : name,
    `${what} ${before} → ${after}`,
    breaking ? 'breaking' : 'compatible',
    whom,
  ]);
  return formatTable([['where', 'what', '', 'for whom'], ...rows]);
}
