/** One way in which a request breaks the contract. */
export interface Violation {
  /** The parameter in bracket notation, such as `failed[failed_at]`; `''` where the whole body is meant. */
  param: string;
  /** Stripe's code for it, where one fits. */
  code: string | undefined;
  message: string;
}
