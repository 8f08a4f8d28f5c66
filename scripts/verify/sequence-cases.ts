import { randomUUID } from 'node:crypto';
import type { JsonObject, OperationOf } from '../cases/contract.js';
import { type Case, type CaseRequest, errorExample, isIdempotencyKey, successOf } from './case.js';
import { recordRules } from './record-rules.js';

/** What shows only in several requests: keys that are used again, and what becomes of a record. */
export function sequenceCases(
  operation: OperationOf,
  usual: CaseRequest,
  values: JsonObject[],
): Case[] {
  const { id, method, path, parameters } = operation;
  const rules = recordRules.get(id);
  const { leavesOpen = () => true, notOpen = '', missing = '' } = rules ?? {};
  const closing = values.find((params) => !leavesOpen(params));
  const other = values.find((params) => params !== usual.params && leavesOpen(params));

  const cases: Case[] = [];
  const add = (
    name: string,
    requests: Partial<CaseRequest>[],
    expected = errorExample(operation, name),
  ) => {
    // What the contract has no example of, it does not promise.
    if (!expected) return;
    const known = { group: 'sequences', what: 'answer', detail: name, operation } as const;
    const all = requests.map((each) => ({ ...usual, ...each }));
    cases.push({ ...known, place: `sequence.${name}`, requests: all, expected });
  };
  const keyHeader = parameters.find(({ name }) => isIdempotencyKey(name))?.name;
  // Stripe ignores the key on other methods.
  if (keyHeader !== undefined && method === 'POST') {
    const twice = (next: Partial<CaseRequest>) => {
      const headers = { [keyHeader]: randomUUID() };
      return [{ headers }, { headers, ...next }];
    };
    const reused = errorExample(operation, 'idempotency_key_reused');
    const elsewhere = errorExample(operation, 'idempotency_key_other_endpoint') ?? reused;
    add('same_key', twice({}), { ...successOf(operation), isReplay: true });
    if (other) add('key_of_other_params', twice({ params: other }), reused);
    if (path.includes('{')) add('key_of_other_record', twice({ record: 1 }), elsewhere);
  }
  if (closing) add('second_attempt', [{ params: closing }, {}], errorExample(operation, notOpen));
  add('missing_record', [{ record: 'missing' }], errorExample(operation, missing));
  return cases;
}
