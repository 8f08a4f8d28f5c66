import { beforeEach, expect, test } from 'vitest';
import { answerExamples, contract } from '../support/contract.js';
import { answer, box, button, fillIn, send, servePage } from '../support/open-page.js';

const ID = 'pr_1RQo3d2eZvKYlo2CmT4yW8aB';

const { mock, page } = await servePage();

beforeEach(async () => {
  await fillIn(page, { initiated_at: 1 });
  // Each label names one field: the options of a select are no part of its label.
  await page.getByLabel('Record ID').fill(ID);
  await page.getByLabel('API key').fill('sk_test_123');
  await button(page, 'New idempotency key').click();
});

const alert = (): Promise<string> => page.getByRole('alert').innerText();
const focused = (): Promise<string | null> =>
  page.locator(':focus').getAttribute('aria-label', { timeout: 5000 });

test('a press sends what is filled in, and shows status, headers, body and time', async () => {
  await box(page, 'Stripe-Account').fill('acct_1');
  await box(page, 'Record ID').fill('pr_ä/1');
  expect(await send(page)).toMatch(/^200 OK The request was accepted\. in \d+ ms$/);
  const text = await answer(page).innerText();
  expect(text).toMatch(/"object": "payment_record".*request-id\s+req_\w+/s);
  expect(mock.requests).toMatchObject([
    {
      method: 'POST',
      path: '/v1/payment_records/pr_%C3%A4%2F1/report_payment_attempt',
      rawBody: 'initiated_at=1',
      violations: [],
      headers: {
        authorization: 'Bearer sk_test_123',
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': await box(page, 'Idempotency-Key').inputValue(),
        'stripe-account': 'acct_1',
        'stripe-version': contract.info.version,
      },
    },
  ]);
  await box(page, 'Stripe-Account').fill('');
});

test('the same key gets the first answer again, which the page tells, and a new key does not', async () => {
  const key = await box(page, 'Idempotency-Key').inputValue();
  expect(await send(page)).toMatch(/^200/);
  expect(await answer(page).innerText()).not.toContain('replayed');
  expect(await send(page)).toMatch(/^200/);
  expect(await answer(page).innerText()).toContain('replayed: the first answer again');
  expect(await box(page, 'Idempotency-Key').inputValue()).toBe(key);
  await button(page, 'New idempotency key').click();
  expect(await send(page)).toMatch(/^400 Bad Request The request was refused/);
  expect(mock.requests[2]?.headers['idempotency-key']).not.toBe(key);
});

test('one request is under way at a time, whatever is pressed, and can be canceled', async () => {
  mock.next({ delay: 600_000 });
  await button(page, 'Test request').dblclick();
  await button(page, 'Test request').click();
  await page.keyboard.press('Control+Enter');
  await expect.poll(() => mock.requests.length).toBe(1);
  await button(page, 'Cancel').click();
  await answer(page).getByText('may have been recorded').waitFor();
  expect(mock.requests).toHaveLength(1);
});

test('Ctrl+Enter sends from any field, and the focus stays there', async () => {
  await box(page, 'description').focus();
  await page.keyboard.press('Control+Enter');
  await answer(page).getByText('200 OK').waitFor();
  expect(await focused()).toBe('description');
  expect(await box(page, 'description').inputValue()).toBe('');
  expect(await answer(page).locator('.status').isVisible()).toBe(true);
});

test('a lost connection may have been recorded, and the same key sends it again', async () => {
  mock.next({ cut: true });
  expect(await send(page)).toContain('Connection lost: the report may have been recorded');
  const [first] = mock.requests;
  expect(await send(page, 'Send again with this key')).toMatch(/^200/);
  expect(await answer(page).innerText()).toContain('replayed');
  expect(mock.requests[1]?.headers).toEqual(first?.headers);
});

