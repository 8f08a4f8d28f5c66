import { defineConfig } from 'vitest/config';
import { FactsReporter } from './facts-reporter.js';

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', new FactsReporter()],
    benchmark: { include: ['test/bench/**/*.bench.ts'] },
    // Many tests wait for processes of their own, so that no core need be left free.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
