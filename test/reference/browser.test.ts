import { expect, test } from 'vitest';
import { findChromium } from '../support/find-chromium.js';

// The tests of the page are left out where there is no browser; see test/vitest.config.ts.
test('the reference page is tested in a browser wherever that is demanded', async ({
  annotate,
}) => {
  const browser = findChromium();
  await annotate(
    browser === undefined
      ? 'NOT TESTED: there is no Chromium (apt-get install chromium)'
      : `tested in ${browser}`,
    'reference page',
  );
  if (process.env.REFERENCE_PAGE_TESTS === 'required') expect(browser).toBeDefined();
});
