import type { AcceptedRequest } from './contract-engine.js';
import type { PaymentRecordMemory } from './payment-records.js';
import type { Answer } from './refusals.js';
import { reportPaymentAttempt } from './report-payment-attempt.js';

/** What behaviours share. */
export interface Memory {
  records: PaymentRecordMemory;
  /** The document that references are resolved against. */
  contract: object;
}

/** Carries out a request that keeps the contract. */
export type Behaviour = (accepted: AcceptedRequest, memory: Memory) => Answer;

/** By `operationId`. An operation that is not here is answered with the contract's example. */
export const behaviours: ReadonlyMap<string, Behaviour> = new Map([
  ['PostPaymentRecordsIdReportPaymentAttempt', reportPaymentAttempt],
]);
