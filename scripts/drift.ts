// npm run drift: says where the contract and what Stripe publishes have come apart.
import { parseArgs } from 'node:util';
import { driftFromDocument } from './diff/compare-with-openapi.js';
import { CannotCompare, type Report } from './diff/upstream-differences.js';
import { formatTable } from './format-table.js';

const HELP = `Compares the contract with what Stripe publishes.

  npm run drift                         the types of the installed SDK
  npm run drift -- --sdk latest         those of another version of the SDK, from the npm registry
  npm run drift -- FILE_OR_URL          a published OpenAPI document, JSON or YAML

Differences on purpose stand in spec/upstream-differences.yaml.
Exit codes: 0 in step, 1 drift, 2 could not compare.`;

let shownAt = Number.NEGATIVE_INFINITY;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof CannotCompare)) throw error;
  clearProgress();
  console.error(error.message.replace(/\s+/g, ' '));
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [source] = positionals;
  const report = await (source === undefined
    ? sdkReport(values.sdk)
    : driftFromDocument(source, showProgress));
  clearProgress();
  show(report);
  return report.drift.length + report.stale.length > 0 ? 1 : 0;
}

async function sdkReport(version: string | undefined): Promise<Report> {
  // Loads TypeScript, which takes longer than all of the rest.
  const { driftFromSdk } = await import('./diff/compare-with-sdk.js');
  return driftFromSdk(version);
}

function readArguments() {
  const options = { sdk: { type: 'string' }, help: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    if (positionals.length > 1) throw new Error(`One document at most, got ${positionals.length}`);
    if (positionals.length > 0 && values.sdk !== undefined) {
      throw new Error('Either --sdk or a document');
    }
    return { values, positionals };
  } catch (error) {
    throw new CannotCompare(`${error instanceof Error ? error.message : error} (try --help)`);
  }
}

function show({ name, versions, fields, notCompared, drift, stale, deliberate }: Report): void {
  if (versions.ours !== versions.theirs) {
    console.log(`API version: ours is ${versions.ours}, theirs is ${versions.theirs}.`);
  }
  for (const { place, reason } of notCompared) console.log(`Not compared: ${place}; ${reason}.`);
  const table = [
    ['place', 'kind', 'what', 'ours', 'theirs', 'where in ours', 'where in theirs'],
    ...drift.map((one) => [
      one.place,
      one.kind,
      one.what,
      one.ours,
      one.theirs,
      one.whereOurs,
      one.whereTheirs,
    ]),
  ];
  if (drift.length > 0) console.log(`${formatTable(table)}\n`);
  for (const { entry, place, where } of stale) {
    console.log(`${where}: ${place} no longer differs (${entry.kind}: ${entry.what}); drop it.`);
  }
  const counts = [...fields].map(([part, count]) => `${count} ${part} fields`).join(', ');
  const found = [
    ...(drift.length > 0 ? [count(drift, 'difference', 'differences')] : []),
    ...(stale.length > 0 ? [count(stale, 'stale entry', 'stale entries')] : []),
  ];
  console.log(
    `${found.length > 0 ? 'Drift from' : 'In step with'} ${name} (${versions.theirs}): ` +
      [...found, `${counts} compared`, `${deliberate} deliberate differences.`].join(', '),
  );
}

function count({ length }: unknown[], one: string, more: string): string {
  return `${length} ${length === 1 ? one : more}`;
}

/** One line that changes in a terminal; elsewhere a line every two seconds. */
function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
  else if (performance.now() - shownAt > 2000) {
    shownAt = performance.now();
    console.error(text);
  }
}

function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
}
