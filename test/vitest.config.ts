import { defineConfig } from 'vitest/config';
import { FactsReporter } from './support/facts-reporter.js';
import { findChromium } from './support/find-chromium.js';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    reporters: ['default', new FactsReporter()],
    setupFiles: ['test/support/plain-environment.ts'],
    // Many tests wait for processes of their own, so that no core need be left free.
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          globalSetup: ['test/support/build-page.ts'],
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/package/**',
            // Without a browser they are left out, and test/reference/browser.test.ts says so.
            ...(findChromium() === undefined ? ['test/reference/page/**'] : []),
          ],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          benchmark: { include: ['test/bench/**/*.bench.ts'] },
        },
      },
      {
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          // Packs, and does so only where a test of the package is to run.
          globalSetup: ['test/support/pack.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          benchmark: { include: [] },
        },
      },
    ],
  },
});
