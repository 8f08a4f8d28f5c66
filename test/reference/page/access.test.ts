import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type MockServer, startMockServer } from '../../../src/mock/index.js';
import { fillIn, launchBrowser, openPage, send, seriousFaults } from '../../support/open-page.js';

// A browser wants time on a machine that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let mock: MockServer;

beforeAll(async () => {
  mock = await startMockServer({ reference: true });
  browser = await launchBrowser();
});
beforeEach(() => mock.reset());
afterAll(async () => {
  await browser.close();
  await mock.close();
});

const widthOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth');

test.each([
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 400 },
] as const)(
  'has no serious fault in access and needs no sideways scrolling: $colorScheme, $width pixels',
  async (look) => {
    const { page } = await openPage(browser, mock.url, look);
    let seen: string[] = [];
    const check = async (state: string): Promise<void> => {
      const faults = await seriousFaults(page, seen);
      expect([state, faults, await widthOf(page)]).toEqual([state, [], look.width]);
      // The long lists of fields stay as they are.
      seen = ['.models'];
    };
    await page.getByLabel('Conductor HTTP task').check();
    expect(await send(page)).toMatch(/^200/);
    await check('answered');
    await fillIn(page, { initiated_at: 1, failed: { reason: 'none' } });
    expect(await send(page)).toMatch(/^400/);
    await check('refused by the server');
    await fillIn(page, 'no JSON');
    await page.locator('.settings-refusal').filter({ hasText: 'no JSON' }).waitFor();
    await check('refused by the page');
    await page.getByRole('button', { name: 'Authorize', exact: true }).click();
    await page.getByRole('button', { name: 'Logout' }).click();
    await check('asked for a key');
    await page.close();
  },
);

test('is used by the keyboard alone', async () => {
  const { page, complaints } = await openPage(browser, mock.url);
  const press = (key: string): Promise<void> => page.keyboard.press(key);
  const tabTo = async (target: Locator): Promise<void> => {
    for (let steps = 0; steps < 40; steps++) {
      await press('Tab');
      if (await target.evaluate((element) => element.matches(':focus-visible'))) return;
    }
    throw new Error(`The Tab key does not lead to ${target}`);
  };
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });

  await tabTo(button('Authorize'));
  await press('Enter');
  await tabTo(button('Logout'));
  await press('Enter');
  await page.locator('[aria-label="auth-bearer-value"]:focus').waitFor();
  await page.keyboard.type('sk_test_keys');
  await press('Enter');
  await button('Logout').waitFor();
  // The focus goes round in the dialog, and back when it is closed.
  expect(await page.getByRole('dialog', { name: 'Keys' }).getAttribute('aria-modal')).toBe('true');
  const focused = page.locator('.modal-ux :focus');
  for (const key of ['Tab', 'Shift+Tab']) {
    const visited = new Set<string | null>();
    for (let steps = 0; steps < 9; steps++) {
      await press(key);
      visited.add(await focused.evaluate((element) => element.outerHTML));
    }
    expect([key, visited.size]).toEqual([key, 3]);
  }
  await press('Escape');
  await page.locator('.btn.authorize:focus').waitFor();
  await page.locator('.authorization__btn').press('Enter');
  await focused.waitFor();
  await press('Escape');
  await page.locator('.authorization__btn:focus').waitFor();

  await tabTo(page.getByLabel('Request body as JSON'));
  await press('Control+A');
  await page.keyboard.type('{ "initiated_at": 3, "canceled": { "canceled_at": 4 } }');
  await tabTo(page.getByLabel('curl'));
  await press('ArrowRight');
  await press('ArrowRight');
  await tabTo(page.getByLabel('canceled[canceled_at]'));
  await press('Space');
  const settings = page.getByRole('region', { name: 'Request settings to copy' });
  await settings.getByText('{workflow.input.canceled_canceled_at}').waitFor();
  await tabTo(button('Test request'));
  await press('Enter');
  await page.getByText('200: the request was accepted.').waitFor();
  await tabTo(page.locator('.live-responses-table pre').first());

  expect(mock.requests.at(-1)).toMatchObject({
    rawBody: 'initiated_at=3&canceled[canceled_at]=4',
    headers: { authorization: 'Bearer sk_test_keys' },
  });
  expect(complaints).toEqual([]);
  await page.close();
});
