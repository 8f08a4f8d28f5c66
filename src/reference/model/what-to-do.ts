const BY_CODE = new Map(
  Object.entries({
    idempotency_error:
      'Make a new idempotency key for another report; keep the old one to send the old report again.',
    idempotency_key_in_use:
      'Wait a moment, then send the same request with the same idempotency key.',
    parameter_missing: 'Fill in the field that `param` names.',
    parameter_unknown: 'Leave out the field that `param` names.',
  }),
);

const BY_STATUS: { [status: number]: string } = {
  400: 'Mend the request as the message says; sent again as it is, it is refused again.',
  401: 'Send a valid API key of the right mode.',
  402: 'The payment method was declined; see the message.',
  403: 'Use an API key that has the permission.',
  404: 'Check the ID, the account and the mode of the API key.',
  409: 'Wait a moment, then send the same request with the same idempotency key.',
  429: 'Wait, longer each time, then send the same request with the same idempotency key.',
};

/** What a person can do about an error, by what it is called and by its status. */
export function whatToDo(status: number, code: string): string {
  if (status >= 500) {
    return 'It may have been recorded. Send the same request with the same idempotency key.';
  }
  return BY_CODE.get(code) ?? BY_STATUS[status] ?? BY_STATUS[400] ?? '';
}
