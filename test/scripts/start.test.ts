import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { start } from '../../scripts/start.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { ROOT } from '../support/consumer.js';
import { run } from '../support/program.js';
import { runCommand } from '../support/run-command.js';

let folder: string;
let payload: string;
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer();
  folder = await mkdtemp(join(tmpdir(), 'start-'));
  payload = join(folder, 'payload.json');
  await writeFile(payload, '{"initiated_at": 1747742100, "description": "Café & co"}');
});
afterEach(() => {
  mock.reset();
  vi.unstubAllEnvs();
});
afterAll(() => mock.close());

function runStart(args: string[], key = '') {
  vi.stubEnv('STRIPE_SECRET_KEY', key);
  return runCommand(start, ROOT, ...args);
}

test('the program shows a failed attempt on its way to the contract server and back', async () => {
  const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_test_exported' };
  const command = ['--import', 'tsx', 'scripts/start.ts'];
  const { code, stdout, stderr } = await run(process.execPath, command, { cwd: ROOT, env });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^Contract server {2}http:\/\/127\.0\.0\.1:\d+ /);
  expect(stdout).toContain('POST /v1/payment_records/pr_123/report_payment_attempt\n');
  expect(stdout).toContain('authorization    Bearer [redacted]\n');
  expect(stdout).toMatch(/failed\[failed_at\]=1747742400 +failed\.failed_at: 1747742400\n/);
  expect(stdout).toMatch(/\n200 OK {2}Request-Id req_\w+\n/);
  expect(stdout).toContain('"object": "payment_record"');
  expect(stdout).toContain('"amount_failed": {\n    "currency": "usd",\n    "value": 1990\n  }');
  expect(stdout).not.toContain('sk_test');
  expect(code).toBe(0);
});

test('reports a payload from a file', async () => {
  const { code, stdout } = await runStart([payload]);
  expect(stdout).toContain('description=Caf%C3%A9%20%26%20co   description: "Café & co"\n');
  expect(code).toBe(0);
});

test('shows a refusal, and fails', async () => {
  const file = join(folder, 'wrong.json');
  await writeFile(file, '{"initiated_at": 1747742100, "outcome": "won"}');
  const { code, stdout } = await runStart([file]);
  expect(stdout).toMatch(/\n400 Bad Request .*"param": "outcome"/s);
  expect(code).toBe(1);
});

test('sends live only with --live and a key, and holds the answer against the contract', async () => {
  const live = [payload, '--live', 'pr_456', '--base-url', mock.url];
  const { code, stdout, stderr } = await runStart(live, 'sk_test_secret');
  expect(stderr).toBe('');
  expect(stdout).toContain(`POST ${mock.url}/v1/payment_records/pr_456/report_payment_attempt\n`);
  expect(stdout).toMatch(/\nThe answer is what the contract says\.\n$/);
  expect(stdout).not.toContain('sk_test_secret');
  expect(code).toBe(0);
  expect(mock.requests).toHaveLength(1);
});

test.each([
  ['--live without a key', ['--live', 'pr_1'], '', /needs the API key in STRIPE_SECRET_KEY/],
  ['a live key without --yes', ['--live', 'pr_1'], 'sk_live_abc', /add --yes/],
  ['the key of an organization without --yes', ['--live', 'pr_1'], 'sk_org_live_abc', /add --yes/],
  ['a live restricted key without --yes', ['--live', 'pr_1'], 'rk_live_abc', /add --yes/],
  ['an unknown option', ['--alive'], '', /'--alive'/],
  ['two files', ['a.json', 'b.json'], '', /one file at most/],
  ['a file that is not there', ['missing.json'], '', /missing\.json cannot be read/],
  ['a file that is no JSON', ['README.md'], '', /README\.md is not JSON/],
])('refuses %s, and sends nothing', async (_, args, key, message) => {
  const elsewhere = args.includes('--live') ? ['--base-url', mock.url] : [];
  const { code, stderr } = await runStart([...args, ...elsewhere], key);
  expect(stderr).toMatch(message);
  expect(stderr).not.toContain('_live_abc');
  expect(code).toBe(2);
  expect(mock.requests).toHaveLength(0);
});

test('--yes lets a live key through', async () => {
  const args = ['--live', 'pr_1', '--yes', '--base-url', mock.url];
  expect((await runStart(args, 'sk_live_x')).stdout).toContain('401 Unauthorized');
  expect(mock.requests).toHaveLength(1);
});

test('--help says how to send to Stripe', async () => {
  const { code, stdout } = await runStart(['--help']);
  expect(stdout).toMatch(/--live ID .*STRIPE_SECRET_KEY/);
  expect(stdout).toMatch(/--yes .*live/);
  expect(code).toBe(0);
});
