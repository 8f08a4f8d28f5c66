import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import {
  box,
  button,
  fillIn,
  launchBrowser,
  type OpenPage,
  openPage,
  send,
} from '../support/open-page.js';

const KEY = 'sk_test_secret_4711';

let browser: Browser;
let mock: MockServer;
let opened: OpenPage;
let page: Page;

beforeAll(async () => {
  mock = await startMockServer({ reference: true });
  browser = await launchBrowser();
});
beforeEach(async () => {
  mock.reset();
  opened = await openPage(browser, mock.url);
  ({ page } = opened);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
});
afterEach(async () => {
  const isOurs = (url: string) => url.startsWith(mock.url) || url.startsWith('data:');
  expect(opened.urls.filter((url) => !isOurs(url))).toEqual([]);
  const isRefusal = (complaint: string) => complaint.startsWith('Failed to load resource');
  expect(opened.complaints.filter((complaint) => !isRefusal(complaint))).toEqual([]);
  await page.context().close();
});
afterAll(async () => {
  await browser.close();
  await mock.close();
});

const seconds = () => box(page, 'initiated_at in Unix seconds');
const clipboard = (): Promise<string> => page.evaluate('navigator.clipboard.readText()');

async function copyLink(): Promise<string> {
  await button(page, 'Copy link').click();
  await page.getByText('Copied.').waitFor();
  return clipboard();
}

test('what is filled in is kept over a reload, but for the key', async () => {
  const key = await box(page, 'Idempotency-Key').inputValue();
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  await fillIn(page, { initiated_at: 5, metadata: { a: 'b' } });
  await box(page, 'Record ID').fill('pr_kept');
  await box(page, 'API key').fill(KEY);
  await page.reload();
  expect(await seconds().inputValue()).toBe('5');
  expect(await box(page, 'metadata 1 value').inputValue()).toBe('b');
  expect(await box(page, 'Record ID').inputValue()).toBe('pr_kept');
  expect(await box(page, 'Idempotency-Key').inputValue()).toBe(key);
  expect(await box(page, 'API key').inputValue()).toBe('sk_test_123');
  // Another visit in the same tab.
  await page.goto(`${mock.url}/?again`);
  expect(await seconds().inputValue()).toBe('5');
  expect(await box(page, 'Idempotency-Key').inputValue()).toBe(key);
});

test('the key is in memory alone', async () => {
  await box(page, 'API key').fill(KEY);
  await seconds().fill('5');
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`);
  const texts = [await copyLink()];
  for (const tab of ['curl', 'TypeScript', 'Stripe SDK', 'HTTP task']) {
    await page.getByRole('tab', { name: tab }).click();
    for (const copy of await page
      .getByRole('tabpanel')
      .getByRole('button', { name: /^Copy / })
      .all()) {
      await copy.click();
      await page.getByText('Copied.').waitFor();
      texts.push(await clipboard());
    }
  }
  const places = await page.evaluate(
    'JSON.stringify([sessionStorage, localStorage, name, document.title, location.href, history.state, document.cookie])',
  );
  const stored = await page.context().storageState({ indexedDB: true });
  const all = [texts.join('\n'), places, JSON.stringify(stored), await page.content(), opened.urls];
  expect(all.join('\n')).not.toContain(KEY);
  expect(texts.length).toBeGreaterThan(4);
  const field = box(page, 'API key');
  expect(await field.getAttribute('type')).toBe('password');
  expect(await field.getAttribute('autocomplete')).toBe('off');
});

test('a link opens the page as it is filled in, and stays apart from what is filled in after that', async () => {
  await page.getByLabel('Example').selectOption('everything');
  await box(page, 'Record ID').fill('pr_ä #1');
  const link = await copyLink();
  const { page: other } = await openPage(browser, link);
  expect(await box(other, 'Record ID').inputValue()).toBe('pr_ä #1');
  expect(await box(other, 'metadata 1 key').inputValue()).toBe('order_id');
  expect(await box(other, 'failed.failed_at in Unix seconds').isVisible()).toBe(true);
  await box(other, 'Record ID').fill('pr_2');
  await other.reload();
  expect(await box(other, 'Record ID').inputValue()).toBe('pr_2');
  await other.context().close();
});

test('Back and Forward bring back what was filled in', async () => {
  await seconds().fill('1');
  const link = await copyLink();
  await seconds().fill('2');
  await page.goto(link);
  expect(await seconds().inputValue()).toBe('1');
  await page.goBack();
  expect(await seconds().inputValue()).toBe('2');
  await page.goForward();
  expect(await seconds().inputValue()).toBe('1');
});

test('a link to a field opens its group, and leaves what is filled in', async () => {
  await seconds().fill('1');
  await page.goto(`${mock.url}/#failed.failed_at`);
  await box(page, 'failed.failed_at in Unix seconds').fill('2');
  expect(await seconds().inputValue()).toBe('1');
  await page.goBack();
  expect(await box(page, 'failed.failed_at in Unix seconds').inputValue()).toBe('2');
});

const HOSTILE = [
  '?server=https://evil.example&apiKey=x&configUrl=x',
  '#request=',
  '#request=%E0%A4%A',
  '#request=null',
  '#request=[1]',
  `#request=${encodeURIComponent('{"server":"https://evil.example","apiKey":"x","body":[],"path":{"id":["x"],"other":"y"},"header":{"Authorization":"Bearer x","Idempotency-Key":{"a":1}}}')}`,
  `#request=${encodeURIComponent('{"__proto__":{"polluted":1},"body":{"__proto__":{"polluted":1}}}')}`,
  '#%E0',
  '#<img src=x onerror=alert(1)>',
  '#p-request',
];

test('no query and no fragment changes what matters', async () => {
  for (const hostile of HOSTILE) {
    await page.goto('about:blank');
    await page.goto(`${mock.url}/${hostile}`);
    await fillIn(page, { initiated_at: 5 });
    await box(page, 'Record ID').fill('pr_1');
    mock.reset();
    expect([hostile, await send(page)]).toEqual([hostile, expect.stringMatching(/^200/)]);
    expect(await page.evaluate('({}).polluted')).toBeUndefined();
    expect(await page.title()).toMatch(/^Report a payment attempt/);
    expect(mock.requests).toMatchObject([
      {
        path: '/v1/payment_records/pr_1/report_payment_attempt',
        rawBody: 'initiated_at=5',
        headers: { authorization: 'Bearer sk_test_123' },
      },
    ]);
  }
});
