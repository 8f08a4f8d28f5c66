import { once } from 'node:events';
import { expect, test } from 'vitest';
import { mock } from '../../scripts/mock.js';
import { createClient } from '../../src/index.js';
import { ROOT } from '../support/consumer.js';
import { start } from '../support/program.js';
import { runCommand } from '../support/run-command.js';

test('npm run mock serves until it is stopped', async () => {
  const command = ['--import', 'tsx', 'scripts/mock.ts', '--port', '0'];
  const child = start(process.execPath, command, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await new Promise<string>((resolve) => {
    child.stdout?.once('data', (chunk) => resolve(String(chunk)));
  });
  const [, baseUrl = ''] =
    /^Contract server on (http:\S+)\. Its reference page is at \1\/\. /.exec(said) ?? [];
  const page = await fetch(`${baseUrl}/`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>')]);
  const client = createClient({ apiKey: 'sk_test_123', baseUrl });
  expect((await client.reportPaymentAttempt('pr_1', { initiated_at: 1 })).data?.object).toBe(
    'payment_record',
  );
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toStrictEqual([0, null]);
});

test.each([
  [['--port', 'http'], /^--port takes a number from 0 to 65535, got http\n$/],
  [['--port', '65536'], /got 65536\n$/],
  [['--host', 'x'], /'--host'/],
  [['--allow-origin', 'docs.example.com'], /allowOrigin must be an origin/],
])('npm run mock %s is refused', async (args, message) => {
  const { code, stdout, stderr } = await runCommand(mock, ROOT, ...args);
  expect(stderr).toMatch(message);
  expect([code, stdout]).toEqual([1, '']);
});
