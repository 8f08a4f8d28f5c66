import { type Contract, type OperationOf, validatorOf } from '../cases/contract.js';
import type { WireAnswer } from './provider.js';

/** What came back. */
export interface Answer {
  status: number;
  type?: string | undefined;
  code?: string | undefined;
  param?: string | undefined;
  /** Whether the body is what the contract says of an answer with that status. */
  keepsSchema: boolean;
  isReplay: boolean;
  /** Headers of the contract's answer, as far as they came. */
  headers: { [name: string]: string | null };
  text: string;
}

/** Reads an answer, and holds its body against the schema of the contract. */
export function readAnswer(
  contract: Contract,
  { responses }: OperationOf,
  { status, headers, text }: WireAnswer,
): Answer {
  const keys = [`${status}`, `${Math.floor(status / 100)}XX`, ...(status < 400 ? [] : ['default'])];
  const response = keys.map((key) => responses[key]).find((found) => found);
  const schema = response?.content?.['application/json']?.schema;
  const body = jsonOf(text);
  const { type, code, param } = Object(Object(body).error);
  const names = Object.keys(response?.headers ?? {});
  return {
    ...{ status, type, code, param, text },
    keepsSchema:
      response !== undefined && (schema ? validatorOf(schema, contract)(body) : text === ''),
    headers: Object.fromEntries(names.map((name) => [name, headers.get(name)])),
    isReplay: headers.get('Idempotent-Replayed') === 'true',
  };
}

/** What a text says as JSON; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