test('all errors come at once, each at its field, and lead there', async () => {
  await fillIn(page, {
    outcome: 'won',
    failed: { failed_at: 'soon' },
    canceled: { reason: 'none' },
    metadata: { ['x'.repeat(41)]: 'y' },
    description: 'd'.repeat(5001),
  });
  await box(page, 'Record ID').fill('');
  await button(page, 'Test request').click();
  expect((await alert()).split('\n').filter((line) => line.trim() !== '')).toEqual([
    'Not sent: 8 things have to be mended.',
    'Record ID is required',
    'initiated_at is required',
    'canceled reason is no field of the contract',
    'canceled.canceled_at is required',
    'description must have at most 5000 characters',
    'failed.failed_at must be an integer',
    expect.stringMatching(/^metadata the key x+ must have at most 40 characters$/),
    'outcome must be canceled or failed or guaranteed',
    'Send anyway',
  ]);
  expect(mock.requests).toEqual([]);
  await page.getByRole('alert').getByRole('button', { name: 'failed.failed_at' }).click();
  expect(await focused()).toBe('failed.failed_at in Unix seconds');
  const wrong = box(page, 'failed.failed_at in Unix seconds');
  expect(await wrong.getAttribute('aria-invalid')).toBe('true');
  const about = await wrong.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${about}"]`).innerText()).toBe('must be an integer');
  await wrong.fill('7');
  expect(await alert()).not.toContain('failed.failed_at');
  await page.getByRole('alert').getByRole('button', { name: 'Record ID' }).click();
  expect(await focused()).toBe('Record ID');
});

test('what the page holds against the contract can be sent anyway, and the refusal leads to its field', async () => {
  await fillIn(page, { initiated_at: 1, failed: {}, shipping_details: { name: 'n'.repeat(5001) } });
  await button(page, 'Test request').click();
  expect(await send(page, 'Send anyway')).toMatch(/^400 Bad Request/);
  expect(await page.locator(':focus').innerText()).toBe('Test request');
  expect(mock.requests).toMatchObject([
    { status: 400, violations: [{ param: 'shipping_details[name]' }] },
  ]);
  await answer(page).getByRole('button', { name: 'shipping_details.name' }).click();
  expect(await focused()).toBe('shipping_details.name');
});

test.each([
  ['sk_live_1', 'live'],
  ['rk_live_1', 'live'],
  ['sk_org_live_1', 'live'],
  ['sk_org1', 'live'],
  ['sk_test ü', 'printable ASCII'],
])('the key %s is refused before it leaves the page', async (key, reason) => {
  await box(page, 'API key').fill(key);
  await page.keyboard.press('Control+Enter');
  expect(await alert()).toMatch(reason);
  expect(await button(page, 'Send anyway').count()).toBe(0);
  await page.getByRole('alert').getByRole('button', { name: 'API key' }).click();
  expect(await page.locator(':focus').getAttribute('id')).toBe('p-key');
  expect(mock.requests).toEqual([]);
});

test.each(['.', '..'])('a path is not changed by an ID of %s', async (id) => {
  await box(page, 'Record ID').fill(id);
  await button(page, 'Test request').click();
  expect(await alert()).toContain("Record ID must not be '.' or '..'");
  expect(await button(page, 'Send anyway').count()).toBe(0);
  expect(mock.requests).toEqual([]);
});

test('each error of the contract can be seen, whatever is filled in', async () => {
  await fillIn(page, {});
  const select = page.getByLabel('See the answer to …');
  const options = await select
    .locator('option')
    .evaluateAll((all) => all.map((one) => Object(one).value));
  const examples = answerExamples('default');
  expect(options).toEqual(['', ...examples.map(({ name }) => name)]);
  for (const { name, status, value } of examples) {
    mock.reset();
    await select.selectOption(name);
    await answer(page).getByText(`${status} `).first().waitFor();
    await expect.poll(() => mock.requests.length).toBe(1);
    const shown = page.getByRole('group', { name: 'Body of the answer' });
    // The server puts the request's own ID into the address of its log.
    const told = async () => {
      const { error } = JSON.parse(await shown.innerText());
      return { error: { ...error, request_log_url: undefined } };
    };
    const expected = { error: { ...Object(value.error), request_log_url: undefined } };
    await expect.poll(told).toEqual(expected);
  }
  await select.selectOption('');
});

test('a second answer tells what changed in the record since the first', async () => {
  await box(page, 'Record ID').fill('pr_changes');
  await fillIn(page, { initiated_at: 1, outcome: 'failed', failed: { failed_at: 2 } });
  await send(page);
  expect(await answer(page).innerText()).not.toContain('last answer');
  await fillIn(page, { initiated_at: 3, description: 'second' });
  await button(page, 'New idempotency key').click();
  await send(page);
  const rows = await answer(page).locator('.changes tbody tr').allInnerTexts();
  expect(rows).toContain('description\tnull\t"second"');
  expect(rows).toContain('amount_failed.value\t1990\t0');
});

test('an answer that is no JSON is shown as it is', async () => {
  mock.next({ status: 502, body: '<h1>Bad gateway</h1>' });
  expect(await send(page)).toMatch(/^502 Bad Gateway The server failed/);
  expect(await answer(page).innerText()).toContain('<h1>Bad gateway</h1>');
});
