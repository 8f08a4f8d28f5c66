import { afterAll, describe, expect, test } from 'vitest';
import { contractCases } from '../../scripts/cases/contract-cases.js';
import { encodeForm } from '../../src/index.js';
import { startMockServer } from '../../src/mock/index.js';
import {
  contract,
  FORM,
  path,
  requestExamples,
  requestSchema,
  resolve,
  type Schema,
} from '../support/contract.js';
import { startStockPrism } from '../support/stock-prism.js';

const AT = path.replace('{id}', 'pr_123');
const { accepted, broken } = contractCases(requestSchema, contract);

/** Both decode what is sent as JSON alike; forms they decode each in its own way. */
const both = structuredClone(contract);
const { content = {} } = both.paths[path]?.post?.requestBody ?? {};
content['application/json'] = { schema: requestSchema };
const [mock, stock] = await Promise.all([
  startMockServer({ listen: false }),
  startStockPrism(both),
]);
afterAll(() => Promise.all([mock.close(), stock.close()]));

async function answerOf(sendBy: typeof fetch, url: string, type: string, body: string) {
  // Stock Prism remembers nothing: asked for an example, neither does the contract server.
  const headers = {
    Authorization: 'Bearer sk_test_123',
    'Content-Type': type,
    Prefer: 'code=200',
  };
  const response = await sendBy(url + AT, { method: 'POST', headers, body });
  return { isAccepted: response.ok, content: await response.json() };
}
const ask = (form: string) => answerOf(mock.fetch, 'https://api.stripe.com', FORM, form);
const askStock = (body: string, type = FORM) => answerOf(fetch, stock.url, type, body);

describe('stock Prism with the body marked JSON', () => {
  const requests = [
    ...requestExamples.map(([name, { value }]) => ({ name: `example ${name}`, params: value })),
    ...accepted.map(({ param, what, params }) => ({ name: `${param}: ${what}`, params })),
    ...broken.map(({ param, constraint, params }) => ({ name: `${param}: ${constraint}`, params })),
  ];

  test.each(requests)('agrees on $name', async ({ params }) => {
    const [ours, theirs] = await Promise.all([
      ask(encodeForm(params)),
      askStock(JSON.stringify(params), 'application/json'),
    ]);
    expect(theirs.isAccepted).toBe(ours.isAccepted);
    if (ours.isAccepted) expect(theirs.content).toStrictEqual(ours.content);
  });
});

/** A value for a required child, as far as such children go today: times and texts. */
const smallest = (schema: Schema = {}): number | string =>
  resolve(schema, contract).type === 'integer' ? 2 : 'text';

describe('stock Prism on forms', () => {
  /** Every object that has a required child: left out, stock Prism makes them up as `{}`. */
  const objects = Object.fromEntries(
    Object.entries(resolve(requestSchema, contract).properties ?? {}).flatMap(
      ([name, property]) => {
        const { properties = {}, required = [] } = resolve(property, contract);
        const fields = required.map((field) => [field, smallest(properties[field])]);
        return fields.length > 0 ? [[name, Object.fromEntries(fields)]] : [];
      },
    ),
  );
  const FULL = encodeForm(objects);
  const DATED = `initiated_at=1&${FULL}`;

  /**
   * What it gets wrong today. The day one of these turns red, Prism has learnt to decode it: take the
   * line out, and see what of our own decoder can go.
   */
  test.each([
    ['refuses', 'the smallest report', 'initiated_at=1'],
    ['refuses', 'a failed attempt', 'initiated_at=1&outcome=failed&failed[failed_at]=2'],
    ['accepts', 'an unknown name', `${DATED}&unknown=1`],
    ['accepts', 'an unknown nested name', `${DATED}&failed[reason]=x`],
    ['accepts', 'a misspelt address', `${DATED}&shipping_details[address][town]=Berlin`],
    ['accepts', 'text for an array', `${DATED}&expand=customer`],
    ['accepts', 'text for an object', `${DATED}&shipping_details=text`],
    ['accepts', 'text for a nested object', `${DATED}&shipping_details[address]=Berlin`],
    ['accepts', 'an object as a metadata value', `${DATED}&metadata[a][b]=1`],
    ['accepts', 'a metadata value over 500', `${DATED}&metadata[k]=${'x'.repeat(501)}`],
    ['accepts', 'a metadata key over 40', `${DATED}&metadata[${'k'.repeat(41)}]=1`],
    ['accepts', 'a name twice', `${DATED}&description=a&description=b`],
    ['accepts', 'a number in scientific notation', `initiated_at=1e3&${FULL}`],
    ['accepts', 'a number behind a blank', `initiated_at= 1&${FULL}`],
    ['accepts', 'a number with a leading zero', `initiated_at=01&${FULL}`],
    ['accepts', 'a bad escape in a value', `${DATED}&description=%E0`],
    ['accepts', 'an open bracket', `${DATED}&failed[failed_at`],
  ])('%s %s', async (verdict, _, body) => {
    const [ours, theirs] = [await ask(body), await askStock(body)];
    expect(theirs.isAccepted).toBe(verdict === 'accepts');
    expect(ours.isAccepted).toBe(verdict === 'refuses');
  });

  test('refuses most valid requests and accepts many broken ones', async ({ annotate }) => {
    const count = async (requests: { params: object }[], verdict: boolean): Promise<number> => {
      const forms = requests.map(({ params }) => encodeForm(params));
      const answers = await Promise.all(forms.map((form) => askStock(form)));
      return answers.filter(({ isAccepted }) => isAccepted === verdict).length;
    };
    const completed = broken.map(({ params }) => ({ params: { ...objects, ...params } }));
    const refused = await count(accepted, false);
    const passed = await count(completed, true);
    await annotate(
      `refuses ${refused} of ${accepted.length} valid forms and accepts ${passed} of ${broken.length} broken ones`,
      'stock Prism on forms',
    );
    expect(refused).toBeGreaterThan(accepted.length / 2);
    expect(passed).toBeGreaterThan(broken.length / 4);
  });

  // The last one, as stock Prism is gone then.
  test('ends its process on a bad escape in a name', async () => {
    await expect(askStock(`${DATED}&%E0=1`)).rejects.toThrow('fetch failed');
    expect((await ask(`${DATED}&%E0=1`)).isAccepted).toBe(false);
  });
});
