import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../src/index.js';
import { type Behaviour, clientOf, RECORD } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const TIMEOUT = 77_777;
const failed = { error: { type: 'api_error' } };

let waits: number[] = [];

// Records each wait that the client asks for, and shortens it.
beforeEach(() => {
  waits = [];
  const real = globalThis.setTimeout;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation((callback, ms = 0, ...rest) => {
    if (ms === TIMEOUT) return real(callback, ms, ...rest);
    waits.push(ms);
    return real(callback, 0, ...rest);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const good = () => Response.json(RECORD);
const fail = (headers = {}) => Response.json(failed, { status: 500, headers });
const slowDown = (after: string) => () => fail({ 'Retry-After': after });
const noNetwork = () => {
  throw new TypeError('fetch failed');
};

/** Without a network, because the fetch of Node sets timers of its own. */
async function report(answers: (() => Response)[], maxRetries = 2) {
  let count = 0;
  const fetch = async () => (answers[count++] ?? fail)();
  const client = createClient({ apiKey: 'sk_test_waits', fetch, timeout: TIMEOUT, maxRetries });
  return await client.reportPaymentAttempt('pr_123', { initiated_at: 1 });
}

describe('without Retry-After', () => {
  it('waits up to 0.5 s, then twice as long each time, and never more than 8 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await report([noNetwork], 7);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it('waits a random part of that, down to nothing', async () => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.25);
    await report([noNetwork, noNetwork, good]);
    expect(waits).toEqual([0, 250]);
  });

  it('waits another time for each report, and after a success for nothing', async () => {
    await report([good]);
    expect(waits).toEqual([]);
    for (let i = 0; i < 8; i++) await report([fail, good]);
    expect(new Set(waits).size).toBeGreaterThan(4);
  });
});

describe('with Retry-After', () => {
  beforeEach(() => vi.spyOn(Math, 'random').mockReturnValue(0.5));

  it.each([
    ['as seconds', '7', 7250],
    ['as 0 seconds', '0', 250],
    ['of 60 s', '60', 60_250],
    ['as a date of the past', 'Thu, 01 Jan 1970 00:00:00 GMT', 250],
    ['that is negative', '-5', 250],
    ['that is neither', 'soon', 250],
    ['that is a number and more', '7 s', 250],
    ['that comes twice', '3, 7', 7250],
    ['that comes twice, once as neither', '3, soon', 3250],
  ])('%s, waits that long and its random part on top', async (_, retryAfter, wait) => {
    expect(await report([slowDown(retryAfter), good])).toMatchObject({ attempts: 2 });
    expect(waits).toEqual([wait]);
  });

  it.each([
    ['as a date', 'Mon, 03 Aug 2026 10:00:09 GMT', 9250],
    ['as a date of RFC 850', 'Monday, 03-Aug-26 10:00:09 GMT', 9250],
    ['as a date of asctime', 'Mon Aug  3 10:00:09 2026', 9250],
    ['as two dates', 'Mon, 03 Aug 2026 10:00:05 GMT, Mon, 03 Aug 2026 10:00:09 GMT', 9250],
    ['as seconds and a date', '2, Mon Aug  3 10:00:09 2026', 9250],
  ])('%s, waits until then, in any time zone', async (_, retryAfter, wait) => {
    vi.stubEnv('TZ', 'Asia/Kolkata');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('Mon, 03 Aug 2026 10:00:00 GMT') });
    await report([slowDown(retryAfter), good]);
    expect(waits).toEqual([wait]);
  });

  it.each(['61', '3600', '9'.repeat(400), 'Mon, 03 Aug 2093 10:00:00 GMT', '1, 61'])(
    'of more than 60 s (%s), returns the answer and tries no more',
    async (retryAfter) => {
      const settled = await report([slowDown(retryAfter), good]);
      expect(settled).toMatchObject({ error: failed, attempts: 1, response: { status: 500 } });
      expect(waits).toEqual([]);
    },
  );

  it('of more than 60 s, tries no more even if Stripe-Should-Retry says so', async () => {
    const headers = { 'Retry-After': '61', 'Stripe-Should-Retry': 'true' };
    expect(await report([() => fail(headers), good])).toMatchObject({ attempts: 1 });
  });

  it('waits that long after an error whose body broke, too', async () => {
    const start = (controller: ReadableStreamDefaultController) => controller.error(new Error());
    const init = { status: 503, headers: { 'Retry-After': '5' } };
    await report([() => new Response(new ReadableStream({ start }), init), good]);
    expect(waits).toEqual([5250]);
  });
});

it('does not come back before Retry-After has passed, in real time', async () => {
  vi.restoreAllMocks();
  const times: number[] = [];
  const timed =
    (behaviour: Behaviour): Behaviour =>
    (...args) => {
      times.push(performance.now());
      behaviour(...args);
    };
  const slow = reply.json(429, failed, { 'Retry-After': '1' });
  await (await clientOf([timed(slow), timed(reply.ok)])).report();
  const [first = 0, second = 0] = times;
  expect(second - first).toBeGreaterThan(990);
});
