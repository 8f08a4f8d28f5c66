import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, write } from '../support/consumer.js';
import { lineFor, recipeFor, runners, vitestConfig } from '../support/environments.js';
import { packed } from '../support/packed.js';
import { run } from '../support/program.js';
import { blocks, recipe } from '../support/readme.js';

const { full } = await packed();

test('the README has one recipe, for three runners', () => {
  expect(recipe).toContain('startMockServer');
  expect(runners.map(({ runner }) => runner)).toStrictEqual(['Vitest', 'Jest', 'node:test']);
});

test('the recipe compiles for each of them, and each other example, strictly', async () => {
  const folder = join(full, 'strict');
  const codes = runners.map(({ line }) => `${line}\n${recipe}`);
  codes.push(...blocks('ts').filter((code) => code !== recipe));
  const sources = codes.map((code, index) => [`example-${index}.ts`, code]);
  const compilerOptions = {
    ...{ module: 'nodenext', target: 'es2023', lib: ['es2023'], types: ['node'] },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
    ...{ verbatimModuleSyntax: true, skipLibCheck: true, noEmit: true },
  };
  await write(folder, {
    'package.json': { type: 'module' },
    'tsconfig.json': { compilerOptions, include: ['*.ts'] },
    ...Object.fromEntries(sources),
  });
  const tsc = join(ROOT, 'node_modules/typescript-7/bin/tsc');
  const outcome = await run(process.execPath, [tsc, '-p', folder], { cwd: full });
  expect(outcome).toStrictEqual({ code: 0, stdout: '', stderr: '' });
});

// In the environments that differ most; `npm run test:environments` runs in all of them.
const VITEST = vitestConfig([
  { environment: 'node', pool: 'forks' },
  { environment: 'happy-dom', pool: 'vmThreads' },
  { environment: 'happy-dom', pool: 'vmForks' },
]);

const JEST = {
  type: 'module',
  jest: {
    projects: [
      { displayName: 'node', testMatch: ['**/report.test.js'] },
      { displayName: 'jsdom', testMatch: ['**/jsdom/*.js'], testEnvironment: 'jsdom' },
    ],
  },
};
const SERVE = `
  import { once } from 'node:events';
  import { request } from 'node:http';
  import { text } from 'node:stream/consumers';
  import { expect, test } from '@jest/globals';
  import { encodeForm } from 'stripe-payment-attempt';
  import { startMockServer } from 'stripe-payment-attempt/mock';
  test('the contract server serves under jsdom, which has no fetch', async () => {
    expect(typeof fetch).toBe('undefined');
    const mock = await startMockServer();
    const sent = request(mock.url + '/v1/payment_records/pr_1/report_payment_attempt', {
      method: 'POST',
      headers: {
        Authorization: 'Bearer sk_test_1',
        'Content-Type': 'application/x-www-form-urlencoded',
      },
    });
    sent.end(encodeForm({ initiated_at: 1747742100 }));
    const [answer] = await once(sent, 'response');
    expect(JSON.parse(await text(answer))).toEqual(mock.records.get('pr_1'));
    mock.next({ delay: 1e6 });
    await mock.close();
  });`;

/** What a runner finds beside the recipe, and how many tests pass and fail then. */
const BESIDE: Record<string, { files: object; passed: number; failed: number }> = {
  Vitest: { files: { 'vitest.config.js': VITEST }, passed: 3, failed: 3 },
  Jest: {
    files: {
      'package.json': JEST,
      'jsdom/serve.js': SERVE,
      'jsdom/report.js': `${lineFor('Jest with jsdom')}\n${recipeFor('Jest')}`,
    },
    ...{ passed: 3, failed: 1 },
  },
  'node:test': { files: {}, passed: 1, failed: 1 },
};

test.each(runners)(
  'the recipe passes with $runner in Node and in its DOMs, and fails where no answer is lost',
  async ({ runner, command }) => {
    const { files, passed, failed } = BESIDE[runner] ?? {};
    const folder = join(full, runner.replace(':', '-').toLowerCase());
    const code = recipeFor(runner);
    const wrong = code
      .slice(code.indexOf('test('))
      .replace("test('", "test('wrong: ")
      .replace('mock.next({ cut: true });', '');
    await write(folder, {
      'package.json': { type: 'module' },
      'report.test.js': code + wrong,
      ...files,
    });
    const { code: exit, stdout, stderr } = await run('sh', ['-c', command], { cwd: folder });
    const output = stdout + stderr;
    expect(output).toMatch(new RegExp(`\\b${passed} passed|\\bpass ${passed}\\b`));
    expect(output).toMatch(new RegExp(`\\b${failed} failed|\\bfail ${failed}\\b`));
    // What a runner says of a test that fails, before its name.
    expect(output).toMatch(/(FAIL .* > |● |not ok \d+ - |✖ )wrong: /);
    expect(output).not.toMatch(/(FAIL .* > |● |not ok \d+ - |✖ )(an answer|the contract)/);
    expect(exit).toBe(1);
  },
);
