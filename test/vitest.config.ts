import { configDefaults, defineConfig } from 'vitest/config';
import { FactsReporter } from './facts-reporter.js';
import { findChromium } from './reference/find-chromium.js';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    // Without a browser they are left out, and test/reference/browser.test.ts says so.
    exclude: [
      ...configDefaults.exclude,
      ...(findChromium() === undefined ? ['test/reference/page/**'] : []),
    ],
    reporters: ['default', new FactsReporter()],
    benchmark: { include: ['test/bench/**/*.bench.ts'] },
    // Many tests wait for processes of their own, so that no core need be left free.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
