import { once } from 'node:events';
import type http from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { progressBar } from '../../scripts/verify/progress-bar.js';
import { Provider, pauseAfter } from '../../scripts/verify/provider.js';
import type { MockServer } from '../../src/mock/index.js';
import { startContractServer } from '../../src/mock/start-mock-server.js';
import { serve } from '../support/misbehaving-server.js';
import { start } from '../support/program.js';
import { hangUp, ok, text } from '../support/replies.js';
import {
  fileOf,
  onlyOperations,
  pass,
  records,
  runVerify,
  serveInFront,
  type Verified,
} from '../support/run-verify.js';

const REPORT = 'PostPaymentRecordsIdReportPaymentAttempt';
const GUARANTEED = 'PostPaymentRecordsIdReportPaymentAttemptGuaranteed';
const contract = onlyOperations(REPORT);
const small = onlyOperations(GUARANTEED);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
let file: string;
let smallFile: string;
let mock: MockServer;
beforeAll(async () => {
  [file, smallFile] = await Promise.all([fileOf(contract), fileOf(small)]);
  mock = await startContractServer(
    onlyOperations(REPORT, GUARANTEED, 'PostPaymentRecordsReportPayment'),
  );
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const fast = ['--rate', '100000'];
/** At a provider with the smaller contract, and two records. */
const verifyAt = (url: string, ...args: string[]): Promise<Verified> =>
  runVerify(['--contract', smallFile, ...fast, '--base-url', url, ...records(2), ...args]);

describe('the key', () => {
  const KEYS = ['sk_live_abc', 'rk_live_abc', 'pk_test_abc', 'sk_test_', 'sk_test_a\nb', 'abc'];
  test.each(KEYS)('%j is refused before anything is sent, and is not shown', async (key) => {
    const at = ['--contract', file, '--base-url', mock.url, ...records(1)];
    const { code, out, err } = await runVerify(at, key);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toBe(
      'Only keys of test mode are sent, and STRIPE_SECRET_KEY is none: it has to begin with sk_test_ or rk_test_.\n',
    );
    expect(mock.requests).toHaveLength(0);
  });

  test('is needed for Stripe', async () => {
    const { code, err } = await runVerify(['--stripe', '--create', '--contract', file]);
    expect([code, err]).toStrictEqual([2, expect.stringContaining('is not set')]);
  });

  test.each(['sk_test_secret', 'rk_test_secret'])('%s is sent, and not shown', async (key) => {
    const at = ['--contract', smallFile, ...fast, '--base-url', mock.url, ...records(1)];
    const { out, err, json } = await runVerify(at, key);
    expect(mock.requests[0]?.headers.authorization).toBe(`Bearer ${key}`);
    expect(out + err + JSON.stringify(json)).not.toContain('secret');
  });
});

describe('a bad use', () => {
  test.each([
    ['--alive', "'--alive'"],
    ['--rate 0', '--rate takes a number above 0, got 0'],
    ['--rate x', '--rate takes a number above 0, got x'],
    ['--base-url 127.0.0.1', '--base-url takes a URL'],
    ['--base-url http://127.0.0.1 --stripe', 'two providers'],
    ['--record pr_1', 'go with --base-url or --stripe'],
    ['--create', 'go with --base-url or --stripe'],
    ['--contract missing.json', 'missing.json: ENOENT'],
    ['--differences missing.yaml', 'missing.yaml cannot be read'],
  ])('%s ends with 2 and says why', async (args, message) => {
    const { code, out, err } = await runVerify(args.split(' '));
    expect(err).toContain(message);
    expect([code, out]).toStrictEqual([2, '']);
  });

  test('is helped by --help', async () => {
    const { code, out } = await runVerify(['--help']);
    expect(out).toContain('--create ');
    expect(code).toBe(0);
  });
});

describe('--create', () => {
  /** The contract's examples give every record the same ID. */
  const creator = (refused = false) => {
    let made = 0;
    return serveInFront(mock.url, async ({ url, form, ask, reply }) => {
      const isOurs = form.get('payment_method_details[custom][display_name]') === 'npm run verify';
      await pass(reply, await ask(), (body) => {
        if (!url.endsWith('/report_payment') || !isOurs) return {};
        made += 1;
        return refused ? { status: 403, body: {} } : { body: { ...body, id: `pr_made_${made}` } };
      });
    });
  };
  const createAt = (url: string) =>
    runVerify(['--contract', file, ...fast, '--base-url', url, '--create']);

  test('makes the records that it takes, and says which', async () => {
    const { code, out, json } = await createAt(await creator());
    expect(json.unexplained).toStrictEqual([]);
    expect(code).toBe(0);
    const { made, closed } = json.records;
    expect(made.length).toBeGreaterThan(2);
    expect(made.length).toBeLessThan(12);
    expect(out).toContain(`; made ${made.join(', ')}; closed ${closed.join(', ')}.\n`);
    expect(made).toStrictEqual(expect.arrayContaining(closed));
    const used = mock.requests.flatMap(({ path }) => /pr_made_\d+/.exec(path) ?? []);
    expect(new Set(used)).toStrictEqual(new Set(made));
  });

  test('ends the run where it is refused', async () => {
    const { code, out } = await createAt(await creator(true));
    expect(out).toContain(
      'It ended early: /v1/payment_records/report_payment made no record: 403.',
    );
    expect(code).toBe(2);
  });
});

test('a provider that no case can be asked of was not held against the contract', async () => {
  const { code, out } = await runVerify(['--contract', smallFile, '--base-url', mock.url]);
  expect(out).toMatch(/^\d+ not asked \(no open record is left\)/m);
  expect([code, mock.requests.length]).toStrictEqual([2, 0]);
});

describe('a provider that does not answer', () => {
  test('never agrees, and is left alone soon', async () => {
    const { url, seen } = await serve(hangUp);
    const { code, out, json } = await verifyAt(url);
    expect(code).toBe(2);
    expect(json.cases.some(({ verdict }) => /agrees|differs/.test(verdict))).toBe(false);
    expect(out).toMatch(/^It ended early: nobody answers: .+\.$/m);
    expect(seen.length).toBeLessThan(10);
  });

  test('but leads elsewhere is not followed, and the key stays with it', async () => {
    const target = await serve(ok);
    const { url } = await serve(text(307, '', { Location: target.url }));
    expect(await verifyAt(url)).toMatchObject({ code: 1 });
    expect(target.seen).toEqual([]);
  });

  test('now and then is not held against all of the contract', async () => {
    let count = 0;
    const url = await serveInFront(mock.url, async ({ ask, reply }) => {
      count += 1;
      if (count % 3 === 0) reply.destroy();
      else await pass(reply, await ask());
    });
    const { code, json } = await verifyAt(url);
    const lost = json.cases.filter(({ verdict }) => verdict === 'not answered');
    expect(lost.length).toBeGreaterThan(10);
    expect(json.unexplained).toStrictEqual([]);
    expect(code).toBe(2);
  });
});

describe('the rate', () => {
  /** How long a provider lets each of some requests wait that come at these times. */
  async function waitsAt(rate: number, times: number[], answers = [200]): Promise<number[]> {
    const waits: number[] = [];
    const replies = answers.map((status) => (reply: http.ServerResponse) => {
      reply.writeHead(status, { 'Retry-After': '30' }).end();
    });
    const { url: baseUrl, seen } = await serve(...replies);
    const { signal } = new AbortController();
    let now = 0;
    const provider = new Provider({
      ...{ baseUrl, apiKey: 'sk_test_123', version: '', rate, signal, now: () => now },
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
    });
    const request = { method: 'GET', target: '/', headers: {}, auth: 'bearer', form: undefined };
    for (const time of times) {
      now = time;
      expect((await provider.send(request)).status).toBe(200);
    }
    expect(provider.sent).toBe(seen.length);
    return waits;
  }

  test('spaces requests evenly, without catching up', async () => {
    // The first and the fourth need not wait.
    expect(await waitsAt(10, [0, 0, 150, 1000, 1010])).toStrictEqual([100, 50, 90]);
    expect(await waitsAt(Number.POSITIVE_INFINITY, [0, 0])).toStrictEqual([]);
  });

  test('pauses as Retry-After says, or longer each time', () => {
    const now = Date.parse('2026-11-27T10:00:00Z');
    expect(pauseAfter('3', 0, now)).toBe(3000);
    expect(pauseAfter('Fri, 27 Nov 2026 10:00:05 GMT', 0, now)).toBe(5000);
    expect(pauseAfter('Fri, 27 Nov 2026 09:00:00 GMT', 0, now)).toBe(0);
    expect([0, 1, 2].map((attempt) => pauseAfter(null, attempt, now))).toStrictEqual([
      ...[1000, 2000, 4000],
    ]);
    expect(pauseAfter('soon', 0, now)).toBe(1000);
  });

  test('starts again after the pause of a 429', async () => {
    expect(await waitsAt(0.1, [0, 0], [429, 200, 200])).toStrictEqual([30_000, 40_000]);
  });

  test('sends again what was answered 429', async () => {
    let count = 0;
    const url = await serveInFront(mock.url, async ({ ask, reply }) => {
      count += 1;
      if (count % 2 === 0) await pass(reply, await ask());
      else reply.writeHead(429, { 'Retry-After': '0' }).end();
    });
    const { code, json } = await verifyAt(url);
    expect(code).toBe(0);
    expect(json.sent).toBe(count);
  });

  test('gives a case up that is answered nothing but 429', async () => {
    const { url, seen } = await serve((reply) =>
      reply.writeHead(429, { 'Retry-After': '0' }).end(),
    );
    const { code, json } = await verifyAt(url);
    expect(json.cases[0]).toMatchObject({ reason: '429 to each of 6 tries' });
    expect(seen).toHaveLength(18);
    expect(code).toBe(2);
  });
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops, and tells what was sent', async (signal) => {
  let count = 0;
  let isThere = (): void => {};
  const tenth = new Promise<void>((resolve) => {
    isThere = resolve;
  });
  const url = await serveInFront(mock.url, async ({ ask, reply }) => {
    count += 1;
    // The first answer differs, and a run that was stopped is still not one that was made.
    const change = () => (count === 1 ? { status: 402 } : {});
    if (count < 10) await pass(reply, await ask(), change);
    else isThere();
  });
  const args = ['--contract', file, ...fast, '--base-url', url, ...records(2)];
  const child = start(process.execPath, ['--import', 'tsx', 'scripts/verify.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk) => {
    out += chunk;
  });
  const ended = once(child, 'close');
  await tenth;
  child.kill(signal);
  expect(await ended).toStrictEqual([2, null]);
  expect(out).toContain('It ended early: stopped.\nSent 10 requests.\n');
  expect(out).toMatch(/ was not held against all of the contract .*: 9 cases /);
});

test('the progress bar shows how many cases are asked, and how many differ', () => {
  expect(progressBar(5, 10, 0)).toBe(`${'█'.repeat(15)}${'░'.repeat(15)} 5/10`);
  expect(progressBar(10, 10, 2)).toBe(`${'█'.repeat(30)} 10/10, 2 differ`);
});

test('--json has each case with what was expected and what came back', async () => {
  const { json, code } = await runVerify(['--contract', smallFile]);
  expect(json).toMatchObject({ provider: 'The contract server', exitCode: code, end: null });
  expect(json.cases).toContainEqual({
    operation: GUARANTEED,
    group: 'constraints',
    place: 'request.guaranteed_at',
    what: 'type',
    detail: '"1.5": no integer',
    verdict: 'agrees',
    expected: { status: 400, type: 'invalid_request_error', param: 'guaranteed_at' },
    came: {
      ...{ status: 400, type: 'invalid_request_error', code: 'parameter_invalid_integer' },
      ...{ param: 'guaranteed_at', keepsSchema: true, isReplay: false },
      headers: { 'Idempotent-Replayed': null, 'Request-Id': expect.stringMatching(/^req_/) },
    },
    departures: [],
  });
});
