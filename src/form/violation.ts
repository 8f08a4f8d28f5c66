/** One way in which a request breaks the contract. */
export interface Violation {
  /** The parameter in bracket notation, such as `failed[failed_at]`; `''` where the whole body is meant. */
  param: string;
  /** Stripe's code for it, where one fits. */
  code: string | undefined;
  message: string;
}

/** A violation, and what goes over the wire where Stripe says it in other words. */
export interface WordedViolation extends Violation {
  wire?: { message: string; param?: string };
}

/** What Stripe says of an empty value for a parameter that cannot be unset. */
export function emptyMessage(param: string): string {
  return `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`;
}
