import { Comparison, type Difference } from '../diff/comparison.js';
import { entriesFor, type Settled, type Witness } from '../diff/upstream-differences.js';
import { formatTable } from '../support/format-table.js';
import { groupBy } from '../support/group-by.js';
import type { Outcome } from './run-cases.js';

export interface Result {
  /** Of the provider. */
  name: string;
  /** Of the contract. */
  version: string;
  outcomes: Outcome[];
  /** Why it ended before it had asked all cases. */
  end: string | undefined;
  settled: Settled;
  /** How many requests were sent. */
  sent: number;
  /** The records at the provider that were made, and those that now take no further attempt. */
  records: { made: string[]; closed: string[] };
}

/** The outcomes as a comparison, so that known differences are declared as they are for `npm run drift`. */
export function witnessOf(name: string, version: string, outcomes: readonly Outcome[]): Witness {
  const comparison = new Comparison();
  for (const { case: asked, answer, departures, reason = '' } of outcomes) {
    const operation = asked.operation.id;
    if (!answer) comparison.skip(operation, asked.place, reason);
    const place = { operation, name: asked.place, where: ['', ''] } as const;
    for (const { kind, what, ours, theirs } of departures) {
      comparison.add(place, what, kind, [theirs, ours]);
    }
  }
  return { name, version, comparison };
}

export function exitCodeOf({ outcomes, end, settled }: Result): 0 | 1 | 2 {
  const isAnswered = outcomes.some(({ answer }) => answer);
  if (end !== undefined || !isAnswered) return 2;
  if (settled.drift.length + settled.stale.length > 0) return 1;
  return outcomes.some(({ verdict }) => verdict === 'not answered') ? 2 : 0;
}

export function showReport(result: Result): void {
  const { name, version, outcomes, end, settled, sent, records } = result;
  const { drift, stale, deliberate } = settled;
  if (drift.length > 0) {
    const operations = new Set(outcomes.map(({ case: { operation } }) => operation.id)).size;
    console.log(`${tableOf(drift)}\n`);
    console.log('To declare them, with the reason written (--differences FILE):\n');
    console.log(entriesFor(drift, operations));
  }
  for (const { message } of stale) console.log(message);
  const answered = outcomes.filter(({ answer }) => answer);
  const groups = count(answered.map(({ case: { group } }) => group));
  const rest = outcomes.filter(({ answer }) => !answer);
  if (rest.length > 0) {
    console.log(count(rest.map(({ verdict, reason }) => `${verdict} (${reason})`)));
  }
  if (end !== undefined) console.log(`It ended early: ${end}.`);
  const used = Object.entries(records).filter(([, { length }]) => length > 0);
  const traces = used.map(([what, ids]) => `; ${what} ${ids.join(', ')}`);
  console.log(`Sent ${sent} requests${traces.join('')}.`);
  const differing = answered.filter(({ verdict }) => verdict === 'differs').length;
  const known = deliberate > 0 ? `, ${deliberate} known differences` : '';
  const verdict = ['agrees with', 'differs from', 'was not held against all of'][
    exitCodeOf(result)
  ];
  const cases = `${answered.length} cases${groups && ` (${groups})`}, ${differing} differ`;
  console.log(`${name} ${verdict} the contract ${version}: ${cases}${known}.`);
}

/** The differences by kind, each with its places. */
function tableOf(drift: Settled['drift']): string {
  const rows = groupBy(drift, cellsOf).map((all) => {
    const places = [...new Set(all.map(({ name }) => name))];
    const more = places.length > 3 ? ` and ${places.length - 3} more` : '';
    return [...cellsOf(all[0]), `${all.length}`, places.slice(0, 3).join(', ') + more];
  });
  return formatTable([['the contract is', 'what', 'ours', 'theirs', 'cases', 'places'], ...rows]);
}

const cellsOf = ({ kind, what, after, before }: Difference) => [kind, what, after, before];

function count(texts: readonly string[]): string {
  const groups = groupBy(texts, (text) => text);
  return groups.map((all) => `${all.length} ${all[0]}`).join(', ');
}

/** All that is known, for machines. */
export function jsonOf(result: Result): string {
  const { name, version, end, sent, records, settled } = result;
  const cases = result.outcomes.map(({ case: asked, verdict, reason, answer, departures }) => {
    const { group, place, what, detail, expected } = asked;
    const { text: _, ...came } = answer ?? { text: '' };
    return {
      ...{ operation: asked.operation.id, group, place, what, detail, verdict, reason, expected },
      ...(answer && { came }),
      ...{ departures },
    };
  });
  const unexplained = settled.drift.map(
    ({ operation, name: place, kind, what, after, before }) => ({
      ...{ operation, place, kind, what, ours: after, theirs: before },
    }),
  );
  const stale = settled.stale.map(({ message: _, ...known }) => known);
  const exitCode = exitCodeOf(result);
  const head = { provider: name, version, exitCode, end: end ?? null, sent, records };
  return `${JSON.stringify({ ...head, unexplained, stale, cases }, null, 2)}\n`;
}
