import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MockServer } from '../../src/mock/index.js';
import { startContractServer } from '../../src/mock/start-mock-server.js';
import { fixture } from '../support/contract.js';
import {
  fileOf,
  onlyOperations,
  pass,
  records,
  runVerify,
  serveInFront,
  type Verified,
} from '../support/run-verify.js';
import { type StockPrism, startStockPrism } from '../support/stock-prism.js';

const REPORT = 'PostPaymentRecordsIdReportPaymentAttempt';
const contract = onlyOperations(REPORT);
const taken = Object.values(contract.paths)[0]?.post?.responses[200];
const record = taken?.content?.['application/json']?.examples?.failed?.value;
Object.assign(taken?.headers ?? {}, {
  'Stripe-Version': { schema: { type: 'string' }, example: contract.info.version },
});
let file: string;
let mock: MockServer;
beforeAll(async () => {
  file = await fileOf(contract);
  mock = await startContractServer(structuredClone(contract));
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const verifyAt = (url: string, ...args: string[]): Promise<Verified> =>
  runVerify(['--contract', file, '--rate', '100000', '--base-url', url, ...args]);
const reasonsIn = ({ json }: Verified) =>
  new Set(json.cases.flatMap(({ verdict, reason }) => (verdict === 'not asked' ? [reason] : [])));
/** What a provider that is not ours cannot be asked. */
const NEVER = ['no account that the provider knows', 'no ID that is sure not to exist'];

test('the contract server agrees on every case of every operation', async () => {
  const { code, out, json } = await runVerify(['--contract', await fileOf(fixture)]);
  expect(out).toMatch(
    /^3 not asked \(too long for a URL\)\nSent \d+ requests\.\nThe contract server agrees .* 0 differ\.\n$/,
  );
  expect(json.unexplained).toStrictEqual([]);
  expect(code).toBe(0);
  const groups = new Set(json.cases.map(({ group }) => group));
  expect([...groups].toSorted()).toStrictEqual([
    ...['constraints', 'examples', 'headers', 'sequences', 'values'],
  ]);
});

test('records from outside are reported where they run out', async () => {
  const verified = await verifyAt(mock.url, ...records(2));
  expect(verified.code).toBe(0);
  expect(reasonsIn(verified)).toStrictEqual(new Set([...NEVER, 'no open record is left']));
  const left = verified.json.cases.filter(({ reason }) => reason === 'no open record is left');
  expect(left.length).toBeGreaterThan(2);
  expect(left.length).toBeLessThan(12);
  expect(verified.out).toContain(`${left.length} not asked (no open record is left)`);
});

test('six lies of a provider are each found, and nothing else', async () => {
  const refusal = { error: { type: 'invalid_request_error', param: 'outcome' } };
  const url = await serveInFront(mock.url, async ({ form, headers, ask, reply }) => {
    const isLong = (form.get('description') ?? '').length > 5000;
    const isCanceled = form.get('outcome') === 'canceled' && !headers['idempotency-key'];
    const lie = (body: Record<string, unknown>): { status?: number; body?: unknown } => {
      const { amount: _, ...rest } = body;
      if (isLong) return { status: 200, body: record };
      if (isCanceled) return { status: 400, body: refusal };
      if (form.has('canceled[unknown]')) {
        return { body: { error: { ...Object(body.error), param: 'canceled' } } };
      }
      return form.get('shipping_details[phone]') === 'tt' ? { body: rest } : {};
    };
    await pass(reply, await ask(), lie, {
      'Idempotent-Replayed': 'false',
      'Stripe-Version': '2020-01-01',
    });
  });
  const { code, out, json } = await verifyAt(url, ...records(12));
  const found = json.unexplained.map(
    ({ kind, what, ours, theirs, place }) => `${place}: ${kind} ${what}, ${ours} / ${theirs}`,
  );
  expect([...new Set(found)].toSorted()).toStrictEqual([
    'example.canceled: looser value, 200 / 400',
    'header stripe-version: different answer header, as sent / 2020-01-01',
    'request.canceled.unknown: different error param, the one at fault / canceled',
    'request.description: stricter maxLength, 400 / 200',
    'request.outcome: looser value, 200 / 400',
    'request.shipping_details.phone: different body, as in the schema / otherwise',
    'sequence.same_key: different replay, true / false',
  ]);
  expect(out).toMatch(/^looser +value +200 +400 +2 +request\.outcome, example\.canceled$/m);
  expect(out).toMatch(/ differs from the contract .* 7 differ\.\n$/);
  expect(code).toBe(1);
});

test('a difference that is known is none, until it is gone', async () => {
  const known = await fileOf([
    {
      ...{ kind: 'stricter', what: 'maxLength', ours: '400', theirs: '200' },
      ...{ places: ['request.description'], reason: 'It takes any length.' },
    },
  ]);
  const url = await serveInFront(mock.url, async ({ form, ask, reply }) => {
    const isLong = (form.get('description') ?? '').length > 5000;
    await pass(reply, await ask(), () => (isLong ? { status: 200, body: record } : {}));
  });
  const declared = await verifyAt(url, ...records(12), '--differences', known);
  expect(declared.out).toMatch(/ 1 differ, 1 known differences\.\n$/);
  expect(declared.code).toBe(0);
  mock.reset();
  const gone = await verifyAt(mock.url, ...records(12), '--differences', known);
  expect(gone.json.unexplained).toStrictEqual([]);
  // Few cases close their record, so that twelve will do for all.
  expect(reasonsIn(gone)).toStrictEqual(new Set(NEVER));
  expect(gone.out).toContain('request.description no longer differs');
  expect(gone.code).toBe(1);
});

describe('stock Prism', () => {
  const known = 'test/fixtures/stock-prism-differences.yaml';
  /** One operation with a record in its path, and one with a query. */
  const both = onlyOperations(REPORT, 'GetKinds');
  let stock: StockPrism;
  beforeAll(async () => {
    stock = await startStockPrism(both);
    file = await fileOf(both);
  });
  afterAll(() => stock.close());

  test('differs by its known blind spots', async () => {
    const { code, json } = await verifyAt(stock.url, '--stateless', '--differences', known);
    expect(json.stale).toStrictEqual([]);
    expect(json.unexplained).toStrictEqual([]);
    expect(code).toBe(0);
  });

  test('does not agree without them', async () => {
    const verified = await verifyAt(stock.url, '--stateless');
    expect(verified.code).toBe(1);
    expect(verified.out).toMatch(/^looser +value +200 +422 /m);
    expect(verified.out).toMatch(/^stricter +\S.* 400 +200 /m);
    expect(reasonsIn(verified)).toContain('needs a memory');
  });
});
