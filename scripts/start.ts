// npm start: reports a payment attempt and shows what went over the wire.
import { readFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { mayBeLiveKey } from '../src/client/may-be-live-key.js';
import { decodeForm } from '../src/form/decode-form.js';
import { createClient } from '../src/index.js';
import { createContractEngine } from '../src/mock/contract-engine.js';
import { startMockServer } from '../src/mock/index.js';
import { CannotRun, createCommand, reasonOf, refuse, runAsProgram } from './support/command.js';

const HELP = `npm start -- [FILE] [--live ID [--yes] [--base-url URL]]
Reports a payment attempt to the embedded contract server, and shows what went over the wire.

  FILE            what reportPaymentAttempt takes, as JSON; without one, an attempt that failed
  --live ID       send to Stripe, on the Payment Record ID, with the key in STRIPE_SECRET_KEY
  --yes           needed as well where the key may be a live one: the report is then real
  --base-url URL  with --live: send there instead of to https://api.stripe.com
`;
const OPERATION = 'PostPaymentRecordsIdReportPaymentAttempt';

const OPTIONS = {
  live: { type: 'string' },
  yes: { type: 'boolean', default: false },
  'base-url': { type: 'string' },
} as const;

export const start = createCommand(
  { help: HELP, operand: 'file', options: OPTIONS },
  async ({ live, yes, 'base-url': baseUrl }, file) => {
    refuse(baseUrl !== undefined && live === undefined, '--base-url goes with --live');
    const apiKey = live === undefined ? 'sk_test_123' : liveKey(yes);
    const params = file === undefined ? undefined : await readParams(file);
    try {
      return (await report(params, apiKey, live, baseUrl)) ? 0 : 1;
    } catch (error) {
      console.error(reasonOf(error));
      return 1;
    }
  },
);

/** Whether the report was taken, by Stripe where `live` has a record, with an answer as the contract says. */
async function report(
  given: unknown,
  apiKey: string,
  live: string | undefined,
  baseUrl: string | undefined,
): Promise<boolean> {
  const contract: object = JSON.parse(await readFile('generated/openapi.json', 'utf8'));
  const operation = (await createContractEngine(contract)).operations.get(OPERATION);
  if (!operation?.form) throw new Error(`The contract has no form of ${OPERATION}`);
  const { schema, examples } = operation.form;
  const params = Object(given ?? examples.failed?.value);
  const mock = live === undefined ? await startMockServer() : undefined;
  if (mock) console.log(`Contract server  ${mock.url}  (Prism behind a strict form decoder)`);
  try {
    const stripe = createClient({
      apiKey,
      baseUrl: mock?.url ?? baseUrl,
      fetch: (url, init) => {
        const form = String(init.body);
        console.log(`\nPOST ${mock ? url.slice(mock.url.length) : url}`);
        showRequest(new Headers(init.headers), form, decodeForm(form, schema, contract).value);
        return fetch(url, init);
      },
    });
    const result = await stripe.reportPaymentAttempt(live ?? 'pr_123', params);
    const { status } = result.response;
    const answer = result.data ?? result.error;
    console.log(`\n${status} ${STATUS_CODES[status] ?? ''}  Request-Id ${result.requestId}`);
    console.log(JSON.stringify(answer, null, 2));
    const faults = mock ? [] : operation.violationsOfAnswer(status, answer);
    if (!mock) console.log(`\nThe answer is ${faults[0] ? 'not ' : ''}what the contract says.`);
    for (const { message } of faults) console.log(message);
    return !result.error && faults.length === 0;
  } finally {
    await mock?.close();
  }
}

function liveKey(isConfirmed: boolean): string {
  const apiKey = process.env.STRIPE_SECRET_KEY;
  if (!apiKey) throw new CannotRun('--live needs the API key in STRIPE_SECRET_KEY');
  if (mayBeLiveKey(apiKey) && !isConfirmed) {
    throw new CannotRun('The key may be a live one: add --yes to report a real payment');
  }
  return apiKey;
}

async function readParams(file: string) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new CannotRun(`${file} ${what}: ${reasonOf(error)}`);
  }
}

function showRequest(headers: Headers, form: string, decoded: unknown): void {
  headers.set('authorization', 'Bearer [redacted]');
  for (const name of ['authorization', 'content-type', 'idempotency-key', 'stripe-version']) {
    console.log(`  ${name.padEnd(16)} ${headers.get(name)}`);
  }
  const pairs = form.split('&');
  const width = Math.min(60, Math.max(...pairs.map((pair) => pair.length)));
  console.log(`\n  ${'as sent'.padEnd(width)}   as decoded`);
  for (const pair of pairs) console.log(`  ${pair.padEnd(width)}   ${decodedLine(pair, decoded)}`);
}

/** What a pair of the form has become in the decoded body. */
function decodedLine(pair: string, decoded: unknown): string {
  const names = decodeURIComponent(pair.replace(/=.*/s, '')).match(/[^[\]]+/g) ?? [];
  const value = names.reduce((node: unknown, name) => Object(node)[name], decoded);
  return value === undefined ? '(not decoded)' : `${names.join('.')}: ${JSON.stringify(value)}`;
}

await runAsProgram(import.meta.url, start);
