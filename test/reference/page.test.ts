import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeForm } from '../../src/index.js';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { startContractServer } from '../../src/mock/start-mock-server.js';
import { ROOT } from '../support/consumer.js';
import { contract, fixture, operation, requestExamples } from '../support/contract.js';
import {
  fillIn,
  LIMIT,
  launchBrowser,
  type OpenPage,
  openPage,
  send,
} from '../support/open-page.js';
import { mustRun } from '../support/program.js';
import { fieldFacts, plainText } from './field-facts.js';

const PATH = '/v1/payment_records/pr_1RQo3d2eZvKYlo2CmT4yW8aB/report_payment_attempt';
const CLIPBOARD = ['clipboard-read', 'clipboard-write'];

let folder: string;
let browser: Browser;
let mock: MockServer;
let served: OpenPage;
let copied: OpenPage;
let page: Page;

// One browser and two pages for all tests: a page takes longer to open than to use.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docs-'));
  const docs = ['--import', 'tsx', 'scripts/docs.ts', folder];
  mock = await startMockServer({ reference: true });
  [browser] = await Promise.all([launchBrowser(), mustRun(process.execPath, docs, { cwd: ROOT })]);
  copied = await openPage(browser, pathToFileURL(join(folder, 'index.html')).href);
  served = await openPage(browser, mock.url);
  ({ page } = served);
  await page.context().grantPermissions(CLIPBOARD);
});
beforeEach(() => mock.reset());
afterEach(() => {
  const isOurs = (url: string) => url.startsWith(mock.url) || /^(data|blob):/.test(url);
  expect(served.urls.filter((url) => !isOurs(url))).toEqual([]);
  // A browser complains of an answer that is a refusal.
  const isRefusal = (complaint: string) => complaint.startsWith('Failed to load resource');
  expect(served.complaints.filter((complaint) => !isRefusal(complaint))).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  await mock.close();
});

describe.each([
  ['the page of the contract server', () => served],
  ['the copy in a folder', () => copied],
])('%s', (_, opened) => {
  test('shows the operation, its answers, its parameters and its examples', async () => {
    const text = await opened().page.locator('.opblock').innerText();
    for (const status of Object.keys(operation.responses)) {
      expect(text).toMatch(new RegExp(`^${status}\\s`, 'm'));
    }
    for (const { name } of operation.parameters) expect(text).toContain(name);
    const options = opened().page.getByLabel('Example of the request body').locator('option');
    expect(await options.evaluateAll((all) => all.map((one) => Object(one).value))).toEqual(
      requestExamples.map(([name]) => name),
    );
  });

  test('shows each field of the schemas with its description and its limit', async () => {
    const facts = fieldFacts(contract.components.schemas);
    expect(facts.length).toBeGreaterThan(100);
    const missing = async (): Promise<string[]> => {
      const text = plainText((await opened().page.locator('.models').textContent()) ?? '');
      return facts.filter((fact) => !text.includes(fact));
    };
    await expect.poll(missing, { timeout: LIMIT }).toEqual([]);
  });

  test('loads what is its own and nothing else, without a complaint', () => {
    const { page: own, urls, complaints } = opened();
    const base = own.url().replace(/[^/]*$/, '');
    expect(urls.filter((url) => !url.startsWith(base) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
    expect(mock.requests).toEqual([]);
  });
});

test('the copy prepares a request, has no way to send one, and brings licences along', async () => {
  const { page: copy } = copied;
  expect(await readdir(join(folder, 'reference'))).toEqual(
    expect.arrayContaining(['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt']),
  );
  expect(await copy.getByRole('button', { name: 'Test request' }).count()).toBe(0);
  expect(await copy.locator('.reading-note').textContent()).toContain('startMockServer');
  expect(await copy.locator('.authorize:visible, .authorization__btn:visible').count()).toBe(0);
  const settings = copy.getByRole('region', { name: 'Request settings to copy' });
  expect(await settings.innerText()).toContain("'https://api.stripe.com/v1/payment_records/");
  // The policy blocks it: without CORS it would still be on record.
  const attempt = `fetch('${mock.url}/x', { mode: 'no-cors' }).then(() => 'sent', () => 'not sent')`;
  expect(await copy.evaluate(attempt)).toBe('not sent');
  expect(mock.requests).toEqual([]);
});

test('one click sends the first example, and shows status, headers and body', async () => {
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
    'stripe-version': contract.info.version,
  });
  expect(mock.requests[0]?.headers).not.toHaveProperty('idempotency-key');
});

