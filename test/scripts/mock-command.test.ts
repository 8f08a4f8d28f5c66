import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createClient } from '../../src/index.js';
import { runCli } from '../../src/run-cli.js';
import { ROOT } from '../support/consumer.js';
import { said, start } from '../support/program.js';
import { runCommand } from '../support/run-command.js';

test.each([
  ['SIGTERM', []],
  ['SIGINT', ['--control', '--host', '0.0.0.0']],
] as const)('npm run mock serves until %s ends it, with %j', async (signal, options) => {
  const command = ['--import', 'tsx', 'scripts/mock.ts', '--port', '0', ...options];
  const child = start(process.execPath, command, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await said(child);
  const [, baseUrl = '', control] =
    /^Contract server on (http:\S+)\. Its reference page is at \1\/\.( Its control is at \1\/__mock\/\.)? /.exec(
      line,
    ) ?? [];
  expect(baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const page = await fetch(`${baseUrl}/`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>')]);
  const isControlled = (await fetch(`${baseUrl}/__mock/requests`)).status === 200;
  expect([isControlled, control !== undefined]).toEqual(Array(2).fill(options.length > 0));
  const client = createClient({ apiKey: 'sk_test_123', baseUrl });
  expect((await client.reportPaymentAttempt('pr_1', { initiated_at: 1 })).data?.object).toBe(
    'payment_record',
  );
  if (isControlled) await leaveUnanswered(baseUrl);
  const ended = once(child, 'exit');
  child.kill(signal);
  expect(await ended).toStrictEqual([0, null]);
});

/** Sends a request whose answer never comes, so that its connection is in use. */
async function leaveUnanswered(url: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ delay: 600_000 });
  await fetch(`${url}/__mock/next`, { method: 'POST', headers, body });
  createClient({ apiKey: 'sk_test_123', baseUrl: url, maxRetries: 0 })
    .reportPaymentAttempt('pr_2', { initiated_at: 1 })
    .catch(() => {});
  const isThere = async () => /pr_2/.test(await (await fetch(`${url}/__mock/requests`)).text());
  await expect.poll(isThere, { timeout: 600_000 }).toBe(true);
}

const cli = (...args: string[]) => runCommand(runCli, ROOT, ...args);

test.each([
  [[], /^No command was given\n/],
  [['serve'], /^Unknown command serve\n/],
  [['mock', 'now'], /^mock takes options alone, got now\n/],
  [['mock', '--port', 'http'], /^--port takes a number from 0 to 65535, got http\n/],
  [['mock', '--port', '65536'], /got 65536\n/],
  [['mock', '--prot', '1'], /'--prot'/],
  [['mock', '--host'], /'--host <value>' argument missing/],
])('%j is refused with the usage', async (args, message) => {
  const { code, stdout, stderr } = await cli(...args);
  expect(stderr).toMatch(message);
  expect(stderr).toContain('\nstripe-payment-attempt mock [options]\n');
  expect([code, stdout]).toEqual([2, '']);
});

test('an option that the server refuses is told, and the signals are left alone', async () => {
  const before = process.listenerCount('SIGTERM');
  const { code, stdout, stderr } = await cli('mock', '--allow-origin', 'docs.example.com');
  expect(stderr).toMatch(/^startMockServer\(\): allowOrigin must be an origin such as .*\n$/);
  expect([code, stdout]).toEqual([1, '']);
  expect(process.listenerCount('SIGTERM')).toBe(before);
});

test('a port in use is told in one line, with the option that helps', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { code, stderr } = await cli('mock', '--port', String(port));
  expect([code, stderr]).toEqual([
    1,
    `Port ${port} of 127.0.0.1 is in use: give another with --port, or 0 for a free one\n`,
  ]);
  other.close();
});

test.each([
  [['--help'], /^stripe-payment-attempt mock \[options\]\n/],
  [['mock', '--help'], /^stripe-payment-attempt mock \[options\]\n/],
  [['--version'], /^\d+\.\d+\.\d+\n$/],
])('%j prints what it says', async (args, output) => {
  const { code, stdout, stderr } = await cli(...args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(output);
});
