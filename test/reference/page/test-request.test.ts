import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { encodeForm } from '../../../src/index.js';
import { type MockServer, startMockServer } from '../../../src/mock/index.js';
import { requestExamples } from '../../support/contract.js';
import {
  fillIn,
  type Look,
  launchBrowser,
  type OpenPage,
  openPage,
  send,
} from '../../support/open-page.js';

const PATH = '/v1/payment_records/pr_1RQo3d2eZvKYlo2CmT4yW8aB/report_payment_attempt';

// A browser wants time on a machine that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let browser: Browser;
let mock: MockServer;
let opened: OpenPage;
let page: Page;

// One page for all: opening it takes longer than using it.
beforeAll(async () => {
  mock = await startMockServer({ reference: true });
  browser = await launchBrowser();
  opened = await openPage(browser, mock.url);
  ({ page } = opened);
});
afterAll(async () => {
  await browser.close();
  await mock.close();
});
beforeEach(() => mock.reset());
afterEach(() => {
  const ours = new RegExp(`^(${mock.url}/|data:|blob:)`);
  expect(opened.urls.filter((url) => !ours.test(url))).toEqual([]);
});

test('opens without a complaint, and is no request on record', () => {
  expect(opened.complaints).toEqual([]);
  expect(mock.requests).toEqual([]);
});

test('sends the first example by one click, and shows status, headers and body', async () => {
  expect(await send(page)).toBe('200: the request was accepted.');
  const answer = page.locator('.live-responses-table');
  expect(await answer.locator('.response .response-col_status').textContent()).toContain('200');
  expect(await answer.innerText()).toMatch(/"object": "payment_record".*request-id: req_\w+/s);
  expect(mock.requests).toMatchObject([
    { method: 'POST', path: PATH, rawBody: 'initiated_at=1747742100', violations: [] },
  ]);
  expect(mock.requests[0]?.headers).toMatchObject({
    authorization: 'Bearer sk_test_123',
    'content-type': 'application/x-www-form-urlencoded',
    'stripe-version': '2026-10-28.endive',
  });
  expect(mock.requests[0]?.headers).not.toHaveProperty('idempotency-key');
  expect(opened.complaints).toEqual([]);
});

test('sends an example with every field with the bytes of encodeForm', async () => {
  const [, example] = requestExamples.find(([name]) => name === 'everything') ?? [];
  await page.getByLabel('Example of the request body').selectOption('everything');
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests.map(({ rawBody }) => rawBody)).toEqual([encodeForm(example?.value ?? {})]);
});

test('sends what is written into all fields', async () => {
  await fillIn(page, {
    initiated_at: 1,
    metadata: { 'a b&c': "x=y [z] 100 % 'ü'", ['__proto__']: 'x' },
    expand: ['customer_details.customer'],
    payment_method_details: { billing_details: { address: { city: 'São Paulo' } } },
  });
  await page.locator('[data-param-name="id"] input').fill('pr_ä/1');
  await page.locator('[data-param-name="Idempotency-Key"] input').fill('key 1');
  await page.locator('[data-param-name="Stripe-Account"] input').fill('acct_1');
  // Fields are read a moment after the last key.
  await page.getByText("'Stripe-Account: acct_1'").waitFor();
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests).toMatchObject([
    {
      path: '/v1/payment_records/pr_%C3%A4%2F1/report_payment_attempt',
      rawBody:
        'initiated_at=1&metadata[a%20b%26c]=x%3Dy%20[z]%20100%20%25%20%27%C3%BC%27' +
        '&metadata[__proto__]=x' +
        '&expand[0]=customer_details.customer' +
        '&payment_method_details[billing_details][address][city]=S%C3%A3o%20Paulo',
      headers: { 'idempotency-key': 'key 1', 'stripe-account': 'acct_1' },
    },
  ]);
  const before = { id: 'pr_1RQo3d2eZvKYlo2CmT4yW8aB', 'Idempotency-Key': '', 'Stripe-Account': '' };
  for (const [name, value] of Object.entries(before)) {
    await page.locator(`[data-param-name="${name}"] input`).fill(value);
  }
});

test('shows a refusal of the server with its param', async () => {
  await fillIn(page, { initiated_at: 1, failed: { failed_at: 2, reason: 'none' } });
  expect(await send(page)).toBe(
    '400: Received unknown parameter: failed[reason]; got "none" (param: failed[reason])',
  );
  expect(await page.locator('.live-responses-table').innerText()).toMatch(
    /400.*"type": "invalid_request_error".*"param": "failed\[reason\]"/s,
  );
});

test.each([
  [
    'what encodeForm refuses',
    '{ "initiated_at": 1.5 }',
    /initiated_at must be a safe integer, got 1\.5/,
  ],
  ['what is no JSON', '{ "initiated_at": ', /The request body is no JSON: /],
  ['what is no object', '[]', /params must be a plain object, got Array/],
  ['nothing at all', '', /The request body is no JSON: /],
])('says why %s is not sent, and sends it once it is mended', async (_, written, reason) => {
  await fillIn(page, { initiated_at: 1 });
  expect(await send(page)).toMatch(/^200/);
  mock.reset();
  await fillIn(page, written);
  await page.getByRole('button', { name: 'Test request' }).click();
  const refusal = page.locator('.settings-refusal:focus');
  expect(await refusal.textContent()).toMatch(reason);
  expect(await page.locator('.answer').textContent()).toBe('');
  expect(mock.requests).toEqual([]);

  await fillIn(page, { initiated_at: 1 });
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests).toHaveLength(1);
  expect(await page.locator('.settings-refusal').isVisible()).toBe(false);
});

