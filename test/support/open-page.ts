import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.js';

/** A page with what went on in it. */
export interface OpenPage {
  page: Page;
  /** What it said to the console and threw. */
  complaints: string[];
  /** The URLs that it asked for. */
  urls: string[];
}

export interface Look {
  /** In CSS pixels. */
  width?: number;
  height?: number;
  hasTouch?: boolean;
  /** Whether its time can be stopped. */
  hasClock?: boolean;
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

/** Opens a page and waits until its fields can be filled in. */
export async function openPage(browser: Browser, url: string, look: Look = {}): Promise<OpenPage> {
  const { width = 1280, height = 900, hasClock = false, hasTouch = false } = look;
  const page = await browser.newPage({ viewport: { width, height }, hasTouch });
  page.setDefaultTimeout(LIMIT);
  if (hasClock) await page.clock.install();
  const complaints: string[] = [];
  const urls: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => urls.push(request.url()));
  await page.goto(url);
  await page.getByLabel('Request body as JSON').waitFor();
  await page.locator('.models li').first().waitFor();
  return { page, complaints, urls };
}

/** Writes the request's body as JSON. */
export async function fillIn(page: Page, params: unknown): Promise<void> {
  const text = typeof params === 'string' ? params : JSON.stringify(params, null, 2);
  await page.getByLabel('Request body as JSON').fill(text);
}

/** Sends what is filled in, and gives the answer as the page tells it in a line. */
export async function send(page: Page): Promise<string> {
  const clear = page.getByRole('button', { name: 'Clear' });
  if (await clear.isVisible()) await clear.click();
  await page.getByRole('button', { name: 'Test request' }).click();
  const answer = page.locator('.answer').filter({ hasText: /\S/ });
  return (await answer.textContent()) ?? '';
}

/** The faults that axe calls serious or critical, leaving out what has been looked at before. */
export async function seriousFaults(page: Page, without: string[] = []): Promise<string[]> {
  // By the debugger: the page's policy lets no other script in.
  await page.evaluate(await readFile(AXE, 'utf8'));
  const context = JSON.stringify({ exclude: without });
  const results = await page.evaluate(`axe.run(${context}, { resultTypes: ['violations'] })`);
  const { violations } = results as import('axe-core').AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
