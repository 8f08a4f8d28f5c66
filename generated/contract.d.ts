// Made by `npm run gen` from spec/openapi.yaml. Do not edit.
/** The Stripe-Version that the contract describes. */
export declare const API_VERSION: "2026-10-28.endive";
/** The contract's first server, without a slash at its end. */
export declare const SERVER: "https://api.stripe.com";
/** The segment that all paths begin with, where there is one. */
export declare const ROOT: string | undefined;
/** The path of `reportPaymentAttempt`. */
export declare const REPORT_PATH: string | undefined;
/** The first and the last time that a field takes, in Unix seconds. */
export type TimeBounds = readonly [first: number, last: number];
/** Where the params of an operation hold integers, by field name; `*` is any item or key. */
export interface IntegerFields { readonly [name: string]: 'integer' | TimeBounds | IntegerFields; }
export interface OperationFacts {
  /** What a 2xx answer holds: the constant `object`, and whether an `id` is required. Absent where it has no content. */
  readonly success?: { readonly object?: string; readonly id?: true };
  /** Whether a call without a form cannot be right. */
  readonly requiresBody?: true;
  /** Integer fields of the form. Present where the operation takes a form. */
  readonly body?: IntegerFields;
  /** Integer fields of the query. Present where the operation takes a query. */
  readonly query?: IntegerFields;
}
/** By path and method in capitals. */
export declare const OPERATIONS: { readonly [path: string]: { readonly [method: string]: OperationFacts } };
