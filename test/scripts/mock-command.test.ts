import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { createClient } from '../../src/index.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts `npm run mock`; `said` resolves with the first thing it says. */
function mockCommand(...args: string[]): { child: ChildProcess; said: Promise<string> } {
  const command = ['--import', 'tsx', 'scripts/mock.ts', ...args];
  const child = spawn(process.execPath, command, { cwd: ROOT });
  children.push(child);
  const said = Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data')]);
  return { child, said: said.then(String) };
}

test('npm run mock serves until it is stopped', async () => {
  const { child, said } = mockCommand('--port', '0');
  const [, baseUrl = ''] =
    /^Contract server on (http:\S+)\. Its reference page is at \1\/\. /.exec(await said) ?? [];
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
  const { child, said } = mockCommand(...args);
  const ended = once(child, 'exit');
  expect(await said).toMatch(message);
  expect(await ended).toStrictEqual([1, null]);
});
