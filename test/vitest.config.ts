import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { FactsReporter } from './support/facts-reporter.js';
import { ELSEWHERE, filesOf, NEEDS } from './support/needs.js';
import { LongestFirst } from './support/sequencer.js';
import { StrictReporter } from './support/strict-reporter.js';

/** Long enough for the slowest test on a machine with ten times the load: only a test that hangs meets it. */
const LIMIT = 600_000;

/** The tests of which this machine lacks something; the report names it. */
const leftOut = NEEDS.filter(({ place }) => place === undefined).map(({ tests }) => filesOf(tests));

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
      exclude: [...exclude, ...leftOut],
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

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    reporters: ['default', new FactsReporter(), new StrictReporter()],
    // Many tests wait for programs, so no core need be left free.
    maxWorkers: '100%',
    teardownTimeout: LIMIT,
    allowOnly: false,
    passWithNoTests: false,
    // For StrictReporter.
    includeTaskLocation: true,
    expect: { requireAssertions: true },
    // What is reviewed is written by `-u` alone.
    update: 'none',
    sequence: { sequencer: LongestFirst },
    projects: [
      project('main', ['test/**/*.test.ts'], {
        exclude: ['test/reference/**', 'test/package/**', filesOf(ELSEWHERE.prove)],
      }),
      project('page', ['test/reference/**/*.test.ts'], {
        globalSetup: ['test/support/build-page.ts'],
      }),
      project('package', ['test/package/**/*.test.ts'], {
        exclude: [filesOf(ELSEWHERE.git), filesOf(ELSEWHERE.environments)],
        globalSetup: ['test/support/pack.ts'],
      }),
      // Red on purpose: npm test runs them first, by test/prove/canary.ts.
      ...(process.env.CANARIES ? [project('canary', ['test/prove/*-canaries.ts'])] : []),
      // npm run gate:prove.
      project('prove', [filesOf(ELSEWHERE.prove)]),
      // Takes most of a minute, so it is no part of `npm test`: npm run test:git.
      project('git', [filesOf(ELSEWHERE.git)]),
      // As long: npm run test:environments.
      project('environments', [filesOf(ELSEWHERE.environments)], {
        globalSetup: ['test/support/pack.ts'],
      }),
    ],
  },
});
