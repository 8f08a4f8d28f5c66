// npm run verify: takes the contract to whoever claims to implement it, and says where they differ.
import { readFile, writeFile } from 'node:fs/promises';
import { startContractServer } from '../src/mock/start-mock-server.js';
import type { Contract } from './cases/contract.js';
import { settle } from './diff/upstream-differences.js';
import { CannotRun, createCommand, reasonOf, refuse, runAsProgram } from './support/command.js';
import { readYaml } from './support/read-yaml.js';
import { casesOf } from './verify/cases-of.js';
import { createRecord } from './verify/create-record.js';
import { progressBar } from './verify/progress-bar.js';
import { Provider } from './verify/provider.js';
import { RecordPool } from './verify/record-pool.js';
import { exitCodeOf, jsonOf, showReport, witnessOf } from './verify/report.js';
import { runCases } from './verify/run-cases.js';

const HELP = `Sends computed requests to a provider, and holds each answer against the contract: its status, the type,
code and param of an error, and the schema of the body.

  npm run verify                                  the contract server
  npm run verify -- --base-url URL --record pr_1 --record pr_2
  npm run verify -- --stripe --create             Stripe's test mode

  --base-url URL      send to another provider
  --stripe            send to Stripe, with the key in STRIPE_SECRET_KEY
  --record ID         a Payment Record that takes an attempt; several, as some cases close theirs
  --create            make records by POST /v1/payment_records/report_payment, as many as it takes
  --stateless         leave out what takes several requests; any record will do, and none closes
  --rate N            requests a second; without it 10, and no limit for the contract server
  --differences FILE  differences that are known, in the form of spec/upstream-differences.yaml
  --json FILE         write each case, with what was expected and what came back
  --contract FILE     another contract, as JSON; without it generated/openapi.json

STRIPE_SECRET_KEY has to hold a key of test mode (sk_test_…, rk_test_…); where it holds none, --base-url is sent
sk_test_123. Cases that no record is left for are reported as not asked. Ctrl+C stops, and says what was sent.
Exit codes: 0 all agree, 1 differences, 2 could not run to its end.`;

const OPTIONS = {
  'base-url': { type: 'string' },
  stripe: { type: 'boolean', default: false },
  record: { type: 'string', multiple: true },
  create: { type: 'boolean', default: false },
  stateless: { type: 'boolean', default: false },
  rate: { type: 'string', default: '10' },
  differences: { type: 'string' },
  json: { type: 'string' },
  contract: { type: 'string', default: 'generated/openapi.json' },
} as const;
const ANY_KEY = 'sk_test_123';
/** The contract server knows all records but this one, and nobody else knows it. */
const MISSING = 'pr_verify_missing';
const NONE_KNOWN = { name: '', value: [], where: () => '' };
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export const verify = createCommand({ help: HELP, options: OPTIONS }, async (values) => {
  const { stripe, create, stateless, record = [], json, 'base-url': url } = values;
  const isOurs = !stripe && url === undefined;
  refuse(!(Number(values.rate) > 0), `--rate takes a number above 0, got ${values.rate}`);
  refuse(stripe && url !== undefined, '--stripe and --base-url are two providers');
  refuse(!/^https?:\/\//.test(url ?? 'http://'), `--base-url takes a URL, got ${url}`);
  refuse(
    isOurs && (create || record.length > 0),
    '--record and --create go with --base-url or --stripe',
  );
  const contract = await readContract(values.contract);
  const known = values.differences ? await readYaml(values.differences) : NONE_KNOWN;
  // Refuse a bad file before the run, not after it.
  settle([], known);
  const apiKey = isOurs ? ANY_KEY : keyFromEnvironment(stripe);

  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of SIGNALS) process.on(signal, stop);
  const mock = isOurs ? await startContractServer(structuredClone(contract)) : undefined;
  try {
    mock?.records.delete(MISSING);
    const { version } = contract.info;
    const baseUrl = mock?.url ?? url ?? contract.servers[0]?.url ?? '';
    const rate = isOurs ? Number.POSITIVE_INFINITY : Number(values.rate);
    const provider = new Provider({ baseUrl, apiKey, version, rate, signal: stopping.signal });
    const make = create
      ? () => createRecord(provider)
      : async (number: number) => `pr_verify_${number}`;
    const records = new RecordPool(record, isOurs || create || stateless ? make : undefined);
    const run = {
      ...{ provider, records, knowsAccounts: isOurs, isStateless: stateless },
      missingRecord: isOurs || stripe ? MISSING : undefined,
    };
    const ran = await runCases(contract, casesOf(contract), run, (...progress) =>
      showLine(progressBar(...progress)),
    );
    showLine('');
    const name = isOurs ? 'The contract server' : baseUrl;
    const settled = settle([witnessOf(name, version, ran.outcomes)], known);
    const traces = { made: create ? records.made : [], closed: isOurs ? [] : records.closed };
    const result = { name, version, ...ran, settled, sent: provider.sent, records: traces };
    showReport(result);
    if (json) await writeFile(json, jsonOf(result));
    return exitCodeOf(result);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
    await mock?.close();
  }
});

/** A line that changes in a terminal; elsewhere the report says it all. */
function showLine(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** Gives no other key than one of test mode, and shows none. */
function keyFromEnvironment(isNeeded: boolean): string {
  const { STRIPE_SECRET_KEY: key = '' } = process.env;
  if (key === '' && !isNeeded) return ANY_KEY;
  if (/^[sr]k_test_\w+$/.test(key)) return key;
  const fault = key === '' ? 'is not set' : 'is none: it has to begin with sk_test_ or rk_test_';
  throw new CannotRun(`Only keys of test mode are sent, and STRIPE_SECRET_KEY ${fault}.`);
}

async function readContract(file: string): Promise<Contract> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CannotRun(`${file}: ${reasonOf(error)}`);
  }
}

await runAsProgram(import.meta.url, verify);
