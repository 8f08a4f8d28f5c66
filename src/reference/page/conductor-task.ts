import { type FilledInRequest, FORM_TYPE, urlOf } from './request.js';

/** What of a request can come from the input of a workflow: by the name it has there, what it is for. */
export type WorkflowInputs = Map<string, string>;

const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** The parts of a request that are filled in: of its path, its headers and its form. */
export function workflowInputs({ path, headers, form }: FilledInRequest): WorkflowInputs {
  const parts = [
    ...Object.keys(path),
    ...Object.keys(headers),
    ...pairsOf(form).map(([name]) => decodeURIComponent(name)),
  ];
  const inputs: WorkflowInputs = new Map();
  for (const part of parts) {
    // `${workflow.input.…}` is a JSONPath: letters, digits and underscores need no quotes in it.
    const stem = part.replace(/\W+/g, '_').replace(/_$/, '').toLowerCase() || 'input';
    let name = stem;
    for (let number = 2; inputs.has(name); number++) name = `${stem}_${number}`;
    inputs.set(name, part);
  }
  return inputs;
}

/**
 * The request as a task of type `HTTP` for a workflow definition of Conductor, with the inputs named in
 * `chosen` as `${workflow.input.…}` and the key as a secret.
 *
 * Conductor sends a body of text as it stands, so that the body is the form. It also puts an input in as
 * it stands: a text that holds more than letters, digits and `-_.~` has to come percent-encoded.
 */
export function conductorTask(request: FilledInRequest, chosen: ReadonlySet<string>): object {
  const names = [...workflowInputs(request).keys()];
  const next = (value: string): string => {
    const name = names.shift() ?? '';
    return chosen.has(name) ? expression(`workflow.input.${name}`) : value;
  };
  const uri = urlOf(request, (_, value) => next(encodeURIComponent(value)));
  const headers = Object.entries(request.headers).map(([name, value]) => [name, next(value)]);
  return {
    name: 'report_payment_attempt',
    taskReferenceName: 'report_payment_attempt_ref',
    type: 'HTTP',
    inputParameters: {
      http_request: {
        uri,
        method: 'POST',
        accept: 'application/json',
        contentType: FORM_TYPE,
        headers: {
          Authorization: `Bearer ${expression('workflow.secrets.STRIPE_SECRET_KEY')}`,
          // The same in each try of the task, so that none of them reports the payment twice.
          [IDEMPOTENCY_KEY]: expression('workflow.workflowId'),
          ...Object.fromEntries(headers),
        },
        body: pairsOf(request.form)
          .map(([name, value]) => `${name}=${next(value)}`)
          .join('&'),
        // In milliseconds. Conductor's own limit of 3 s is too short for a report of a payment.
        readTimeOut: 80_000,
      },
    },
  };
}

/** The pairs of a form, encoded as they are. */
function pairsOf(form: string): [name: string, value: string][] {
  if (form === '') return [];
  return form.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return [name, value];
  });
}

/** What Conductor puts a value in for. */
function expression(path: string): string {
  return `\${${path}}`;
}
