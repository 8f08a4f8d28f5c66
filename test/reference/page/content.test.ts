import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type MockServer, startMockServer } from '../../../src/mock/index.js';
import { answerExamples, contract, path, requestExamples } from '../../support/contract.js';
import { launchBrowser, type OpenPage, openPage } from '../../support/open-page.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ROOTS = ['report_payment_attempt_params', 'payment_record', 'stripe_error_body'];

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  type?: string | string[];
  enum?: unknown[];
  description?: string;
  maxLength?: number;
  required?: string[];
  properties?: Record<string, Schema>;
}

interface Described {
  summary: string;
  description: string;
  responses: Record<string, { description: string }>;
}

const schemas: Record<string, Schema> = JSON.parse(JSON.stringify(contract.components.schemas));

// A browser wants time on a machine that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let folder: string;
let browser: Browser;
let mock: MockServer;
let served: OpenPage;
let copied: OpenPage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'docs-'));
  const command = ['--import', 'tsx', 'scripts/docs.ts', folder];
  await promisify(execFile)(process.execPath, command, { cwd: ROOT });
  mock = await startMockServer({ reference: true });
  browser = await launchBrowser();
  served = await openPage(browser, mock.url);
  copied = await openPage(browser, pathToFileURL(join(folder, 'index.html')).href);
});
afterAll(async () => {
  await browser.close();
  await mock.close();
  await rm(folder, { recursive: true });
});

/** A line for each field of a schema and each choice in it: where, of which type and limits, what for. */
function fieldsOf(schema: Schema, place: string): string[] {
  const { properties = {}, required = [], anyOf = [] } = whole(schema);
  const fields = Object.entries(properties).flatMap(([name, field]) => [
    lineOf(field, `${place}.${name}${required.includes(name) ? '*' : ''}`),
    ...fieldsOf(field, `${place}.${name}`),
  ]);
  const choices = anyOf.flatMap((choice, index) => [
    lineOf(choice, `${place}.#${index}`),
    ...fieldsOf(choice, `${place}.#${index}`),
  ]);
  return [...fields, ...choices];
}

function lineOf(schema: Schema, place: string): string {
  const { type, items, additionalProperties, enum: values = [], description = '' } = whole(schema);
  // The limit of what is in a list or a map stands at the list or map.
  const [maxLength] = [schema, items ?? {}, Object(additionalProperties)].flatMap(
    (limited) => limited.maxLength ?? [],
  );
  return [
    place,
    typeof type === 'string' && type !== 'array' && type !== 'null' ? type : '',
    maxLength === undefined ? '' : `≤ ${maxLength} characters`,
    values.map((value) => JSON.stringify(value)).join(' '),
    description.replaceAll('`', '').replace(/\s+/g, ' '),
  ].join(' | ');
}

function whole(schema: Schema): Schema {
  return { ...schemas[schema.$ref?.split('/').at(-1) ?? ''], ...schema };
}

/** The same lines, as the page shows them. */
function shownFields(page: Page): Promise<string[]> {
  // Values of an enum are such items, too, with no article in them.
  const item = 'li.json-schema-2020-12-property:has(> article)';
  return page.evaluate(`[...document.querySelectorAll('.models ${item}')].map((field) => {
    const own = (selector) => [...field.querySelectorAll(selector)].filter(
      (element) => element.closest('${item}') === field);
    const text = (selector) => own(selector).map((element) => element.textContent.trim());
    const [type = ''] = text('.json-schema-2020-12__attribute--primary');
    const place = [];
    for (let at = field; at; at = at.parentElement.closest('${item}')) {
      const star = at === field && at.matches('.json-schema-2020-12-property--required') ? '*' : '';
      place.unshift(at.querySelector('.json-schema-2020-12__title').textContent.trim() + star);
    }
    const root = field.closest('[data-json-schema-level="0"]').querySelector('.json-schema-2020-12__title');
    return [
      [root.textContent, ...place].join('.'),
      /^(string|integer|boolean|object)$/.test(type) ? type : '',
      text('.json-schema-2020-12__constraint--string').find((limit) => /^≤ \\d+ characters$/.test(limit)) ?? '',
      own('.json-schema-2020-12-keyword--enum .json-schema-2020-12-json-viewer__value')
        .map((element) => element.textContent.trim()).join(' '),
      (own('.json-schema-2020-12-keyword--description')[0]?.textContent ?? '').replace(/\\s+/g, ' ').trim(),
    ].join(' | ');
  })`);
}