describe('right after the last key, where the pane above the button comes and goes,', () => {
  let other: Page;
  let presses = 0;
  afterEach(() => other.close());
  async function open(look: Look & { width: number }): Promise<void> {
    ({ page: other } = await openPage(browser, mock.url, { ...look, hasClock: true }));
    // So high that nothing has to be scrolled.
    await other.setViewportSize({ width: look.width, height: 3000 });
  }

  /** Types an ID and presses a button where it stands, before the field tells its text by itself. */
  async function typeAndPress(id: string, name: string, how: 'click' | 'tap'): Promise<void> {
    await other.clock.pauseAt(new Date(Date.now() + 60_000 * ++presses));
    await other.locator('[data-param-name="id"] input').fill(id);
    const { x = 0, y = 0 } =
      (await other.getByRole('button', { name, exact: true }).boundingBox()) ?? {};
    if (how === 'click') await other.mouse.click(x + 9, y + 9, { delay: 50 });
    else await other.touchscreen.tap(x + 9, y + 9);
  }

  test.each([
    ['click', { width: 1280 }],
    ['tap', { width: 400, hasTouch: true }],
  ] as const)('a %s counts', async (how, look) => {
    await open(look);
    for (const id of ['pr_8', 'pr_9']) {
      await typeAndPress('', 'Test request', how);
      await other.locator('.settings-refusal:focus').filter({ hasText: 'id must be' }).waitFor();
      await other.clock.resume();
      await typeAndPress(id, 'Test request', how);
      await other.getByText('200: the request was accepted.').waitFor();
      await other.clock.resume();
    }
    const asked = mock.requests.map(({ path }) => path);
    expect(asked).toMatchObject([expect.stringContaining('pr_8'), expect.stringContaining('pr_9')]);
  });

  test('what is copied is what was typed', async () => {
    await open({ width: 1280 });
    await other.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await typeAndPress('pr_typed', 'Copy', 'click');
    await other.getByText('Copied.').waitFor();
    expect(await other.evaluate('navigator.clipboard.readText()')).toContain('/pr_typed/');
  });
});

test('says an answer once, not again with every key', async () => {
  expect(await send(page)).toMatch(/^200/);
  await page.evaluate(`
    window.said = 0;
    new MutationObserver(() => { said += 1; }).observe(document.querySelector('.answer'), { childList: true });
  `);
  await page.getByLabel('Request body as JSON').pressSequentially('     ');
  await page.getByText("data-raw 'initiated_at").waitFor();
  expect(await page.evaluate('said')).toBe(0);
});

test('lets the server judge a parameter, and shows no answer but its own', async () => {
  expect(await send(page)).toMatch(/^200/);
  const key = page.locator('[data-param-name="Idempotency-Key"] input');
  await key.fill('k'.repeat(256));
  await page.getByText(`'Idempotency-Key: ${'k'.repeat(256)}'`).waitFor();
  await page.getByRole('button', { name: 'Test request' }).click();
  await page
    .locator('.answer')
    .filter({ hasText: /^400: .*\(param: Idempotency-Key\)$/ })
    .waitFor();
  await key.fill('');
});

test('tells where the answer is no Payment Record', async () => {
  mock.next({ status: 200, body: {} });
  expect(await send(page)).toBe('200: the answer is no Payment Record.');
});

test('tells why there is no answer', async () => {
  await page.context().setOffline(true);
  const answer = await send(page);
  await page.context().setOffline(false);
  expect(answer).toBe('No answer: the contract server cannot be reached.');
});

test('copies the settings for what is filled in, in each form', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await fillIn(page, { initiated_at: 1, failed: { failed_at: 2 } });
  await page.getByRole('region').getByText(PATH).waitFor();
  const copied = async (): Promise<string> => {
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Copied.').waitFor();
    return page.evaluate('navigator.clipboard.readText()');
  };
  expect(await copied()).toContain(`curl --globoff '${mock.url}${PATH}'`);
  await page.getByLabel('https://api.stripe.com').check();
  expect(await copied()).toContain(`curl --globoff 'https://api.stripe.com${PATH}'`);
  await page.getByLabel('TypeScript').check();
  expect(await copied()).toMatch(/baseUrl: "https:\/\/api.stripe.com".*failed_at: 2/s);
  await page.getByLabel('Conductor HTTP task').check();
  await page.getByLabel('id', { exact: true }).check();
  await page.getByLabel('failed[failed_at]').check();
  const input = (name: string): string => `\${workflow.input.${name}}`;
  expect(JSON.parse(await copied()).inputParameters.http_request).toMatchObject({
    uri: `https://api.stripe.com${PATH.replace(/pr_\w+/, input('id'))}`,
    body: `initiated_at=1&failed[failed_at]=${input('failed_failed_at')}`,
  });
});

test('keeps a key in memory alone', async () => {
  await page.getByRole('button', { name: 'Authorize', exact: true }).click();
  await page.getByRole('button', { name: 'Logout' }).click();
  const key = page.getByLabel('auth-bearer-value');
  await key.fill('rk_test_typed');
  await key.press('Enter');
  await page.getByRole('button', { name: 'Close' }).first().click();
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests[0]?.headers.authorization).toBe('Bearer rk_test_typed');

  expect(page.url()).toBe(`${mock.url}/`);
  expect(opened.urls.join()).not.toContain('typed');
  expect(await page.content()).not.toContain('typed');
  expect(await page.context().storageState({ indexedDB: true })).toEqual({
    cookies: [],
    origins: [],
  });
  const left =
    'Promise.all([indexedDB.databases(), caches.keys(), sessionStorage.length, history.length])';
  expect(await page.evaluate(left)).toEqual([[], [], 0, 2]);
  mock.reset();
  await page.reload();
  await page.getByLabel('Request body as JSON').waitFor();
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests.at(-1)?.headers.authorization).toBe('Bearer sk_test_123');
});
