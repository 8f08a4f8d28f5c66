import type { Contract } from '../cases/contract.js';
import type { Case, CaseRequest } from './case.js';
import { type Departure, judge } from './judge.js';
import { NotAnswered, type Provider } from './provider.js';
import { type Answer, readAnswer } from './read-answer.js';
import type { RecordPool } from './record-pool.js';
import { recordRules } from './record-rules.js';
import { writeForm } from './write-form.js';

export interface Outcome {
  case: Case;
  verdict: 'agrees' | 'differs' | 'not asked' | 'not answered';
  /** Why it was not asked, or not answered. */
  reason?: string;
  answer?: Answer;
  departures: Departure[];
}

export interface Run {
  provider: Provider;
  records: RecordPool;
  /** The ID of a record that does not exist, where there is none. */
  missingRecord?: string | undefined;
  knowsAccounts: boolean;
  /** Whether the provider remembers nothing, so that no record closes. */
  isStateless: boolean;
}

/** So many requests in a row without an answer, and nobody is there. */
const PATIENCE = 3;
/** Node's servers take 16 KiB for the request line and the headers. */
const LONGEST_TARGET = 12_000;

/** Asks all cases in turn. `end` says why it ended before it had asked them all. */
export async function runCases(
  contract: Contract,
  cases: readonly Case[],
  run: Run,
  onProgress: (done: number, of: number, differing: number) => void,
): Promise<{ outcomes: Outcome[]; end: string | undefined }> {
  const outcomes: Outcome[] = [];
  const ask = createAsk(contract, run);
  let failures = 0;
  let differing = 0;
  let end: string | undefined;
  for (const each of cases.toSorted((a, b) => Number(closes(a)) - Number(closes(b)))) {
    let result: Omit<Outcome, 'case'>;
    try {
      result = end === undefined ? await ask(each) : skip(end);
      if (result.answer) failures = 0;
    } catch (error) {
      if (!(error instanceof NotAnswered)) throw error;
      failures += 1;
      if (error.isFinal) end = error.message;
      else if (failures === PATIENCE) end = `nobody answers: ${error.message}`;
      result = { verdict: 'not answered', reason: error.message, departures: [] };
    }
    outcomes.push({ case: each, ...result });
    if (result.verdict === 'differs') differing += 1;
    onProgress(outcomes.length, cases.length, differing);
  }
  return { outcomes, end };
}

function createAsk(contract: Contract, run: Run): (asked: Case) => Promise<Omit<Outcome, 'case'>> {
  const { provider, records, missingRecord, isStateless } = run;
  return async (asked) => {
    const { group, operation, needsAccount, requests } = asked;
    if (isStateless && group === 'sequences') return skip('needs a memory');
    const targets = requests.map((request) => targetOf(operation.path, request));
    if (targets.some(({ length }) => length > LONGEST_TARGET)) return skip('too long for a URL');
    if (needsAccount && !run.knowsAccounts) return skip('no account that the provider knows');
    const isMissing = requests.some(({ record }) => record === 'missing');
    if (isMissing && missingRecord === undefined) return skip('no ID that is sure not to exist');
    const isAboutRecord = operation.path.includes('{') && !isMissing;
    const last = Math.max(...requests.map(({ record }) => Number(record)));
    const ids = await records.take(isAboutRecord ? last + 1 : 0);
    if (!ids) return skip('no open record is left');

    const answers: Answer[] = [];
    for (const [index, { record, params, headers, auth }] of requests.entries()) {
      const id = (record === 'missing' ? missingRecord : ids[record]) ?? '';
      const target = (targets[index] ?? '').replaceAll(RECORD, encodeURIComponent(id));
      const form = operation.form && writeForm(params);
      const closesRecord = !isStateless && !leavesOpen(operation, params);
      let answer: Answer;
      try {
        const sent = { method: operation.method, target, headers, auth, form };
        answer = readAnswer(contract, operation, await provider.send(sent));
      } catch (error) {
        // It may have been carried out.
        if (closesRecord) records.close(id);
        throw error;
      }
      const isTaken = answer.status < 300;
      if (closesRecord && isTaken) records.close(id);
      answers.push(answer);
      if (index < requests.length - 1 && !isTaken) {
        return skip(`what comes before it was answered ${answer.status}`);
      }
    }
    const [answer, before] = answers.toReversed();
    if (!answer) return skip('nothing to send');
    const departures = judge(asked, answer, before);
    return { verdict: departures.length > 0 ? 'differs' : 'agrees', answer, departures };
  };
}

const RECORD = /\{\w+\}/g;
const skip = (reason: string): Omit<Outcome, 'case'> => ({
  verdict: 'not asked',
  reason,
  departures: [],
});
const leavesOpen = ({ id }: Case['operation'], params: CaseRequest['params']): boolean =>
  recordRules(id).leavesOpen(params);

/** Whether a provider that agrees closes a record by it. */
const closes = ({ group, operation, requests }: Case): boolean =>
  group !== 'constraints' && requests.some(({ params }) => !leavesOpen(operation, params));

/** Path and query; the record is still to be filled in. */
function targetOf(path: string, { query }: CaseRequest): string {
  const question = writeForm(query);
  return question === '' ? path : `${path}?${question}`;
}
