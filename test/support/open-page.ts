import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  type Browser,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { afterAll, beforeEach } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { findChromium } from './find-program.js';

/** A page with what went on in it. */
export interface OpenPage {
  page: Page;
  /** What it said to the console and threw. */
  complaints: string[];
  /** The URLs that it asked for. */
  urls: string[];
}

/** Milliseconds; only what never comes takes so long, and the error names it. */
export const LIMIT = 300_000;
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Starts a browser with a fresh profile that reaches this machine alone, and never by name. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium() ?? '',
    timeout: LIMIT,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/** Opens a page, and waits until it is live. */
export async function openPage(
  browser: Browser,
  url: string,
  look: BrowserContextOptions = {},
): Promise<OpenPage> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...look });
  page.setDefaultTimeout(LIMIT);
  const complaints: string[] = [];
  const urls: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => urls.push(request.url()));
  await page.goto(url);
  return { page, complaints, urls };
}

/** A page that the tests of a file share, and the contract server that serves it, which forgets all before each. */
export async function servePage(
  start: () => Promise<MockServer> = () => startMockServer({ reference: true }),
): Promise<OpenPage & { browser: Browser; mock: MockServer }> {
  const mock = await start();
  const browser = await launchBrowser();
  beforeEach(() => mock.reset());
  afterAll(async () => {
    await browser.close();
    await mock.close();
  });
  return { ...(await openPage(browser, mock.url)), browser, mock };
}

/** A box by its name, which is all of it. */
export function box(page: Page, name: string): Locator {
  return page.getByLabel(name, { exact: true });
}

export function button(page: Page, name: string): Locator {
  return page.getByRole('button', { name, exact: true });
}

export function answer(page: Page): Locator {
  return page.getByRole('region', { name: 'Answer' });
}

/** Sends what is filled in, and gives the answer's first line. */
export async function send(page: Page, name = 'Test request'): Promise<string> {
  await button(page, name).click();
  await page.locator('#p-answer .note', { hasText: 'Sending' }).waitFor({ state: 'detached' });
  return (await page.locator('#p-answer .status').textContent()) ?? '';
}

/** Writes the request's body as JSON, and shows the fields again. */
export async function fillIn(page: Page, body: unknown): Promise<void> {
  await page.getByRole('tab', { name: 'JSON' }).click();
  await box(page, 'Body as JSON').fill(typeof body === 'string' ? body : JSON.stringify(body));
  await page.getByRole('tab', { name: 'Form' }).click();
}

/** What axe finds against, by the rules of WCAG at AA and of good practice. */
export async function faultsOfAccess(page: Page): Promise<string[]> {
  // By the debugger: the page's policy lets no other script in.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const results = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] })`);
  const { violations } = results as import('axe-core').AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`),
  );
}
