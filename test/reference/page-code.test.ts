import { beforeEach, expect, test } from 'vitest';
import { box, button, fillIn, servePage } from '../support/open-page.js';

const ID = 'pr_1RQo3d2eZvKYlo2CmT4yW8aB';
const PATH = `/v1/payment_records/${ID}/report_payment_attempt`;

const { mock, page } = await servePage();
await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

beforeEach(async () => {
  await fillIn(page, {
    initiated_at: 1,
    failed: { failed_at: 2 },
    description: `a "b" ${ask('c')}`,
  });
  await box(page, 'Idempotency-Key').fill('key 1');
});

/** An expression of a workflow. */
function ask(name: string): string {
  return `\${${name}}`;
}

/** What a copy button copies, which says so. */
async function copied(tab: string, name = `Copy ${tab}`): Promise<string> {
  await page.getByRole('tab', { name: tab }).click();
  await button(page, name).click();
  await page.getByRole('tabpanel', { name: tab }).getByText('Copied.').waitFor();
  return page.evaluate('navigator.clipboard.readText()');
}

test('curl has a line for each pair, and is for sh or PowerShell', async () => {
  expect((await copied('curl')).split('\n')).toEqual([
    `curl --globoff '${mock.url}${PATH}' \\`,
    '  -H "Authorization: Bearer $STRIPE_SECRET_KEY" \\',
    "  -H 'Content-Type: application/x-www-form-urlencoded' \\",
    "  -H 'Idempotency-Key: key 1' \\",
    expect.stringMatching(/^ {2}-H 'Stripe-Version: .*' \\$/),
    "  --data-raw 'initiated_at=1' \\",
    "  --data-raw 'failed[failed_at]=2' \\",
    "  --data-raw 'description=a%20%22b%22%20%24%7Bc%7D'",
  ]);
  await box(page, 'Shell').selectOption('powershell');
  expect(await copied('curl')).toMatch(/^curl\.exe .*\$env:STRIPE_SECRET_KEY/s);
  await box(page, 'Shell').selectOption('sh');
});

test('code grows with what is filled in, and is for the server that is chosen', async () => {
  await page.getByRole('tab', { name: 'TypeScript' }).click();
  const code = page.getByRole('group', { name: 'TypeScript' });
  await box(page, 'outcome').selectOption('failed');
  expect(await code.innerText()).toContain('outcome: "failed"');
  expect(await code.innerText()).toContain(mock.url);
  await box(page, 'Server that the code is for').selectOption('api');
  expect(await code.innerText()).not.toContain(mock.url);
  expect(await copied('Stripe SDK')).toContain('stripe.paymentRecords.reportPaymentAttempt(');
  expect(await copied('curl')).toContain(`'https://api.stripe.com${PATH}'`);
  await box(page, 'Server that the code is for').selectOption('test');
});

test('the HTTP task is copied alone and in a definition, with any field as an input', async () => {
  const task = JSON.parse(await copied('HTTP task', 'Copy task'));
  expect(task).toMatchObject({
    type: 'Http',
    httpRequest: {
      url: expect.stringContaining(PATH),
      headers: { 'Idempotency-Key': ask('idempotency_key') },
      body: { initiated_at: 1, failed: { failed_at: 2 }, description: `a "b" $${ask('c')}` },
    },
    connectionTimeoutSeconds: expect.any(Number),
    readTimeoutSeconds: expect.any(Number),
  });
  await page.getByText('From the input of the workflow …').click();
  await box(page, 'Take failed.failed_at').check();
  await box(page, 'Take id').check();
  const { tasks, startTask } = JSON.parse(await copied('HTTP task', 'Copy workflow definition'));
  expect(tasks[startTask].httpRequest.body.failed).toEqual({ failed_at: ask('failed_failed_at') });
  expect(tasks[startTask].httpRequest.url).toContain(`/${ask('id')}/`);
  expect(tasks[startTask].inputParameters).toHaveProperty('failed_failed_at');
  const panel = page.getByRole('region', { name: 'Request' });
  expect(await panel.innerText()).toContain('is not documented');
});

test('what cannot be written as a form is told in the place of code', async () => {
  await page.getByRole('tab', { name: 'curl' }).click();
  await fillIn(page, '{ "initiated_at": 1e999 }');
  expect(await page.getByRole('tabpanel', { name: 'curl' }).innerText()).toContain(
    'initiated_at must',
  );
  expect(await button(page, 'Copy curl').count()).toBe(0);
});
