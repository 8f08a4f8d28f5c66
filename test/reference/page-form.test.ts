import { beforeEach, expect, test } from 'vitest';
import { encodeForm } from '../../src/index.js';
import { requestExamples } from '../support/contract.js';
import { box, button, fillIn, send, servePage } from '../support/open-page.js';

const { mock, page, complaints } = await servePage();

beforeEach(async () => {
  await fillIn(page, {});
  await button(page, 'New idempotency key').click();
});

const sent = (): string | undefined => mock.requests.at(-1)?.rawBody;
const json = async (): Promise<unknown> => {
  await page.getByRole('tab', { name: 'JSON' }).click();
  const text = await box(page, 'Body as JSON').inputValue();
  await page.getByRole('tab', { name: 'Form' }).click();
  return JSON.parse(text);
};

test('a time goes from seconds to date and time, and back', async () => {
  await box(page, 'initiated_at in Unix seconds').fill('1747742101');
  const local = await box(page, 'initiated_at as date and time').inputValue();
  expect(new Date(local).getTime()).toBe(1747742101_000);
  await box(page, 'initiated_at as date and time').fill('2025-05-20T12:00:01');
  const seconds = new Date('2025-05-20T12:00:01').getTime() / 1000;
  expect(await box(page, 'initiated_at in Unix seconds').inputValue()).toBe(String(seconds));
  await button(page, 'initiated_at now').click();
  const now = Number(await box(page, 'initiated_at in Unix seconds').inputValue());
  expect(Math.abs(now - Date.now() / 1000)).toBeLessThan(60);
});

test('what is empty and optional is not sent', async () => {
  await box(page, 'initiated_at in Unix seconds').fill('1');
  await box(page, 'description').fill('x');
  await box(page, 'description').fill('');
  await button(page, 'Add expand').click();
  await button(page, 'Add metadata').click();
  await box(page, 'outcome').selectOption('failed');
  await box(page, 'failed.failed_at in Unix seconds').fill('2');
  await box(page, 'failed.failed_at in Unix seconds').fill('');
  await box(page, 'outcome').selectOption('');
  expect(await send(page)).toMatch(/200 OK/);
  expect(sent()).toBe('initiated_at=1');
  expect(await json()).toEqual({ initiated_at: 1 });
});

test('lists and maps grow by rows, and a key without a value is sent empty', async () => {
  await box(page, 'initiated_at in Unix seconds').fill('1');
  await button(page, 'Add expand').click();
  await box(page, 'expand 1').fill('payment_method_details.card');
  await button(page, 'Add metadata').click();
  await button(page, 'Add metadata').click();
  await box(page, 'metadata 1 key').fill('order_id');
  await box(page, 'metadata 2 key').fill('a b&c');
  await box(page, 'metadata 2 value').fill("x=y [z] 100 % 'ü'");
  expect(await send(page)).toMatch(/200 OK/);
  expect(sent()).toBe(
    'initiated_at=1&expand[0]=payment_method_details.card&metadata[order_id]=' +
      '&metadata[a%20b%26c]=x%3Dy%20[z]%20100%20%25%20%27%C3%BC%27',
  );
  await button(page, 'metadata 1: remove').click();
  expect(await page.locator(':focus').innerText()).toBe('Add metadata');
  expect(await json()).toMatchObject({ metadata: { 'a b&c': expect.any(String) } });
  await box(page, 'metadata: clear all keys').check();
  await button(page, 'New idempotency key').click();
  mock.reset();
  expect(await send(page)).toMatch(/200 OK/);
  expect(sent()).toBe('initiated_at=1&expand[0]=payment_method_details.card&metadata=');
});

test('a text keeps its line breaks', async () => {
  await box(page, 'initiated_at in Unix seconds').fill('1');
  await box(page, 'description').fill('one\ntwo');
  await send(page);
  expect(sent()).toBe('initiated_at=1&description=one%0Atwo');
});

test('a choice opens and proposes the group that goes with it', async () => {
  const field = box(page, 'guaranteed.guaranteed_at in Unix seconds');
  expect(await field.isVisible()).toBe(false);
  await box(page, 'outcome').selectOption('guaranteed');
  await field.waitFor();
  expect(await page.locator('[id="guaranteed"]').innerText()).toContain(
    'Proposed: outcome is guaranteed',
  );
  await button(page, 'guaranteed').click();
  expect(await field.isVisible()).toBe(false);
});

test('each example goes out with the bytes of encodeForm', async () => {
  for (const [name, { value }] of requestExamples) {
    await page.getByLabel('Example').selectOption(name);
    await button(page, 'New idempotency key').click();
    mock.reset();
    expect([name, await send(page)]).toEqual([name, expect.stringMatching(/200 OK/)]);
    expect(mock.requests.map(({ rawBody }) => rawBody)).toEqual([encodeForm(value)]);
    expect(await json()).toEqual(value);
  }
});

test('the fields and the JSON are in step, and what cannot be parsed is kept and told', async () => {
  await fillIn(page, { initiated_at: 5, failed: { failed_at: 6 }, unknown: { a: 1 } });
  expect(await box(page, 'failed.failed_at in Unix seconds').inputValue()).toBe('6');
  expect(await box(page, 'failed.failed_at in Unix seconds').isVisible()).toBe(true);
  await box(page, 'failed.failed_at in Unix seconds').fill('7');
  expect(await json()).toEqual({ initiated_at: 5, failed: { failed_at: 7 }, unknown: { a: 1 } });
  await fillIn(page, '{ "initiated_at": ');
  await page.getByText('cannot be parsed as JSON').first().waitFor();
  await button(page, 'Test request').click();
  expect(await page.getByRole('alert').textContent()).toContain('JSON');
  expect(await button(page, 'Send anyway').count()).toBe(0);
  await page.getByRole('tab', { name: 'JSON' }).click();
  expect(await box(page, 'Body as JSON').inputValue()).toBe('{ "initiated_at": ');
  await button(page, 'Throw that text away').click();
  expect(await json()).toMatchObject({ failed: { failed_at: 7 } });
  expect(mock.requests).toEqual([]);
});

test('a name that means something to JavaScript is a name like any other', async () => {
  await fillIn(page, '{ "initiated_at": 1, "metadata": { "__proto__": "x", "constructor": "y" } }');
  expect(await box(page, 'metadata 1 key').inputValue()).toBe('__proto__');
  await send(page);
  expect(sent()).toBe('initiated_at=1&metadata[__proto__]=x&metadata[constructor]=y');
});

test('nothing complains', () => {
  expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
});
