import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { fillIn, launchBrowser, openPage, send, seriousFaults } from '../support/open-page.js';

let browser: Browser;
let mock: MockServer;
let page: Page;
let urls: string[];

beforeAll(async () => {
  mock = await startMockServer({ reference: true });
  browser = await launchBrowser();
  ({ page, urls } = await openPage(browser, mock.url));
});
beforeEach(() => mock.reset());
afterAll(async () => {
  await browser.close();
  await mock.close();
});

test.each([
  { colorScheme: 'dark', width: 400 },
  { colorScheme: 'light', width: 1280 },
] as const)(
  'the page has no serious fault in access and no sideways scrolling: $colorScheme, $width pixels',
  async ({ colorScheme, width }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const check = async (state: string, without: string[]): Promise<void> => {
      const shown = await page.evaluate('document.documentElement.scrollWidth');
      expect([state, await seriousFaults(page, without), shown]).toEqual([state, [], width]);
    };
    await fillIn(page, { initiated_at: 1, failed: { reason: 'none' } });
    expect(await send(page)).toMatch(/^400/);
    await check('refused by the server', []);
    await fillIn(page, 'no JSON');
    await page.locator('.settings-refusal').filter({ hasText: 'no JSON' }).waitFor();
    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    await check('refused by the page, asked for a key', ['.models']);
    await page.getByRole('button', { name: 'Close' }).first().click();
    await fillIn(page, { initiated_at: 1 });
  },
);

test('the keyboard alone reaches a key, the body and the button that sends', async () => {
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const tabTo = async (target: Locator): Promise<void> => {
    for (let steps = 0; steps < 40; steps++) {
      await press('Tab');
      if (await target.evaluate((element) => element.matches(':focus-visible'))) return;
    }
    throw new Error(`The Tab key does not lead to ${target}`);
  };
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  await page.reload();
  await page.getByLabel('Request body as JSON').waitFor();
  await tabTo(button('Authorize'));
  await press('Enter');
  await tabTo(button('Logout'));
  await press('Enter');
  await page.locator('[aria-label="auth-bearer-value"]:focus').waitFor();
  await page.keyboard.type('sk_test_keys');
  await press('Enter');
  await button('Logout').waitFor();
  await press('Escape');
  await page.locator('.btn.authorize:focus').waitFor();
  await tabTo(page.getByLabel('Request body as JSON'));
  await press('Control+A');
  await page.keyboard.type('{ "initiated_at": 3, "canceled": { "canceled_at": 4 } }');
  await tabTo(button('Test request'));
  await press('Enter');
  await page.getByText('200: the request was accepted.').waitFor();
  expect(mock.requests.at(-1)).toMatchObject({
    rawBody: 'initiated_at=3&canceled[canceled_at]=4',
    headers: { authorization: 'Bearer sk_test_keys' },
  });
});

test('the page keeps a key in memory alone', async () => {
  expect(await page.content()).not.toContain('sk_test_keys');
  expect(page.url()).toBe(`${mock.url}/`);
  expect(urls.join()).not.toContain('sk_test_keys');
  const left = await page.context().storageState({ indexedDB: true });
  expect(left).toEqual({ cookies: [], origins: [] });
  await page.reload();
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests.at(-1)?.headers.authorization).toBe('Bearer sk_test_123');
});

test.each(['click', 'tap'] as const)(
  'a %s right after the last key counts, though the pane above the button comes and goes',
  async (how) => {
    // So high that nothing has to be scrolled.
    const look = { width: 1000, height: 3000, hasTouch: true, hasClock: true };
    const { page: other } = await openPage(browser, mock.url, look);
    let presses = 0;
    const typeAndPress = async (id: string): Promise<void> => {
      await other.clock.pauseAt(new Date(Date.now() + 60_000 * ++presses));
      await other.locator('[data-param-name="id"] input').fill(id);
      const box = await other.getByRole('button', { name: 'Test request' }).boundingBox();
      const [x, y] = [(box?.x ?? 0) + 9, (box?.y ?? 0) + 9];
      if (how === 'click') await other.mouse.click(x, y, { delay: 50 });
      else await other.touchscreen.tap(x, y);
    };
    await typeAndPress('');
    await other.locator('.settings-refusal:focus').filter({ hasText: 'id must be' }).waitFor();
    await other.clock.resume();
    await typeAndPress('pr_8');
    await other.getByText('200: the request was accepted.').waitFor();
    expect(mock.requests).toMatchObject([{ path: expect.stringContaining('pr_8') }]);
    await other.context().close();
  },
);
