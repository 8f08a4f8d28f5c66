import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { FactsReporter } from './support/facts-reporter.js';
import { findChromium } from './support/find-chromium.js';
import { LongestFirst } from './support/sequencer.js';

/** Long enough for the slowest test on a machine with ten times the load: only a test that hangs meets it. */
const LIMIT = 600_000;

/** A project that has what each needs: a folder for the run, and clean programs in each file. */
function project(
  name: string,
  include: string[],
  { exclude = [], globalSetup = [] }: { exclude?: string[]; globalSetup?: string[] } = {},
): TestProjectInlineConfiguration {
  return {
    extends: true,
    test: {
      name,
      include,
      exclude,
      globalSetup: ['test/support/run-folder.ts', ...globalSetup],
      setupFiles: ['test/support/each-file.ts'],
      // The tests undo what they do to globals; loading everything anew for each file took a fifth of the time.
      isolate: false,
      testTimeout: LIMIT,
      hookTimeout: LIMIT,
      benchmark: { include: name === 'main' ? ['test/bench/**/*.bench.ts'] : [] },
    },
  };
}

/** The test environments and runtimes that users have. */
const ELSEWHERE = ['test/package/every-*.test.ts'];
/** What CI runs beside `npm test`. */
const PROOF = 'test/prove/spec.test.ts';

// These need a browser; test/reference/browser.test.ts tells where there is none.
const withoutBrowser = findChromium() === undefined ? ['test/reference/page*.test.ts'] : [];

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    reporters: ['default', new FactsReporter()],
    // Many tests wait for programs, so no core need be left free.
    maxWorkers: '100%',
    teardownTimeout: LIMIT,
    allowOnly: false,
    passWithNoTests: false,
    expect: { requireAssertions: true },
    // What is reviewed is written by `-u` alone.
    update: 'none',
    sequence: { sequencer: LongestFirst },
    projects: [
      project('main', ['test/**/*.test.ts'], {
        exclude: ['test/reference/**', 'test/package/**', PROOF],
      }),
      project('page', ['test/reference/**/*.test.ts'], {
        exclude: withoutBrowser,
        globalSetup: ['test/support/build-page.ts'],
      }),
      project('package', ['test/package/**/*.test.ts'], {
        exclude: ['test/package/git.test.ts', ...ELSEWHERE],
        globalSetup: ['test/support/pack.ts'],
      }),
      // npm run gate:prove.
      project('prove', [PROOF]),
      // Takes most of a minute, so it is no part of `npm test`: npm run test:git.
      project('git', ['test/package/git.test.ts']),
      // As long: npm run test:environments.
      project('environments', ELSEWHERE, {
        globalSetup: ['test/support/pack.ts'],
      }),
    ],
  },
});
