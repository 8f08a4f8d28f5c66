import { randomUUID } from 'node:crypto';
import type { OperationOf } from '../cases/contract.js';
import type { JsonObject } from '../support/json.js';
import type { CaseRequest, Draft, Expected } from './case.js';
import { errorExample, isIdempotencyKey, successOf } from './case.js';
import { recordRules } from './record-rules.js';

/** What shows only in several requests: keys that are used again, and what becomes of a record. */
export function sequenceCases(
  operation: OperationOf,
  usual: JsonObject,
  values: JsonObject[],
): Draft[] {
  const { leavesOpen, notOpen = '', missing = '' } = recordRules(operation.id);
  const closing = values.find((params) => !leavesOpen(params));
  const other = values.find((params) => params !== usual && leavesOpen(params));
  const example = (name: string) => errorExample(operation, name);

  const drafts: Draft[] = [];
  const add = (
    detail: string,
    requests: Partial<CaseRequest>[],
    expected: Expected | undefined,
  ): void => {
    // What the contract has no example of, it does not promise.
    if (!expected) return;
    const known = { group: 'sequences', what: 'answer', place: `sequence.${detail}` } as const;
    drafts.push({ ...known, detail, requests, expected });
  };
  const keyHeader = operation.parameters.find(({ name }) => isIdempotencyKey(name))?.name;
  // Stripe ignores the key on other methods.
  if (keyHeader !== undefined && operation.method === 'POST') {
    const twice = (next: Partial<CaseRequest>) => {
      const headers = { [keyHeader]: randomUUID() };
      return [{ headers }, { headers, ...next }];
    };
    const reused = example('idempotency_key_reused');
    const elsewhere = example('idempotency_key_other_endpoint') ?? reused;
    add('same_key', twice({}), { ...successOf(operation), isReplay: true });
    if (other) add('key_of_other_params', twice({ params: other }), reused);
    if (operation.path.includes('{')) add('key_of_other_record', twice({ record: 1 }), elsewhere);
  }
  if (closing) add('second_attempt', [{ params: closing }, {}], example(notOpen));
  add('missing_record', [{ record: 'missing' }], example(missing));
  return drafts;
}
