import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeForm } from '../../../src/index.js';
import { httpTask, workflowInput } from '../../../src/reference/snippets/http-task.js';
import type { PageRequest } from '../../../src/reference/snippets/page-request.js';
import { requestExamples } from '../../support/contract.js';
import { serve } from '../../support/contract-server.js';
import { AWKWARD, awkwardRequest } from './awkward-request.js';

const mock = await serve();
const request = awkwardRequest(mock.url);

type Task = ReturnType<typeof httpTask>;
type Values = { [name: string]: unknown };

/** A text with its expressions evaluated; one that is an expression as a whole keeps the type of its value. */
function evaluate(text: string, lookUp: (path: string) => unknown): unknown {
  if (text.startsWith('jsonata:')) throw new Error(`evaluated as JSONata: ${text}`);
  const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
  if (whole !== undefined) return lookUp(whole);
  return text.replace(/\$(\$\{)|\$\{([^{}]*)\}/g, (_, literal, path) =>
    literal ? literal : String(lookUp(path)),
  );
}

function evaluateAll(value: unknown, lookUp: (path: string) => unknown): unknown {
  if (typeof value === 'string') return evaluate(value, lookUp);
  if (Array.isArray(value)) return value.map((item) => evaluateAll(item, lookUp));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, evaluateAll(inner, lookUp)]),
  );
}

