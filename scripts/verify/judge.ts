import { type Kind, NONE } from '../diff/comparison.js';
import type { Case } from './case.js';
import type { Answer } from './read-answer.js';

/** How an answer differs from what the contract says. */
export interface Departure {
  /** What the contract is, measured by the provider. */
  kind: Kind;
  what: string;
  ours: string;
  theirs: string;
}

/** Judges the last answer of a case; `before` is the one before it. */
export function judge(
  { what, expected, requests }: Case,
  answer: Answer,
  before?: Answer,
): Departure[] {
  const { status, type, code, param, isReplay } = expected;
  const isTaken = answer.status < 300;
  if (isTaken !== status < 300) {
    const [ours, theirs] = [String(status), String(answer.status)];
    return [{ kind: isTaken ? 'stricter' : 'looser', what, ours, theirs }];
  }
  const departures: Departure[] = [];
  const compare = (aspect: string, ours: unknown, theirs: unknown, shown = ours): void => {
    if (ours === undefined || ours === theirs) return;
    const texts = { ours: String(shown), theirs: String(theirs ?? NONE) };
    departures.push({ kind: 'different', what: aspect, ...texts });
  };
  compare('status', status, answer.status);
  if (answer.keepsSchema) {
    compare('error type', type, answer.type);
    compare('error code', code, answer.code);
    // The place says which it is.
    compare('error param', param, answer.param, 'the one at fault');
  } else compare('body', 'as in the schema', 'otherwise');
  // A success carries what was sent in a header of the same name.
  for (const [name, sent] of Object.entries(requests.at(-1)?.headers ?? {})) {
    if (isTaken && name in answer.headers)
      compare('answer header', sent, answer.headers[name], 'as sent');
  }
  compare('replay', isReplay, answer.isReplay && answer.text === before?.text);
  return departures;
}
