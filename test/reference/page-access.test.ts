import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import {
  answer,
  box,
  button,
  faultsOfAccess,
  fillIn,
  openPage,
  send,
  servePage,
} from '../support/open-page.js';

const { browser, mock, page } = await servePage();

const openAll = (): Promise<unknown> =>
  page.evaluate(
    `document.querySelectorAll('[aria-expanded="false"]').forEach((each) => each.click())`,
  );

test.each([
  { colorScheme: 'light', width: 1440, forcedColors: 'none' },
  // What 1440 pixels are at a zoom of 200 %.
  { colorScheme: 'dark', width: 720, forcedColors: 'none' },
  { colorScheme: 'light', width: 320, forcedColors: 'active' },
] as const)(
  'there is no fault of access and no sideways scrolling: $colorScheme, $width pixels, forced colours $forcedColors',
  async ({ colorScheme, width, forcedColors }) => {
    await page.emulateMedia({ colorScheme, forcedColors });
    await page.setViewportSize({ width, height: 900 });
    const check = async (state: string): Promise<void> => {
      const shown = await page.evaluate('document.documentElement.scrollWidth');
      expect([state, await faultsOfAccess(page), shown]).toEqual([state, [], width]);
    };
    await page.reload();
    await page.getByLabel('Example').selectOption('everything');
    await openAll();
    await page.getByRole('tab', { name: 'HTTP task' }).click();
    expect(await send(page)).toMatch(/^200/);
    await check('answered');
    await fillIn(page, { failed: { failed_at: 'soon' }, metadata: { ['x'.repeat(60)]: 'y' } });
    await button(page, 'Test request').click();
    await page.getByRole('alert').getByText('Not sent').waitFor();
    await check('refused by the page');
    await button(page, 'Send anyway').click();
    await answer(page).getByText('400').first().waitFor();
    await page.getByRole('tab', { name: 'JSON' }).click();
    await page.getByRole('tab', { name: 'curl' }).click();
    await check('refused by the server');
    await page.getByRole('tab', { name: 'Form' }).click();
    await page.emulateMedia({ forcedColors: 'none' });
  },
);

test('the keyboard alone fills in and sends a request, in under 60 stops', async ({ annotate }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.evaluate('sessionStorage.clear(), history.replaceState(null, "")');
  await page.reload();
  const stops: string[] = [];
  const name = `document.activeElement.ariaLabel ?? document.activeElement.textContent`;
  for (let step = 0; step < 200; step++) {
    await page.keyboard.press('Tab');
    const isBack = await page.evaluate('document.activeElement === document.body');
    if (isBack) break;
    stops.push(String(await page.evaluate(name)));
  }
  expect(stops[0]).toMatch(/^Skip to /);
  await annotate(`${stops.length} stops of the Tab key`, 'reference page stops');
  expect(stops.length).toBeLessThan(60);
  await page.reload();
  const tabTo = async (wanted: string): Promise<void> => {
    for (let step = 0; step < 60; step++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate(name)) === wanted) return;
    }
    throw new Error(`The Tab key does not lead to ${wanted}`);
  };
  await tabTo('initiated_at in Unix seconds');
  await page.keyboard.type('3');
  await tabTo('canceled');
  await page.keyboard.press('Enter');
  await tabTo('canceled.canceled_at in Unix seconds');
  await page.keyboard.type('4');
  await tabTo('Test request');
  await page.keyboard.press('Enter');
  await answer(page).getByText('200 OK').waitFor();
  expect(mock.requests.at(-1)?.rawBody).toBe('initiated_at=3&canceled[canceled_at]=4');
  expect(await page.evaluate(name)).toBe('Test request');
});

test('the skip link leads to the request', async () => {
  await page.reload();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.closest("section").ariaLabel')).toBe(
    'Request',
  );
});

test('tabs go by the arrow keys', async () => {
  await page.getByRole('tab', { name: 'curl' }).focus();
  for (const tab of ['TypeScript', 'Stripe SDK', 'HTTP task', 'curl']) {
    await page.keyboard.press('ArrowRight');
    const chosen = page.locator(':focus[role=tab][aria-selected=true]');
    expect(await chosen.textContent()).toBe(tab);
  }
});

test('nothing moves while the page loads', async () => {
  const { page: fresh } = await openPage(browser, 'about:blank');
  await fresh.addInitScript(`
    globalThis.shifts = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) shifts += value;
    }).observe({ type: 'layout-shift', buffered: true });
  `);
  await fresh.goto(mock.url);
  await fresh.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 300)))');
  expect(await fresh.evaluate('shifts')).toBeLessThan(0.02);
  await fresh.close();
});

test('on a narrow screen the button is in reach, and the answer comes into view', async () => {
  await page.setViewportSize({ width: 390, height: 700 });
  await page.reload();
  await box(page, 'initiated_at in Unix seconds').fill('5');
  const press = button(page, 'Test request');
  const { y = 0, height = 0 } = (await press.boundingBox()) ?? {};
  expect(y + height).toBeLessThanOrEqual(700);
  expect(await send(page)).toMatch(/^(200|400)/);
  const status = (await answer(page).locator('.status').boundingBox()) ?? { y: -1 };
  expect(status.y).toBeGreaterThanOrEqual(0);
  expect(status.y).toBeLessThan(640);
});

/** Rows of the tables that are not to be seen. */
function hiddenRows(shown: Page): Promise<string[]> {
  return shown
    .locator('tr[id]')
    .evaluateAll((all) =>
      all.filter((row) => row.getClientRects().length === 0).map(({ id }) => id),
    );
}

test('without JavaScript all of it can be read', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(mock.url);
  expect(await hiddenRows(plain)).toEqual([]);
  expect(await plain.locator('tr[id]').count()).toBeGreaterThan(100);
  const request = plain.getByRole('region', { name: 'Request' });
  expect(await request.innerText()).toContain("--data-raw 'initiated_at=");
  await context.close();
});

test('in print all groups are open, on under 8 pages', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.reload();
  expect(await hiddenRows(page)).toContain('failed.failed_at');
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.emulateMedia({ media: 'print' });
  expect(await hiddenRows(page)).toEqual([]);
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ format: 'A4' });
  const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g) ?? [];
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.length).toBeLessThan(8);
});
