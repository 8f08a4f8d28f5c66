// Run with `npx tsx test/bench/page.ts`: when the reference page can be used, here and on a slow phone, and what
// Lighthouse says of it. With --lighthouse npx fetches that.
import '../../scripts/build-page.js';
import type { Browser } from 'playwright-core';
import { formatTable } from '../../scripts/support/format-table.js';
import { startMockServer } from '../../src/mock/index.js';
import { findChromium } from '../support/find-program.js';
import { launchBrowser } from '../support/open-page.js';
import { run } from '../support/program.js';

const ROUNDS = 7;
const LIGHTHOUSE = 'lighthouse@12.8.2';
/** A page can be used once its script has filled in what it begins with. */
const NOTE_WHEN_USABLE = `
  const look = () => {
    const field = document.getElementById('Idempotency-Key')?.querySelector('input');
    if (field?.value) globalThis.usableAfter = performance.now();
    else requestAnimationFrame(look);
  };
  look();
`;
/** 1.6 Mbit/s down, 0.75 up, 150 ms there and back. */
const SLOW_LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};

const mock = await startMockServer({ reference: true });
const browser = await launchBrowser();
try {
  const here = await median(() => usableAfter(browser, mock.url, false));
  const slow = await median(() => usableAfter(browser, mock.url, true));
  const rows = [
    ['usable here, ms', here.toFixed(0)],
    ['usable at 1.6 Mbit/s and a fourth of the CPU, ms', slow.toFixed(0)],
    ...(process.argv.includes('--lighthouse') ? await lighthouse(mock.url) : []),
  ];
  console.log(`The reference page, medians of ${ROUNDS} visits\n${formatTable(rows)}`);
} finally {
  await browser.close();
  await mock.close();
}

/** Milliseconds from the start of a first visit. */
async function usableAfter(browser: Browser, url: string, isSlow: boolean): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 } });
  const page = await context.newPage();
  await page.addInitScript(NOTE_WHEN_USABLE);
  if (isSlow) {
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', SLOW_LINE);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  await page.goto(url);
  const read = async (): Promise<number> => {
    const found = await page.evaluate('globalThis.usableAfter');
    if (typeof found === 'number') return found;
    await new Promise((done) => setTimeout(done, 20));
    return read();
  };
  const milliseconds = await read();
  await context.close();
  return milliseconds;
}

async function median(measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let round = 0; round < ROUNDS; round++) values.push(await measure());
  return values.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
}

/** Its categories on a phone, as it says them. */
async function lighthouse(url: string): Promise<string[][]> {
  const flags = ['--quiet', '--output=json', '--chrome-flags=--headless=new --no-sandbox'];
  const env = { ...process.env, CHROME_PATH: findChromium() ?? '' };
  const { code, stdout, stderr } = await run('npx', ['--yes', LIGHTHOUSE, url, ...flags], { env });
  if (code !== 0) return [['Lighthouse', `did not run: ${stderr.split('\n')[0]}`]];
  const { categories } = JSON.parse(stdout);
  return Object.values<{ title: string; score: number }>(categories).map(({ title, score }) => [
    `Lighthouse: ${title}`,
    String(Math.round(score * 100)),
  ]);
}
