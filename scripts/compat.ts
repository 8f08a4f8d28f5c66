// npm run compat: is every change of the contract since its last release declared?
// npm run release:contract: makes the contract that of the last release.
import { readFile, writeFile } from 'node:fs/promises';
import type { Difference } from './diff/comparison.js';
import { CURRENT, judgeContract, packageVersion, RELEASED } from './diff/judge-contract.js';
import { loadSpec } from './gen/load-spec.js';
import { createCommand, runAsProgram } from './support/command.js';
import { formatTable } from './support/format-table.js';

const HELP = `Compares spec/openapi.yaml with spec/released.yaml, the contract of the last release.

  npm run compat                        writes nothing
  npm run release:contract              copies the one to the other, once every change is declared
  npm run release:contract -- --check   writes nothing, and fails where the copy is not up to date

A breaking change needs a new major version in package.json, any other change of the contract a new
minor one, and both a line in CHANGELOG.md under the heading of that version (## 1.2.3). Wording
(descriptions, summaries, titles, comments, order, YAML style) and examples need neither.

A looser request and a richer response are compatible, the reverse is breaking. Names of operations
and components are breaking, as they are names of the generated types. Another Stripe-Version of the
same release (2026-10-28.endive) is compatible, that of the next is breaking.

release:contract belongs to each release, after the version is set and before it is published. What
was never published can be begun anew: delete spec/released.yaml, and run it.

Exit codes: 0 declared, or released; 1 not declared, or not released; 2 could not compare.
`;

const OPTIONS = { release: { type: 'boolean' }, check: { type: 'boolean' } } as const;

export const compat = createCommand({ help: HELP, options: OPTIONS }, async (values) => {
  if (values.release) return (await release(values.check ?? false)) ? 0 : 1;
  const { changes, verdict, isDeclared } = await judgeContract();
  if (changes.length > 0) console.log(`${tableOf(changes)}\n`);
  console.log(verdict);
  return isDeclared ? 0 : 1;
});

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

/** Copies the contract, where every change is declared. */
async function release(check: boolean): Promise<boolean> {
  const version = await packageVersion();
  await loadSpec(CURRENT);
  // Lines before it, and the rest byte for byte: comments and style stay.
  const wanted = `# The contract as it was released: a copy by \`npm run release:contract\`. Do not edit.
x-released-as: ${version}
${await readFile(CURRENT, 'utf8')}`;
  const found = await readFile(RELEASED, 'utf8').catch(() => undefined);
  if (found !== wanted && check) {
    console.log(`${RELEASED} is not ${CURRENT} as of ${version}: npm run release:contract.`);
    return false;
  }
  if (found !== undefined && found !== wanted) {
    const { isDeclared, verdict } = await judgeContract();
    if (!isDeclared) {
      console.log(`${verdict}\n${RELEASED} is left as it was.`);
      return false;
    }
  }
  if (found !== wanted) await writeFile(RELEASED, wanted);
  console.log(`${RELEASED} is the contract of ${version}.`);
  return true;
}

await runAsProgram(import.meta.url, compat);
