import { randomUUID } from 'node:crypto';
import type { Contract, OperationOf } from '../cases/contract.js';
import { contractCases } from '../cases/contract-cases.js';
import type { Json } from '../support/json.js';
import type { CaseRequest, Draft, Expected } from './case.js';
import { errorExample, INVALID, isIdempotencyKey, successOf } from './case.js';

/** The contract's examples of accounts exist at the contract server alone. */
const ACCOUNTS = /^stripe-(account|context)$/i;

/** Each header with its example and at its limits, and each way to send the key, or not to. */
export function headerCases(operation: OperationOf, contract: Contract): Draft[] {
  const success = successOf(operation);
  const drafts: Draft[] = [];
  const add = (
    name: string,
    sent: Partial<CaseRequest>,
    what: string,
    detail: string,
    expected: Expected,
  ): void => {
    const needsAccount = ACCOUNTS.test(name) && expected === success;
    const said = { place: `header ${name.toLowerCase()}`, what, detail, expected };
    drafts.push({ group: 'headers', ...said, requests: [sent], needsAccount });
  };

  for (const { in: where, name, schema, example } of operation.parameters) {
    if (where !== 'header') continue;
    const properties = { [name]: schema };
    const { accepted, broken } = contractCases({ type: 'object', properties }, contract);
    const send = (value: string) => ({
      headers: { [name]: isIdempotencyKey(name) ? fresh(value) : value },
    });
    // Other texts that fit the schema name no version and no account.
    const longest = accepted
      .map(({ params }) => params[name])
      .filter((value) => String(value).length === schema.maxLength);
    for (const value of [example, ...longest].filter(isSendable)) {
      add(name, send(value), 'value', value.slice(0, 30), success);
    }
    for (const { params, keyword, constraint } of broken) {
      const value = params[name];
      if (isSendable(value)) add(name, send(value), keyword, constraint, INVALID);
    }
  }
  for (const auth of operation.security) add('authorization', { auth }, 'value', auth, success);
  if (operation.security.length > 0) {
    const refusal = errorExample(operation, 'invalid_api_key') ?? { ...INVALID, status: 401 };
    add('authorization', { auth: '' }, 'required', 'no key', refusal);
  }
  return drafts;
}

/** fetch takes no other text for a header, and trims it. */
function isSendable(value: Json | undefined): value is string {
  return typeof value === 'string' && /^([!-~]([ -~]*[!-~])?)?$/.test(value);
}

/** A key of that length that was never used. */
function fresh({ length }: string): string {
  return randomUUID().padEnd(length, randomUUID()).slice(0, length);
}
