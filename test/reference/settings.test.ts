import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { API_VERSION, encodeForm } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { conductorTask, workflowInputs } from '../../src/reference/page/conductor-task.js';
import { curlCommand } from '../../src/reference/page/curl-command.js';
import {
  checkParameters,
  type FilledInRequest,
  readParams,
} from '../../src/reference/page/request.js';
import { typescriptCall } from '../../src/reference/page/typescript-call.js';
import { requestExamples, path as template } from '../support/contract.js';
import { mustRun, run } from '../support/program.js';

const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_test_123' };

let mock: MockServer;
let folder: string;
beforeAll(async () => {
  mock = await startMockServer();
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterAll(() => mock.close());
afterEach(() => mock.reset());

/** A request that is hard to quote: to a shell, to TypeScript and to a form. */
function nasty(): FilledInRequest {
  const text = 'it\'s "$HOME" `id` $(id) \\ \\n !x $' + '{workflow.input.id} & = % ü €';
  return filledIn({
    initiated_at: 1,
    description: text,
    metadata: { "a'b": '__proto__":', c: '\n' },
  });
}

function filledIn(params: object): FilledInRequest {
  return {
    baseUrl: mock.url,
    template,
    path: { id: "pr_'1" },
    headers: { 'Idempotency-Key': "it's $1", 'Stripe-Version': API_VERSION },
    ...readParams(JSON.stringify(params)),
  };
}

/** The last request on record, but for what a client adds of its own. */
function received() {
  const { path = '', rawBody, status, headers = {} } = mock.requests.at(-1) ?? {};
  const names = ['authorization', 'content-type', 'idempotency-key', 'stripe-version'];
  return {
    path: decodeURIComponent(path),
    rawBody,
    status,
    headers: Object.fromEntries(names.map((name) => [name, headers[name]])),
  };
}

const expected = ({ form }: FilledInRequest) => ({
  path: "/v1/payment_records/pr_'1/report_payment_attempt",
  rawBody: form,
  status: 200,
  headers: {
    authorization: 'Bearer sk_test_123',
    'content-type': 'application/x-www-form-urlencoded',
    'idempotency-key': "it's $1",
    'stripe-version': API_VERSION,
  },
});

test('the curl command comes out of a shell as the request', async () => {
  const request = nasty();
  const shell = `curl() { printf '%s\\0' "$@"; }; ${curlCommand(request)}`;
  const stdout = await mustRun('sh', ['-c', shell], { env });
  expect(stdout.split('\0')).toEqual([
    '--globoff',
    `${mock.url}/v1/payment_records/pr_'1/report_payment_attempt`,
    ...['-H', 'Authorization: Bearer sk_test_123'],
    ...['-H', 'Content-Type: application/x-www-form-urlencoded'],
    ...['-H', "Idempotency-Key: it's $1"],
    ...['-H', `Stripe-Version: ${API_VERSION}`],
    ...['--data-raw', request.form],
    '',
  ]);
});

test('the TypeScript, run, is the request', async () => {
  const request = nasty();
  const file = join(folder, 'call.mts');
  const source = JSON.stringify(new URL('../../src/index.ts', import.meta.url).href);
  await writeFile(file, typescriptCall(request).replace('"stripe-payment-attempt"', source));
  const tsx = ['--import', import.meta.resolve('tsx'), file];
  const { stdout, stderr } = await run(process.execPath, tsx, { env });
  expect(stderr).toBe('');
  expect(stdout).toContain("object: 'payment_record'");
  expect(received()).toEqual(expected(request));
});

test('the TypeScript of a key that names the prototype keeps it a key', () => {
  const request = { ...nasty(), ...readParams('{"metadata":{"__proto__":"x"}}') };
  expect(typescriptCall(request)).toContain('["__proto__"]: "x"');
});

describe('the task of a workflow', () => {
  interface Task {
    inputParameters: {
      http_request: {
        uri: string;
        method: string;
        contentType: string;
        headers: Record<string, string>;
        body: string;
      };
    };
  }

  /** What Conductor does: it puts values in as they stand, and sends a body of text as it stands. */
  async function carryOut(task: Task, values: Map<string, string>): Promise<string[]> {
    const asked: string[] = [];
    const text = JSON.stringify(task.inputParameters.http_request).replace(
      /\$\{([\w.]+)\}/g,
      (_, expression) => {
        asked.push(expression);
        return values.get(expression) ?? 'null';
      },
    );
    const request: Task['inputParameters']['http_request'] = JSON.parse(text);
    await fetch(request.uri.replace('https://api.stripe.com', mock.url), {
      method: request.method,
      headers: { ...request.headers, 'Content-Type': request.contentType },
      body: request.body,
    });
    return asked;
  }

  const always: [string, string][] = [
    ['workflow.secrets.STRIPE_SECRET_KEY', 'sk_test_123'],
    ['workflow.workflowId', 'wf-1'],
  ];

  test('without inputs is the request, whatever it holds', async () => {
    const request = nasty();
    const task: Task = JSON.parse(JSON.stringify(conductorTask(request, new Set())));
    expect(await carryOut(task, new Map(always))).toEqual(['workflow.secrets.STRIPE_SECRET_KEY']);
    expect(received()).toMatchObject({ rawBody: request.form, status: 200 });
    expect(received().headers).toEqual(expected(request).headers);
  });

  test('names its inputs after the fields, each in a way of its own', () => {
    const request = filledIn({ initiated_at: 1, metadata: { 'a b': 'x', a_b: 'y', ü: 'z' } });
    expect([...workflowInputs(request).values()]).toEqual([
      { name: 'id', field: 'id' },
      { name: 'idempotency_key', field: 'Idempotency-Key' },
      { name: 'stripe_version', field: 'Stripe-Version' },
      { name: 'initiated_at', field: 'initiated_at' },
      { name: 'metadata_a_b', field: 'metadata[a b]' },
      { name: 'metadata_a_b_2', field: 'metadata[a_b]' },
      { name: 'metadata', field: 'metadata[ü]' },
    ]);
  });

  test('takes an input for the place that was chosen, whatever else is filled in', () => {
    const request = {
      ...filledIn({ id: 'x', initiated_at: 1 }),
      template: '/v1/{b}/of/{a}',
      path: { a: 'one', b: 'two' },
    };
    const task: Task = JSON.parse(
      JSON.stringify(conductorTask(request, new Set(['path a', 'form id']))),
    );
    expect(task.inputParameters.http_request).toMatchObject({
      uri: expect.stringMatching(/\/v1\/two\/of\/\$\{workflow\.input\.a\}$/),
      body: expect.stringMatching(/^id=\$\{workflow\.input\.id\}&initiated_at=1$/),
    });
  });

  test.each(requestExamples)(
    'with every field of the example %s as input is the request',
    async (_, example) => {
      const request = filledIn(example.value);
      const inputs = [...workflowInputs(request)];
      const chosen = new Set(inputs.map(([place]) => place));
      const task: Task = JSON.parse(JSON.stringify(conductorTask(request, chosen)));
      // In the order of the request; encoded beforehand, as the page says that they have to be.
      const parts = [
        'pr_1',
        'key',
        API_VERSION,
        ...request.form.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1)),
      ];
      const values = inputs.map(([, { name }], index): [string, string] => [
        `workflow.input.${name}`,
        parts[index] ?? '',
      ]);
      const asked = await carryOut(task, new Map([...always, ...values]));
      expect(asked.filter((expression) => expression.startsWith('workflow.input.'))).toHaveLength(
        inputs.length,
      );
      expect(received()).toMatchObject({ rawBody: encodeForm(example.value), status: 200 });
      expect(received().headers['idempotency-key']).toBe('key');
    },
  );

  test('that npm run gen writes is a request that the contract server takes, filled in', async () => {
    const file = new URL('../../generated/conductor-task.json', import.meta.url);
    const task: Task = JSON.parse(await readFile(file, 'utf8'));
    const values = {
      id: 'pr_123',
      initiated_at: '1747742100',
      outcome: 'guaranteed',
      guaranteed_guaranteed_at: '1747742400',
    };
    const inputs = Object.entries(values).map(([name, value]): [string, string] => [
      `workflow.input.${name}`,
      value,
    ]);
    const asked = await carryOut(task, new Map([...always, ...inputs]));
    expect(new Set(asked)).toEqual(
      new Set([...always, ...inputs].map(([expression]) => expression)),
    );
    expect(received()).toEqual({
      path: '/v1/payment_records/pr_123/report_payment_attempt',
      rawBody: encodeForm({
        initiated_at: 1747742100,
        outcome: 'guaranteed',
        guaranteed: { guaranteed_at: 1747742400 },
      }),
      status: 200,
      headers: {
        authorization: 'Bearer sk_test_123',
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': 'wf-1-report_payment_attempt_ref',
        'stripe-version': API_VERSION,
      },
    });
  });
});

test.each([{}, { id: '' }, { id: '.' }, { id: '..' }])(
  'a path with %j is refused, for it would lead elsewhere',
  (path) => {
    expect(() => checkParameters({ template, path: { ...path }, headers: {} })).toThrow(
      new TypeError("id must be a non-empty string, not '.' or '..'"),
    );
  },
);

test('a path with an id is fine', () => {
  const headers = { 'Idempotency-Key': 'key ~1' };
  for (const id of ['pr_1', '...']) {
    expect(() => checkParameters({ template, path: { id }, headers })).not.toThrow();
  }
});

test('a header that would not arrive as it is written is refused', () => {
  const headers = { 'Idempotency-Key': 'ü' };
  expect(() => checkParameters({ template, path: { id: 'pr_1' }, headers })).toThrow(
    new TypeError('Idempotency-Key must be printable ASCII, got "ü"'),
  );
});
