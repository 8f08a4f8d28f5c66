import { type FilledInRequest, FORM_TYPE, urlOf } from './request.js';

/** What of a request can come from the input of a workflow. */
export interface WorkflowInput {
  /** What the workflow calls it. */
  name: string;
  /** What it is for: a parameter of the contract, or a field in bracket notation. */
  field: string;
}

/** The parts of a request that are filled in, by their place in it, such as `path id`. */
export function workflowInputs({
  path,
  headers,
  form,
}: FilledInRequest): Map<string, WorkflowInput> {
  const places = [
    ...Object.keys(path).map((name) => ['path', name]),
    ...Object.keys(headers).map((name) => ['header', name]),
    ...pairsOf(form).map(([name]) => ['form', name]),
  ];
  const names = new Set<string>();
  return new Map(
    places.map(([where, field = '']) => {
      // `${workflow.input.…}` is a JSONPath: letters, digits and underscores need no quotes in it.
      const stem = field.replace(/\W+/g, '_').replace(/_$/, '').toLowerCase() || 'input';
      let name = stem;
      for (let number = 2; names.has(name); number++) name = `${stem}_${number}`;
      names.add(name);
      return [`${where} ${field}`, { name, field }];
    }),
  );
}

/**
 * The request as a task of type `HTTP` for a workflow definition of Conductor, with the inputs at the places
 * in `chosen` as `${workflow.input.…}` and the key as a secret.
 *
 * Conductor sends a body of text as it stands, so that the body is the form. It also puts an input in as
 * it stands: a text that holds more than letters, digits and `-_.~` has to come percent-encoded into the form.
 */
export function conductorTask(request: FilledInRequest, chosen: ReadonlySet<string>): object {
  const inputs = workflowInputs(request);
  const fill = (place: string, value: string): string =>
    chosen.has(place) ? expression(`workflow.input.${inputs.get(place)?.name}`) : value;
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    fill(`header ${name}`, value),
  ]);
  const name = request.template.match(/\w+(?=(\/\{\w+\})*$)/)?.[0] ?? 'request';
  const reference = `${name}_ref`;
  return {
    name,
    taskReferenceName: reference,
    type: 'HTTP',
    inputParameters: {
      http_request: {
        uri: urlOf(request, (name, value) => fill(`path ${name}`, encodeURIComponent(value))),
        method: 'POST',
        accept: 'application/json',
        contentType: FORM_TYPE,
        headers: {
          Authorization: `Bearer ${expression('workflow.secrets.STRIPE_SECRET_KEY')}`,
          // The same in each try of the task, so that none of them reports the payment twice.
          'Idempotency-Key': `${expression('workflow.workflowId')}-${reference}`,
          ...Object.fromEntries(headers),
        },
        body: pairsOf(request.form)
          .map(([name, value, encodedName]) => `${encodedName}=${fill(`form ${name}`, value)}`)
          .join('&'),
        // In milliseconds. Conductor's own limits are too short for a report of a payment.
        connectionTimeOut: 10_000,
        readTimeOut: 80_000,
      },
    },
  };
}

/** The pairs of a form: names in plain and, like the values, encoded. */
function pairsOf(form: string): [name: string, value: string, encodedName: string][] {
  if (form === '') return [];
  return form.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return [decodeURIComponent(name), value, name];
  });
}

/** What Conductor puts a value in for. */
function expression(path: string): string {
  return `\${${path}}`;
}
