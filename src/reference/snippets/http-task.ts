import type { JsonValue } from '../../form/json-value.js';
import type { PageRequest } from './page-request.js';
import { headersOf, urlOf } from './wire-request.js';

/** What of a request comes from the input of the workflow: dotted names, such as `id` and `failed.failed_at`. */
export type WorkflowInputs = readonly string[];

interface HttpTask {
  type: 'Http';
  inputParameters: Record<string, string>;
  credentials: string;
  httpRequest: { url: string; method: string; headers: Record<string, string>; body: JsonValue };
  retry: { intervalSeconds: number; maxAttempts: number; backoffRate: number };
  connectionTimeoutSeconds: number;
  readTimeoutSeconds: number;
  end: true;
}

/** The request as an HTTP task of SimWorkflow. */
export function httpTask(request: PageRequest, inputs: WorkflowInputs = []): HttpTask {
  return prepare(request, inputs).task;
}

/** A workflow definition of SimWorkflow with the request as its only task. */
export function workflowDefinition(request: PageRequest, inputs: WorkflowInputs = []): object {
  // A name has at most 80 characters.
  const name = (request.path.match(/\w+(?=(\/\{\w+\})*$)/)?.[0] ?? 'request').slice(0, 80);
  return {
    name,
    description: `${request.method} ${request.path}`,
    startTask: name,
    tasks: { [name]: httpTask(request, inputs) },
  };
}

/** The input that a workflow of that task is to be started with, to make that request. */
export function workflowInput(
  request: PageRequest,
  inputs: WorkflowInputs = [],
): { [name: string]: JsonValue } {
  return prepare(request, inputs).input;
}

function prepare(request: PageRequest, inputs: WorkflowInputs) {
  const inputParameters: Record<string, string> = {};
  const input: { [name: string]: JsonValue } = {};

  /** An expression for a value that comes from the input of the workflow. */
  const ask = (field: string, value: JsonValue): string => {
    const stem = field.replace(/\W+/g, '_').replace(/^_|_$/g, '') || 'input';
    let name = stem;
    for (let number = 2; Object.hasOwn(input, name); number++) name = `${stem}_${number}`;
    input[name] = value;
    inputParameters[name] = `\${workflow.input.${name}}`;
    return `\${${name}}`;
  };
  /** A text as it stands, or what it is asked for by. */
  const fill = (field: string, text: string): string =>
    inputs.includes(field) || text.startsWith('jsonata:')
      ? ask(field, text)
      : // A function, because `$$` in a replacement text is one dollar.
        text.replaceAll('${', () => '$${');
  const fillBody = (value: JsonValue, field: string): JsonValue => {
    if (typeof value === 'string') return fill(field, value);
    if (typeof value !== 'object' || value === null) {
      return inputs.includes(field) ? ask(field, value) : value;
    }
    const nested = (key: string | number) => (field === '' ? `${key}` : `${field}.${key}`);
    if (Array.isArray(value)) return value.map((item, index) => fillBody(item, nested(index)));
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, fillBody(inner, nested(key))]),
    );
  };

  const { 'Idempotency-Key': key = '', ...headers } = headersOf(request);
  const filled = Object.entries(headers).map(([name, value]) => [name, fill(name, value)]);
  const task: HttpTask = {
    type: 'Http',
    inputParameters,
    credentials: 'stripe_api_key',
    httpRequest: {
      url: urlOf(request, (name, value) =>
        inputs.includes(name) ? ask(name, encodeURIComponent(value)) : encodeURIComponent(value),
      ),
      method: request.method,
      headers: {
        ...Object.fromEntries(filled),
        // The same in each try of the task, and another in each run of the workflow.
        ...(request.method === 'POST' && { 'Idempotency-Key': ask('idempotency_key', key) }),
      },
      body: request.body ? fillBody(request.body, '') : null,
    },
    retry: { intervalSeconds: 2, maxAttempts: 5, backoffRate: 2 },
    // SimWorkflow's own limits, 5 and 10, are short for a report of a payment.
    connectionTimeoutSeconds: 10,
    readTimeoutSeconds: 80,
    end: true,
  };
  return { task, input };
}
