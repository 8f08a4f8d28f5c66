import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../src/index.js';
import {
  closeServers,
  json,
  ok as okBehaviour,
  RECORD,
  serve,
} from '../support/misbehaving-server.js';

const TIMEOUT = 77_777;
const apiKey = 'sk_test_waits';
const params = { initiated_at: 1 };
const failed = { error: { type: 'api_error' } };

let waits: number[] = [];

// The waits are asked for in earnest, noted, and then cut short.
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
  vi.useRealTimers();
});
afterEach(closeServers);

const ok = () => Response.json(RECORD);
const fail = (headers = {}) => Response.json(failed, { status: 500, headers });
const slowDown = (after: string) => () => fail({ 'Retry-After': after });
const noNetwork = () => {
  throw new TypeError('fetch failed');
};

/** Without a network, because the fetch of Node sets timers of its own. */
async function report(answers: (() => Response)[], maxRetries = 2) {
  let count = 0;
  const fetch = async () => (answers[count++] ?? fail)();
  const client = createClient({ apiKey, fetch, timeout: TIMEOUT, maxRetries });
  return await client.reportPaymentAttempt('pr_123', params);
}

describe('without Retry-After', () => {
  it('waits up to 0.5 s, then twice as long each time, and never more than 8 s', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await report([noNetwork], 7);
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  it('waits a random part of that, down to nothing', async () => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.25);
    await report([noNetwork, noNetwork, ok]);
    expect(waits).toEqual([0, 250]);
  });

  it('waits another time for each report', async () => {
    for (let i = 0; i < 8; i++) await report([fail, ok]);
    expect(new Set(waits).size).toBeGreaterThan(4);
  });

  it('waits after a success for nothing', async () => {
    await report([ok]);
    expect(waits).toEqual([]);
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
    ['that is a date without a zone', 'Sun Nov 6 08:49:37 2094', 250],
  ])('%s, waits that long and its random part on top', async (_, retryAfter, wait) => {
    expect(await report([slowDown(retryAfter), ok])).toMatchObject({ attempts: 2 });
    expect(waits).toEqual([wait]);
  });

  it('as a date, waits until then', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('Mon, 03 Aug 2026 10:00:00 GMT') });
    await report([slowDown('Mon, 03 Aug 2026 10:00:09 GMT'), ok]);
    expect(waits).toEqual([9250]);
  });

  it.each(['61', '3600', '9'.repeat(400), 'Mon, 03 Aug 2093 10:00:00 GMT'])(
    'of more than 60 s (%s), returns the answer and tries no more',
    async (retryAfter) => {
      const settled = await report([slowDown(retryAfter), ok]);
      expect(settled).toMatchObject({ error: failed, attempts: 1, response: { status: 500 } });
      expect(waits).toEqual([]);
    },
  );

  it('of more than 60 s, tries no more even if Stripe-Should-Retry says so', async () => {
    const headers = { 'Retry-After': '61', 'Stripe-Should-Retry': 'true' };
    expect(await report([() => fail(headers), ok])).toMatchObject({ attempts: 1 });
  });

  it('waits that long after an error whose body broke, too', async () => {
    const broken = () => {
      const start = (controller: ReadableStreamDefaultController) => controller.error(new Error());
      const headers = { 'Retry-After': '5' };
      return new Response(new ReadableStream({ start }), { status: 503, headers });
    };
    await report([broken, ok]);
    expect(waits).toEqual([5250]);
  });
});

describe('in real time', () => {
  it('does not come back before Retry-After has passed', async () => {
    vi.restoreAllMocks();
    const times: number[] = [];
    const server = await serve(
      (response, seen) => {
        times.push(performance.now());
        json(429, failed, { 'Retry-After': '1' })(response, seen);
      },
      (response, seen) => {
        times.push(performance.now());
        okBehaviour(response, seen);
      },
    );
    await createClient({ apiKey, baseUrl: server.url }).reportPaymentAttempt('pr_123', params);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThan(990);
    expect(second - first).toBeLessThan(2500);
  });
});
