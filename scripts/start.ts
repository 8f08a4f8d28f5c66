// npm start: reports a payment attempt and shows what went over the wire.
import { readFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { parseArgs } from 'node:util';
import { decodeForm, type JsonSchema } from '../src/form/decode-form.js';
import {
  createClient,
  type ReportPaymentAttemptParams,
  type ReportPaymentAttemptResult,
} from '../src/index.js';
import { startMockServer } from '../src/mock/index.js';

const HELP = `Reports a payment attempt and shows what went over the wire.

  npm start                                   a failed attempt, to the embedded contract server
  npm start -- FILE                           the parameters in a JSON file, to the same server
  npm start -- FILE --live pr_123             the same, to Stripe: on the Payment Record pr_123

FILE holds what reportPaymentAttempt takes, such as {"initiated_at": 1747742100, "outcome": "failed"}.

  --live ID       send to Stripe, with the key in STRIPE_SECRET_KEY; a key alone sends nothing there
  --yes           needed as well where the key is a live one: the report is then real
  --base-url URL  send elsewhere than to https://api.stripe.com, as through a proxy; goes with --live
  --help          this text
`;

/** Bad use of the command. */
class UsageError extends Error {}

interface Contract {
  paths: { [path: string]: { post: { requestBody: { content: { [mediaType: string]: Form } } } } };
}
interface Form {
  schema: JsonSchema;
  examples: { [name: string]: { value: ReportPaymentAttemptParams } };
}

interface Sent {
  url: string;
  headers: Record<string, string>;
  rawBody: string;
  body: unknown;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(HELP);
    return;
  }
  const contract: Contract = JSON.parse(await readFile('generated/openapi.json', 'utf8'));
  const params = await readParams(positionals[0], contract);
  if (values.live === undefined) await reportToMock(params);
  else await reportToStripe(values.live, params, contract, values);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        live: { type: 'string' },
        yes: { type: 'boolean', default: false },
        'base-url': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (positionals.length > 1) throw new Error(`one file at most, got ${positionals.join(' ')}`);
    if (values['base-url'] !== undefined && values.live === undefined) {
      throw new Error('--base-url goes with --live');
    }
    return { values, positionals };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}\n\n${HELP}`);
  }
}

async function reportToMock(params: ReportPaymentAttemptParams): Promise<void> {
  const mock = await startMockServer();
  try {
    console.log(`Contract server  ${mock.url}  (Prism behind a strict form decoder)`);
    const stripe = createClient({ apiKey: 'sk_test_123', baseUrl: mock.url });
    const result = await stripe.reportPaymentAttempt('pr_123', params);
    for (const { path, headers, rawBody, body } of mock.requests) {
      showRequest({ url: path, headers, rawBody, body });
    }
    showAnswer(result);
  } finally {
    await mock.close();
  }
}

async function reportToStripe(
  id: string,
  params: ReportPaymentAttemptParams,
  contract: Contract,
  { yes, 'base-url': baseUrl }: { yes: boolean; 'base-url'?: string | undefined },
): Promise<void> {
  const apiKey = process.env.STRIPE_SECRET_KEY;
  if (!apiKey) throw new UsageError('--live needs the API key in STRIPE_SECRET_KEY');
  if (/^[sr]k_live_/.test(apiKey) && !yes) {
    throw new UsageError('The key is a live one: add --yes to report a real payment');
  }
  const stripe = createClient({
    apiKey,
    ...(baseUrl !== undefined && { baseUrl }),
    fetch: (url, init) => {
      const rawBody = String(init.body);
      const { value } = decodeForm(rawBody, formOf(contract).schema, contract);
      const headers = Object.fromEntries(new Headers(init.headers));
      showRequest({ url, headers, rawBody, body: value });
      return fetch(url, init);
    },
  });
  const result = await stripe.reportPaymentAttempt(id, params);
  showAnswer(result);
  await showVerdict(contract, result);
}

async function readParams(
  file: string | undefined,
  contract: Contract,
): Promise<ReportPaymentAttemptParams> {
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((error: Error) => {
      throw new UsageError(`${file} cannot be read: ${error.message}`);
    });
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new UsageError(
        `${file} is not JSON: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
  const { failed } = formOf(contract).examples;
  if (!failed) throw new Error('The contract has no request example named failed');
  return failed.value;
}

/** The form that the contract's one operation takes. */
function formOf({ paths }: Contract): Form {
  const [form] = Object.values(paths).flatMap(({ post }) =>
    Object.values(post.requestBody.content),
  );
  if (!form) throw new Error('The contract takes no form');
  return form;
}

function showRequest({ url, headers, rawBody, body }: Sent): void {
  console.log(`\nPOST ${url}`);
  const shown = ['authorization', 'content-type', 'idempotency-key', 'stripe-version'];
  for (const name of shown) {
    const value = name === 'authorization' ? 'Bearer [redacted]' : headers[name];
    console.log(`  ${name.padEnd(16)} ${value}`);
  }
  const pairs = rawBody.split('&');
  const width = Math.min(60, Math.max(...pairs.map((pair) => pair.length)));
  console.log(`\n  ${'as sent'.padEnd(width)}   as decoded`);
  for (const pair of pairs) console.log(`  ${pair.padEnd(width)}   ${decodedLine(pair, body)}`);
}

/** What a pair of the form has become in the decoded body. */
function decodedLine(pair: string, body: unknown): string {
  const [key = ''] = pair.split('=', 1);
  const names = decodeURIComponent(key)
    .split(/[[\]]+/)
    .filter((name) => name !== '');
  const value = names.reduce((node: unknown, name) => Object(node)[name], body);
  return value === undefined ? '(not decoded)' : `${names.join('.')}: ${JSON.stringify(value)}`;
}

function showAnswer({ response, requestId, data, error }: ReportPaymentAttemptResult): void {
  console.log(
    `\n${response.status} ${STATUS_CODES[response.status] ?? ''}  Request-Id ${requestId}`,
  );
  console.log(JSON.stringify(data ?? error, null, 2));
  if (error) process.exitCode = 1;
}

/** Holds an answer of Stripe's against the contract. */
async function showVerdict(
  contract: Contract,
  { data, error }: ReportPaymentAttemptResult,
): Promise<void> {
  // Loaded here, because it takes longer than all of the rest.
  const { createAjv } = await import('./gen/load-spec.js');
  const component = data ? 'payment_record' : 'stripe_error_body';
  const ajv = createAjv(contract);
  if (ajv.validate({ $ref: `openapi.json#/components/schemas/${component}` }, data ?? error)) {
    console.log('\nThe answer is what the contract says.');
    return;
  }
  console.log(
    `\nThe answer is not what the contract says:\n${ajv.errorsText(null, { separator: '\n' })}`,
  );
  process.exitCode = 1;
}
