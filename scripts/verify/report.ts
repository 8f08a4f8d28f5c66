import { Comparison } from '../diff/comparison.js';
import { entriesFor, type Settled, type Witness } from '../diff/upstream-differences.js';
import { formatTable } from '../format-table.js';
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
    if (!answer) comparison.notCompared.push({ operation, place: asked.place, reason });
    const place = { operation, name: asked.place, whom: 'who sends', where: ['', ''] } as const;
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
    console.log(
      `${tableOf(drift)}\n\nTo declare them, with the reason written (--differences FILE):\n`,
    );
    console.log(entriesFor(drift, operations));
  }
  for (const { entry, place, where } of stale) {
    console.log(`${where}: ${place} no longer differs (${entry.kind}: ${entry.what}); drop it.`);
  }
  const answered = outcomes.filter(({ answer }) => answer);
  const groups = count(answered, ({ case: { group } }) => group);
  const rest = count(
    outcomes.filter(({ answer }) => !answer),
    ({ verdict, reason }) => `${verdict} (${reason})`,
  );
  if (rest) console.log(rest);
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
  const groups = groupBy(drift, ({ kind, what, after, before }) =>
    JSON.stringify([kind, what, after, before]),
  );
  const rows = groups.map(([key, all]) => {
    const places = [...new Set(all.map(({ name }) => name))];
    const more = places.length > 3 ? ` and ${places.length - 3} more` : '';
    const cells: string[] = JSON.parse(key);
    return [...cells, `${all.length}`, places.slice(0, 3).join(', ') + more];
  });
  return formatTable([['the contract is', 'what', 'ours', 'theirs', 'cases', 'places'], ...rows]);
}

function count<T>(all: readonly T[], keyOf: (one: T) => string): string {
  return groupBy(all, keyOf)
    .map(([key, { length }]) => `${length} ${key}`)
    .join(', ');
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return [...groups];
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
  const stale = settled.stale.map(({ place, where }) => ({ place, where }));
  const exitCode = exitCodeOf(result);
  const head = { provider: name, version, exitCode, end: end ?? null, sent, records };
  return `${JSON.stringify({ ...head, unexplained, stale, cases }, null, 2)}\n`;
}
