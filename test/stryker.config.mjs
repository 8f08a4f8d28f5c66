// Which sources `npm run mutants` changes, and the tests that have to notice: MUTANTS=client, form or mock.
const AREAS = {
  form: { mutate: ['src/form/*.ts'], tests: ['form/*'], atLeast: 95 },
  client: {
    mutate: ['src/client/*.ts', '!src/client/client-types.ts'],
    tests: [
      'client/{answers,create-client,errors,keys,refusal,secrets,sent,signal,stripe-context,transport,waits}*',
    ],
    atLeast: 95,
  },
  mock: { mutate: ['src/mock/**/*.ts', '!src/mock/types.ts'], tests: ['mock/*'], atLeast: 94 },
};

const { MUTANTS = 'form' } = process.env;
const area = AREAS[MUTANTS];
if (!area) throw new Error(`MUTANTS must be one of ${Object.keys(AREAS)}, got ${MUTANTS}`);

export default {
  mutate: area.mutate,
  ignorePatterns: [
    '/dist',
    '/test/**/*.test.ts',
    ...area.tests.map((name) => `!/test/${name}.test.ts`),
    '/test/mock/{fuzz,interceptors,stock-prism}.test.ts',
  ],
  testRunner: 'vitest',
  vitest: { configFile: 'test/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  thresholds: { high: 100, low: 95, break: area.atLeast },
};
