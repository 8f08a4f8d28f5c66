import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMockServer } from '../../src/mock/index.js';
import { ROOT } from '../support/consumer.js';
import { answer, box, button, launchBrowser, openPage, send } from '../support/open-page.js';
import { mustRun, run } from '../support/program.js';

let browser: Browser;
let site: Server;
let origin: string;
let folder: string;

const docs = (...args: string[]): string[] => ['--import', 'tsx', 'scripts/docs.ts', ...args];
const policyIn = (html: string): string =>
  /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docs-'));
  site = createServer(async ({ url = '' }, reply) => {
    const type = /\.css$/.test(url)
      ? 'text/css'
      : /\.js$/.test(url)
        ? 'text/javascript'
        : 'text/html';
    const content = await readFile(join(folder, url)).catch(() => undefined);
    reply.writeHead(content ? 200 : 404, { 'Content-Type': type }).end(content);
  });
  await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  site.closeAllConnections();
  site.close();
});

test('the copy in a folder prepares a request, has no way to send one, and complains of nothing', async () => {
  const other = await mkdtemp(join(tmpdir(), 'copy-'));
  await mustRun(process.execPath, docs(other), { cwd: ROOT });
  expect((await readdir(other)).sort()).toEqual(['index.html', 'reference']);
  expect(policyIn(await readFile(join(other, 'index.html'), 'utf8'))).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'none'; " +
      "form-action 'none'; base-uri 'none'",
  );
  const file = pathToFileURL(join(other, 'index.html')).href;
  const { page, complaints, urls } = await openPage(browser, file);
  await box(page, 'initiated_at in Unix seconds').fill('5');
  expect(await page.getByRole('tabpanel', { name: 'curl' }).innerText()).toContain(
    'api.stripe.com',
  );
  expect(await button(page, 'Test request').count()).toBe(0);
  expect(await box(page, 'API key').count()).toBe(0);
  expect(complaints).toEqual([]);
  expect(urls.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
  await page.keyboard.press('Control+Enter');
  // The policy blocks it.
  const attempt = `fetch('${origin}/x', { mode: 'no-cors' }).then(() => 'sent', () => 'not sent')`;
  expect(await page.evaluate(attempt)).toBe('not sent');
  await page.context().close();
});

test('with --server the copy sends to a contract server that allows its origin, and to no other', async () => {
  const mock = await startMockServer({ allowOrigin: origin });
  await mustRun(process.execPath, docs(folder, '--server', `${mock.url}/`), { cwd: ROOT });
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  expect(policyIn(html)).toContain(`connect-src ${mock.url};`);
  const { page } = await openPage(browser, `${origin}/index.html`);
  await box(page, 'initiated_at in Unix seconds').fill('5');
  expect(await send(page)).toMatch(/^200 /);
  expect(mock.requests).toMatchObject([{ rawBody: 'initiated_at=5', status: 200 }]);
  expect(await answer(page).innerText()).toContain('request-id');
  await mock.close();
  expect(await send(page)).toContain('Connection lost');
  await page.context().close();
});

test.each([
  [['--server', 'docs.example.com'], /^--server takes the address of a contract server/],
  [['--server', 'http://127.0.0.1:4010/page'], /without a path/],
  [['a', 'b'], /^One folder at most/],
  [['--other'], /--other/],
])('npm run docs %j is refused', async (args, reason) => {
  const { code, stderr } = await run(process.execPath, docs(...args), { cwd: ROOT });
  expect([code, stderr]).toEqual([1, expect.stringMatching(reason)]);
});
