import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { buildPage } from '../../scripts/page/build-page.js';
import { encodeForm } from '../../src/index.js';
import { startContractServer } from '../../src/mock/start-mock-server.js';
import { operationsOf } from '../support/contract.js';
import { fixtureContract } from '../support/contract-server.js';
import { box, button, faultsOfAccess, fillIn, send, servePage } from '../support/open-page.js';

const operations = operationsOf(fixtureContract());

const folder = await mkdtemp(join(tmpdir(), 'pages-'));
const { info, ...contract } = fixtureContract();
await buildPage({ ...contract, info: { title: 'Fixture', ...info } }, folder);
const { mock, page, complaints } = await servePage(() =>
  startContractServer(fixtureContract(), { reference: true }, pathToFileURL(`${folder}/`)),
);
afterAll(() => expect(complaints).toEqual([]));

test('a contract with several operations has a list to choose from, and a page of each', async () => {
  const links = page.getByRole('main').getByRole('link');
  expect(await links.count()).toBe(operations.length);
  expect(await faultsOfAccess(page)).toEqual([]);
  await links.nth(1).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.locator('.route').innerText()).toContain(operations[1]?.path);
  const nav = page.getByRole('navigation', { name: 'Operations' });
  expect(await nav.locator('[aria-current=page]').count()).toBe(1);
  expect(await faultsOfAccess(page)).toEqual([]);
  await nav.getByRole('link', { name: 'All operations' }).click();
  await links.first().waitFor();
});

test.each(operations.map((operation) => ({ operation, name: operation.id })))(
  'the page of $name sends its examples as encodeForm writes them',
  async ({ operation: { id, form, path } }) => {
    await page.goto(`${mock.url}/${id}.html`);
    if (path.includes('{id}'))
      await box(page, /payment_records/.test(path) ? 'Record ID' : 'ID').fill('pr_1');
    for (const [name, { value }] of Object.entries(form?.examples ?? { '': { value: {} } })) {
      if (form) await page.getByLabel('Example').selectOption(name);
      if (form) await button(page, 'New idempotency key').click();
      mock.reset();
      const status = await send(page);
      expect([name, await page.getByRole('alert').innerText()]).toEqual([name, '']);
      expect(mock.requests.map(({ rawBody }) => rawBody)).toEqual([encodeForm(value)]);
      expect(mock.requests[0]?.violations).toEqual([]);
      expect(status).toMatch(/^200/);
    }
  },
);

test('query parameters are filled in like any field, and go into the path', async () => {
  await page.goto(`${mock.url}/GetKinds.html`);
  await box(page, 'limit').fill('3');
  await box(page, 'live').selectOption('true');
  await button(page, 'Add expand').click();
  await box(page, 'expand 1').fill('data');
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests).toMatchObject([
    { method: 'GET', path: '/v1/kinds?limit=3&live=true&expand[0]=data', rawBody: '' },
  ]);
});

test('what no box fits is written as JSON, and what is none is told', async () => {
  await page.goto(`${mock.url}/PostKinds.html`);
  await fillIn(page, {});
  await box(page, 'text').fill('x');
  await box(page, 'objects').fill('[{ "name": "a", "count": 1 }]');
  await box(page, 'integer').fill('101');
  await box(page, 'nested_map').fill('{ "a": ');
  await button(page, 'Test request').click();
  const lines = (await page.getByRole('alert').innerText()).split('\n');
  expect(lines).toContain('integer must be <= 100');
  expect(lines).toContainEqual(expect.stringMatching(/^nested_map cannot be parsed as JSON/));
  await box(page, 'integer').fill('100');
  await box(page, 'nested_map').fill('{ "a": { "b": 1 } }');
  expect(await send(page)).toMatch(/^200/);
  expect(mock.requests[0]?.rawBody).toBe(
    'text=x&objects[0][name]=a&objects[0][count]=1&integer=100&nested_map[a][b]=1',
  );
});
