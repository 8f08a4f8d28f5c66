// npm run screenshot: takes the README's picture of the reference page.
import './build-page.js';
import { startMockServer } from '../src/mock/index.js';
import { box, fillIn, launchBrowser, openPage, send } from '../test/support/open-page.js';

const FILE = '.github/reference-page.png';

const mock = await startMockServer({ port: 4010, reference: true });
const browser = await launchBrowser();
try {
  const { page } = await openPage(browser, mock.url);
  await fillIn(page, {
    initiated_at: 1747742100,
    outcome: 'failed',
    failed: { failed_at: 1747742400 },
    metadata: { order_id: '6735' },
  });
  await box(page, 'Idempotency-Key').fill('order-6735-attempt-1');
  await send(page);
  await page.evaluate('document.getElementById("p-body").scrollIntoView()');
  await page.evaluate('document.activeElement.blur()');
  await page.screenshot({ path: FILE });
  console.log(FILE);
} finally {
  await browser.close();
  await mock.close();
}
