// npm run screenshot: takes the README's picture of the reference page.
import './build-page.js';
import { startMockServer } from '../src/mock/index.js';
import { fillIn, launchBrowser, openPage, send } from '../test/support/open-page.js';

const FILE = '.github/reference-page.png';

const mock = await startMockServer({ port: 4010, reference: true });
const browser = await launchBrowser();
try {
  const { page } = await openPage(browser, mock.url, { width: 1000 });
  await fillIn(page, {
    initiated_at: 1747742100,
    outcome: 'failed',
    failed: { failed_at: 1747742400, reason: 'no cash' },
    metadata: { order_id: '6735' },
  });
  await send(page);
  await page.evaluate('scrollTo(0, 0)');
  const top = await page.locator('.opblock-section-request-body').boundingBox();
  const end = await page.locator('.live-responses-table .highlight-code').first().boundingBox();
  if (!top || !end) throw new Error('The page does not show the request and its answer');
  const height = end.y + end.height - top.y + 16;
  const clip = { x: 0, y: top.y, width: 1000, height };
  await page.screenshot({ path: FILE, fullPage: true, clip });
  console.log(FILE);
} finally {
  await browser.close();
  await mock.close();
}
