// npm run drift: says where the contract and what Stripe publishes have come apart.
import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { compareWithDocument } from './diff/compare-with-document.js';
import type { Contract } from './diff/contract.js';
import { readContract, readDocument } from './diff/read-document.js';
import { entriesFor, type Settled, settle, type Witness } from './diff/upstream-differences.js';
import { CannotRun, createCommand, refuse, runAsProgram } from './support/command.js';
import { formatTable } from './support/format-table.js';
import { readYaml } from './support/read-yaml.js';

const SPEC = 'spec/openapi.yaml';
const KEPT = 'spec/published.yaml';
const DIFFERENCES = 'spec/upstream-differences.yaml';
const COMMENT = `# Our operations as Stripe publishes them (stripe/openapi, MIT), for \`npm run drift\`. Written by
# \`npm run drift -- --keep FILE_OR_URL\`; text for people is left out.
`;
const HELP = `Compares each operation of the contract with what Stripe publishes: the types of the official SDK,
and a published OpenAPI document.

  npm run drift                          the installed SDK, and ${KEPT}
  npm run drift -- --sdk latest          another version of the SDK, from the npm registry
  npm run drift -- FILE_OR_URL           another document, JSON or YAML
  npm run drift -- --keep FILE_OR_URL    keeps our operations of a document in ${KEPT}

Differences on purpose stand in ${DIFFERENCES}.
Exit codes: 0 in step, 1 drift, 2 could not compare.`;

const OPTIONS = { sdk: { type: 'string' }, keep: { type: 'boolean' } } as const;

export const drift = createCommand(
  { help: HELP, options: OPTIONS, operand: 'document' },
  async (values, source) => {
    refuse(values.keep === true && source === undefined, '--keep needs a document');
    const ours = await readContract(SPEC);
    if (source && /^https?:/.test(source)) console.error(`Reading ${source} …`);
    const theirs = await readDocument(source ?? KEPT);
    const document = compareWithDocument(ours, theirs, source ?? KEPT, source !== undefined);
    if (values.keep) await keep(ours, theirs);
    // Loads TypeScript, which takes longer than all of the rest.
    const { compareWithSdk } = await import('./diff/compare-with-sdk.js');
    const witnesses = [await compareWithSdk(ours, values.sdk), document];
    const settled = settle(witnesses, await readYaml(DIFFERENCES));
    show(ours, witnesses, settled);
    return settled.drift.length + settled.stale.length > 0 ? 1 : 0;
  },
);

/** Keeps of a document what the comparison has looked at. */
async function keep(ours: Contract, theirs: Contract): Promise<void> {
  const published = theirs.operations();
  const found = [...ours.operations().keys()].flatMap((name) => published.get(name) ?? []);
  const paths = Object.fromEntries(found.map(({ path, item }) => [path, item]));
  const text = stringify(theirs.excerpt(paths), { aliasDuplicateObjects: false });
  await writeFile(KEPT, COMMENT + text);
  console.log(`${KEPT} is what ${theirs.version} says.`);
}

function show(ours: Contract, witnesses: Witness[], { drift, stale, deliberate }: Settled): void {
  for (const { name, version, comparison } of witnesses) {
    if (version !== ours.version) {
      console.log(`API version: ours is ${ours.version}, that of ${name} is ${version}.`);
    }
    for (const { operation, place, reason } of comparison.notCompared) {
      console.log(`Not compared with ${name}: ${`${operation} ${place}`.trim()}; ${reason}.`);
    }
  }
  const operations = ours.operations().size;
  if (drift.length > 0) {
    const head = ['place', 'kind', 'what', 'ours', 'theirs', 'where in ours', 'where in theirs'];
    const rows = drift.map((one) => [
      operations > 1 ? `${one.operation} ${one.name}` : one.name,
      ...[one.kind, one.what, one.after, one.before, one.where[1], one.where[0] || one.witness],
    ]);
    console.log(`${formatTable([head, ...rows])}\n`);
    console.log(`Edit ${SPEC}, or add to ${DIFFERENCES}, with the reason written:\n`);
    console.log(entriesFor(drift, operations));
  }
  for (const { message } of stale) console.log(message);
  const fields = new Map<string, number>();
  for (const [part, count] of witnesses.flatMap(({ comparison }) => [...comparison.fields])) {
    fields.set(part, Math.max(count, fields.get(part) ?? 0));
  }
  const found = [
    ...(drift.length > 0 ? [`differences: ${drift.length}`] : []),
    ...(stale.length > 0 ? [`stale entries: ${stale.length}`] : []),
    ...[...fields].map(([part, number]) => `${number} ${part} fields`),
  ];
  const compared = witnesses.filter(({ comparison }) => comparison.fields.size > 0);
  if (operations > 0 && compared.length === 0) throw new CannotRun('Nothing was compared');
  const names = compared.map(({ name, version }) => `${name} (${version})`).join(' and ');
  const verdict = drift.length + stale.length > 0 ? 'Drift from' : 'In step with';
  console.log(`${verdict} ${names}: ${found.join(', ')}, ${deliberate} deliberate differences.`);
}

await runAsProgram(import.meta.url, drift);