/** An object as a form, by code of its own. */
function formOf(value: unknown, name = ''): string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) =>
      formOf(inner, name === '' ? percentEncode(key) : `${name}[${percentEncode(key)}]`),
    );
  }
  return [`${name}=${percentEncode(String(value))}`];
}
const percentEncode = (text: string): string =>
  [...new TextEncoder().encode(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[\w.~[\]-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

/** Plays the part of the workflow engine. */
async function carryOut(task: Task, input: Values): Promise<void> {
  const inputs = new Map(
    Object.entries(task.inputParameters).map(([name, text]) => [
      name,
      evaluate(text, (path) => {
        const known = /^workflow\.input\.(\w+)$/.exec(path)?.[1] ?? '';
        if (!Object.hasOwn(input, known)) throw new Error(`no input ${path}`);
        return input[known];
      }),
    ]),
  );
  const lookUp = (name: string) => {
    if (!inputs.has(name)) throw new Error(`no input parameter ${name}`);
    return inputs.get(name);
  };
  const { url, method, headers, body } = task.httpRequest;
  await fetch(String(evaluate(url, lookUp)), {
    method,
    headers: Object.fromEntries([
      ...Object.entries(headers).map(([name, text]) => [name, String(evaluate(text, lookUp))]),
      ['Authorization', 'Bearer sk_test_123'],
    ]),
    ...(body !== null && { body: formOf(evaluateAll(body, lookUp)).join('&') }),
  });
}

const leavesOf = (value: object, prefix = ''): string[] =>
  Object.entries(value).flatMap(([name, inner]) =>
    inner instanceof Object ? leavesOf(inner, `${prefix}${name}.`) : [prefix + name],
  );

describe('carried out, the task is the request', () => {
  test('without inputs, whatever it holds', async () => {
    await carryOut(httpTask(request), workflowInput(request));
    expect(mock.requests).toMatchObject([
      {
        path: "/v1/payment_records/pr_'1/report_payment_attempt",
        rawBody: encodeForm(request.body ?? {}),
        status: 200,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'idempotency-key': request.headers['Idempotency-Key'],
          'stripe-account': 'acct_1',
        },
      },
    ]);
  });

  test.each(requestExamples)('with every field of the example %s as input', async (_, example) => {
    const body = JSON.parse(JSON.stringify(example.value));
    const of: PageRequest = { ...request, body };
    const inputs = ['id', ...leavesOf(body), ...Object.keys(request.headers)];
    const task = httpTask(of, inputs);
    await carryOut(task, workflowInput(of, inputs));
    expect(mock.requests).toMatchObject([{ rawBody: encodeForm(body), status: 200 }]);
    expect(JSON.stringify(task.httpRequest.body)).not.toContain('1747742100');
    expect(task.httpRequest.url).toContain(`/\${id}/`);
  });

  test('for any texts, each a value of its own or an input', async () => {
    const part = fc.oneof(
      fc.constantFrom('$', '{', '}', `\${`, `$\${`, `\${id}`, 'jsonata:', '$$', ' ', 'é', '\n'),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    );
    const text = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(''));
    const metadata = fc.dictionary(fc.constantFrom('a', 'a.b', 'a b', 'é'), text, { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(metadata, fc.boolean(), async (values, asInputs) => {
        mock.reset();
        const of = { ...request, body: { initiated_at: 1, metadata: { ...values } } };
        const inputs = asInputs ? leavesOf(of.body) : [];
        await carryOut(httpTask(of, inputs), workflowInput(of, inputs));
        expect(mock.requests.at(-1)?.rawBody).toBe(encodeForm(of.body));
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});

test('a text for JSONata always comes from the input, and is no part of the task', () => {
  const of = {
    ...request,
    headers: { 'Stripe-Account': 'jsonata:a' },
    body: { description: 'jsonata:b' },
  };
  const task = httpTask(of);
  expect(JSON.stringify(task)).not.toContain('jsonata');
  expect(task.httpRequest.body).toStrictEqual({ description: `\${description}` });
  expect(workflowInput(of)).toMatchObject({
    Stripe_Account: 'jsonata:a',
    description: 'jsonata:b',
  });
});

test('the task has a key, limits and retries that fit a report', () => {
  const { idempotency_key } = httpTask(request).inputParameters;
  expect(idempotency_key).toBe(`\${workflow.input.idempotency_key}`);
  const { httpRequest, inputParameters: _, ...settings } = httpTask(request);
  expect(httpRequest.headers['Idempotency-Key']).toBe(`\${idempotency_key}`);
  expect(httpRequest.body).toMatchObject({
    description: AWKWARD.split('${').join('$${'),
    failed: { failed_at: 1747742400 },
  });
  expect(settings).toStrictEqual({
    type: 'Http',
    credentials: 'stripe_api_key',
    retry: { intervalSeconds: 2, maxAttempts: 5, backoffRate: 2 },
    connectionTimeoutSeconds: 10,
    readTimeoutSeconds: 80,
    end: true,
  });
});

test('inputs have names of their own', () => {
  const body = { metadata: { 'a b': 'x', a_b: 'y', ü: 'z' }, idempotency_key: 'w' };
  const names = Object.keys(workflowInput({ ...request, body }, leavesOf(body)));
  expect(names).toStrictEqual([
    'idempotency_key',
    'metadata_a_b',
    'metadata_a_b_2',
    'metadata',
    'idempotency_key_2',
  ]);
});

test('a request without a body has none, and one that is no POST no key', () => {
  const read = { ...request, method: 'GET', headers: {}, body: undefined };
  expect(httpTask(read).httpRequest).toMatchObject({ body: null, headers: {} });
  expect(workflowInput(read)).toStrictEqual({});
});

test('the definition that npm run gen writes makes the request of an example', async () => {
  const file = new URL('../../../generated/workflow-definition.json', import.meta.url);
  const definition: { startTask: string; tasks: { [name: string]: Task } } = JSON.parse(
    await readFile(file, 'utf8'),
  );
  const task = definition.tasks[definition.startTask];
  if (task === undefined) throw new Error('the first task is not there');
  task.httpRequest.url = task.httpRequest.url.replace('https://api.stripe.com', mock.url);
  const guaranteed_at = 1747742400;
  const input = { id: 'pr_123', idempotency_key: 'run-1', initiated_at: 1747742100 };
  await carryOut(task, {
    ...input,
    outcome: 'guaranteed',
    guaranteed_guaranteed_at: guaranteed_at,
  });
  const body = { initiated_at: 1747742100, outcome: 'guaranteed', guaranteed: { guaranteed_at } };
  expect(mock.requests).toMatchObject([{ rawBody: encodeForm(body), status: 200 }]);
});
