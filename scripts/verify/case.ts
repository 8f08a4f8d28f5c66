import type { OperationOf } from '../cases/contract.js';
import type { JsonObject } from '../support/json.js';

export type Group = 'values' | 'constraints' | 'examples' | 'headers' | 'sequences';

/** What the contract says of an answer; what is undefined it leaves open. */
export interface Expected {
  status: number;
  type?: string | undefined;
  code?: string | undefined;
  param?: string | undefined;
  /** Whether it is the first answer again. */
  isReplay?: boolean;
}

export interface CaseRequest {
  params: JsonObject;
  query: JsonObject;
  headers: { [name: string]: string };
  /** The scheme that sends the key; none sends no key. */
  auth: string;
  /** Which of the case's records it is about: the first, the second, or one that does not exist. */
  record: 0 | 1 | 'missing';
}

/** Requests to send in turn. The contract takes all but the last, whose answer is judged. */
export interface Case {
  group: Group;
  operation: OperationOf;
  /** As `npm run drift` names places: `request.failed.failed_at`, `header stripe-account`. */
  place: string;
  /** What the last request does there: `value`, or the keyword that it breaks. */
  what: string;
  /** For people. */
  detail: string;
  requests: CaseRequest[];
  expected: Expected;
  /** Whether it acts for an account, which has to exist. */
  needsAccount?: boolean;
}

/** A case without what all cases of its operation share. */
export type Draft = Omit<Case, 'operation' | 'requests'> & { requests: Partial<CaseRequest>[] };

/** The answer to a wrong request, where no example of the contract says more. */
export const INVALID: Expected = { status: 400, type: 'invalid_request_error' };

/** The answer of the contract's error example of that name, where it has one. */
export function errorExample({ responses }: OperationOf, name: string): Expected | undefined {
  const examples = Object.entries(responses).flatMap(([status, { content = {} }]) => {
    const example = content['application/json']?.examples?.[name];
    return example ? [{ status: example['x-status'] ?? Number(status), value: example.value }] : [];
  });
  const [{ status, value } = {}] = examples;
  if (status === undefined) return undefined;
  const { type, code, param } = Object(value?.error);
  return { status, type, code, param };
}

/** The status of a success: the first 2xx that the contract names. */
export function successOf({ responses }: OperationOf): Expected {
  const status = Object.keys(responses).find((key) => /^2/.test(key)) ?? '200';
  return { status: Number(status.replaceAll(/x/gi, '0')) };
}

export const isIdempotencyKey = (header: string): boolean => /^idempotency-key$/i.test(header);
