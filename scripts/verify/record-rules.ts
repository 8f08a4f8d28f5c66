import type { JsonObject } from '../support/json.js';

/** What the contract says in prose alone: how the record in the path limits what may be sent next. */
export interface RecordRules {
  /** Whether the record takes the next request after it has taken this one. */
  leavesOpen(params: JsonObject): boolean;
  /** The contract's error example for a record that is not open. */
  notOpen?: string;
  /** The contract's error example for a record that is not there. */
  missing?: string;
}

const RULES: ReadonlyMap<string, RecordRules> = new Map([
  [
    'PostPaymentRecordsIdReportPaymentAttempt',
    {
      leavesOpen: ({ outcome, metadata = '' }) =>
        (outcome === 'failed' || outcome === 'canceled') &&
        // A record keeps the metadata of all reports, and takes 50 keys.
        Object.keys(metadata ?? '').length <= 1,
      notOpen: 'attempt_open',
      missing: 'resource_missing',
    },
  ],
]);

/** The rules by `operationId`. Other operations leave their record as it was. */
export function recordRules(operationId: string): RecordRules {
  return RULES.get(operationId) ?? { leavesOpen: () => true };
}