describe.each([
  ['the page of the contract server', () => served],
  ['the copy in a folder', () => copied],
])('%s', (_, opened) => {
  test('shows what the endpoint is for, and what it answers', async () => {
    const text = await opened().page.locator('.opblock').innerText();
    const { post } = contract.paths[path] ?? {};
    const { summary, description, responses }: Described = JSON.parse(JSON.stringify(post));
    for (const said of [
      summary,
      description,
      ...Object.values(responses).map((one) => one.description),
    ]) {
      expect(text).toContain(said);
    }
    for (const status of Object.keys(responses))
      expect(text).toMatch(new RegExp(`^${status}\\s`, 'm'));
  });

  test('shows each field of the request, the answer and the error', async () => {
    const fields = ROOTS.flatMap((name) => fieldsOf(schemas[name] ?? {}, name));
    expect(fields.length).toBeGreaterThan(100);
    expect((await shownFields(opened().page)).sort()).toEqual(fields.sort());
  });

  test('shows each parameter with its limits', async () => {
    const { page } = opened();
    for (const { name, in: where, required, schema } of Object.values(
      contract.components.parameters,
    )) {
      const row = page.locator(`[data-param-name="${name}"][data-param-in="${where}"]`);
      const text = await row.innerText();
      expect(text).toContain(`${schema.type}`);
      expect(text.includes('*')).toBe(required);
      for (const limit of ['minLength', 'maxLength'] as const) {
        if (schema[limit] !== undefined) expect(text).toContain(`${limit}: ${schema[limit]}`);
      }
    }
  });

  test('offers each example', async () => {
    const { page } = opened();
    const optionsOf = (label: string, property: 'value' | 'text'): Promise<string[]> =>
      page
        .getByLabel(label)
        .locator('option')
        .evaluateAll((all, of) => all.map((one) => Object(one)[of]), property);
    const namesIn = (label: string): Promise<string[]> => optionsOf(label, 'value');
    expect(await namesIn('Example of the request body')).toEqual(
      requestExamples.map(([name]) => name),
    );
    expect(await namesIn('Example of the answer')).toEqual(
      [...answerExamples('200'), ...answerExamples('default')].map(({ name }) => name),
    );
    const errors = await optionsOf('Example of the answer', 'text');
    expect(errors.flatMap((text) => /^\d+(?=: )/.exec(text) ?? []).map(Number)).toEqual(
      answerExamples('default').map(({ status }) => status),
    );
  });

  test('loads what is its own and nothing else, without a complaint', () => {
    const { page, urls, complaints } = opened();
    const base = page.url().replace(/[^/]*$/, '');
    expect(urls.filter((url) => !url.startsWith(base) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

test('the copy brings the licences of its renderer along', async () => {
  const names = await readdir(join(folder, 'reference'));
  expect(names).toEqual(
    expect.arrayContaining(['LICENSE', 'NOTICE', 'swagger-ui-bundle.js.LICENSE.txt']),
  );
});

test('the copy prepares a request and has no way to send one', async () => {
  const { page } = copied;
  expect(await page.getByRole('button', { name: 'Test request' }).count()).toBe(0);
  expect(await page.locator('.reading-note').textContent()).toContain('startMockServer');
  expect(await page.locator('.authorize:visible, .authorization__btn:visible').count()).toBe(0);
  expect(await page.locator('.info').textContent()).toContain('as a bearer token');
  const settings = page.getByRole('region', { name: 'Request settings to copy' });
  expect(await settings.innerText()).toContain("'https://api.stripe.com/v1/payment_records/");
  // Without leave to read the answer, a request would still be on record.
  const attempt = `fetch('${mock.url}/x', { mode: 'no-cors' }).then(() => 'sent', () => 'not sent')`;
  expect(await page.evaluate(attempt)).toBe('not sent');
  expect(mock.requests).toEqual([]);
});
