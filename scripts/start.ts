// npm start: reports a payment attempt and shows what went over the wire.
import { readFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { parseArgs } from 'node:util';
import { mayBeLiveKey } from '../src/client/may-be-live-key.js';
import { decodeForm } from '../src/form/decode-form.js';
import { createClient } from '../src/index.js';
import { createContractEngine } from '../src/mock/contract-engine.js';
import { startMockServer } from '../src/mock/index.js';
import { runAsProgram } from './run-as-program.js';

const HELP = `npm start -- [FILE] [--live ID [--yes] [--base-url URL]]
Reports a payment attempt to the embedded contract server, and shows what went over the wire.

  FILE            what reportPaymentAttempt takes, as JSON; without one, an attempt that failed
  --live ID       send to Stripe, on the Payment Record ID, with the key in STRIPE_SECRET_KEY
  --yes           needed as well where the key may be a live one: the report is then real
  --base-url URL  with --live: send there instead of to https://api.stripe.com
`;
const OPERATION = 'PostPaymentRecordsIdReportPaymentAttempt';

/** Bad use of the command. */
class UsageError extends Error {}

export async function start(args: string[]): Promise<number> {
  try {
    return (await report(args)) ? 0 : 1;
  } catch (error) {
    console.error(messageOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** Whether the report was taken, with an answer as the contract says. */
async function report(args: string[]): Promise<boolean> {
  const { live, yes, baseUrl, file, help } = readArguments(args);
  if (help) {
    console.log(HELP);
    return true;
  }
  const apiKey = live === undefined ? 'sk_test_123' : liveKey(yes);
  const contract: object = JSON.parse(await readFile('generated/openapi.json', 'utf8'));
  const operation = (await createContractEngine(contract)).operations.get(OPERATION);
  if (!operation?.form) throw new Error(`The contract has no form of ${OPERATION}`);
  const { schema, examples } = operation.form;
  const params = file === undefined ? Object(examples.failed?.value) : await readParams(file);

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

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        live: { type: 'string' },
        yes: { type: 'boolean' },
        'base-url': { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    const { 'base-url': baseUrl, ...others } = values;
    if (positionals.length > 1) throw new Error(`one file at most, got ${positionals.join(' ')}`);
    if (baseUrl && others.live === undefined) throw new Error('--base-url goes with --live');
    return { ...others, baseUrl, file: positionals[0] };
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\n\n${HELP}`);
  }
}

function liveKey(isConfirmed = false): string {
  const apiKey = process.env.STRIPE_SECRET_KEY;
  if (!apiKey) throw new UsageError('--live needs the API key in STRIPE_SECRET_KEY');
  if (mayBeLiveKey(apiKey) && !isConfirmed) {
    throw new UsageError('The key may be a live one: add --yes to report a real payment');
  }
  return apiKey;
}

async function readParams(file: string) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new UsageError(`${file} ${what}: ${messageOf(error)}`);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

await runAsProgram(import.meta.url, start);