test('an example with every field goes out with the bytes of encodeForm', async () => {
  const [, example] = requestExamples.find(([name]) => name === 'everything') ?? [];
  await page.getByLabel('Example of the request body').selectOption('everything');
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests.map(({ rawBody }) => rawBody)).toEqual([encodeForm(example?.value ?? {})]);
});

test('what is written into all fields goes out', async () => {
  const fill = async (values: { [name: string]: string }): Promise<void> => {
    for (const [name, value] of Object.entries(values)) {
      await page.locator(`[data-param-name="${name}"] input`).fill(value);
    }
  };
  await fillIn(page, {
    initiated_at: 1,
    metadata: { 'a b&c': "x=y [z] 100 % 'ü'", ['__proto__']: 'x' },
  });
  await fill({ id: 'pr_ä/1', 'Idempotency-Key': 'key 1', 'Stripe-Account': 'acct_1' });
  // The page reads a field a moment after the last key.
  await page.getByText("'Stripe-Account: acct_1'").waitFor();
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests).toMatchObject([
    {
      path: '/v1/payment_records/pr_%C3%A4%2F1/report_payment_attempt',
      rawBody:
        'initiated_at=1&metadata[a%20b%26c]=x%3Dy%20[z]%20100%20%25%20%27%C3%BC%27' +
        '&metadata[__proto__]=x',
      headers: { 'idempotency-key': 'key 1', 'stripe-account': 'acct_1' },
    },
  ]);
  await fill({ id: 'pr_1RQo3d2eZvKYlo2CmT4yW8aB', 'Idempotency-Key': '', 'Stripe-Account': '' });
});

test('the server refuses a request, and the page shows the param', async () => {
  await fillIn(page, { initiated_at: 1, failed: { failed_at: 2, reason: 'none' } });
  expect(await send(page)).toBe(
    '400: Received unknown parameter: failed[reason]; got "none" (param: failed[reason])',
  );
});

test.each([
  ['{ "initiated_at": 1e999 }', /initiated_at must be .*, got Infinity/],
  ['[]', /params must be a plain object, got Array/],
  ['', /The request body is no JSON: /],
])('the page refuses to send %j, and sends what is right after that', async (written, reason) => {
  await fillIn(page, { initiated_at: 1 });
  expect(await send(page)).toMatch(/^200/);
  mock.reset();
  await fillIn(page, written);
  await page.getByRole('button', { name: 'Test request' }).click();
  expect(await page.locator('.settings-refusal:focus').textContent()).toMatch(reason);
  expect(mock.requests).toEqual([]);
  await fillIn(page, { initiated_at: 1 });
  expect(await send(page)).toMatch(/^200/);
  expect(await page.locator('.settings-refusal').isVisible()).toBe(false);
});

test('the page tells where there is no answer, or none that it expects', async () => {
  mock.next({ status: 200, body: {} });
  expect(await send(page)).toBe("200: the answer is no object of Stripe's.");
  await page.context().setOffline(true);
  const answer = await send(page);
  await page.context().setOffline(false);
  expect(answer).toBe('No answer: the contract server cannot be reached.');
});

test('the settings are copied for what is filled in, in each form', async () => {
  await fillIn(page, { initiated_at: 1, failed: { failed_at: 2 } });
  await page.getByRole('region').getByText(PATH).waitFor();
  const copy = async (): Promise<string> => {
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByText('Copied.').waitFor();
    return page.evaluate('navigator.clipboard.readText()');
  };
  expect(await copy()).toContain(`curl --globoff '${mock.url}${PATH}'`);
  await page.getByLabel('https://api.stripe.com').check();
  await page.getByLabel('TypeScript').check();
  expect(await copy()).toMatch(/baseUrl: "https:\/\/api.stripe.com".*failed_at: 2/s);
  await page.getByLabel('Conductor HTTP task').check();
  await page.getByLabel('id', { exact: true }).check();
  const { http_request } = JSON.parse(await copy()).inputParameters;
  expect(http_request.uri).toContain(
    `https://api.stripe.com/v1/payment_records/\${workflow.input.`,
  );
});

test('the page of a contract with several operations shows all and sends the first form', async () => {
  const several = await startContractServer(fixture, { reference: true });
  const { page: other, complaints } = await openPage(browser, several.url);
  const all = Object.values(fixture.paths).flatMap((item) => Object.values(item));
  expect(await other.locator('.opblock').count()).toBe(all.length);
  await fillIn(other, { initiated_at: 1 });
  expect(await send(other)).toBe('200: the request was accepted.');
  expect(several.requests).toMatchObject([{ rawBody: 'initiated_at=1', status: 200 }]);
  expect(complaints).toEqual([]);
  await other.context().close();
  await several.close();
});
