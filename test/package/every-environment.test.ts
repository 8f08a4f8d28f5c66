// Takes most of a minute, so it is no part of `npm test`: npm run test:environments.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TRIED } from '../../src/mock/prism.js';
import { NAME, write } from '../support/consumer.js';
import { lineFor, recipeFor, vitestConfig } from '../support/environments.js';
import { packed } from '../support/packed.js';
import { mustRun, run } from '../support/program.js';

const { full, tarball } = await packed();

test('the recipe passes in each environment and pool of Vitest', async () => {
  const pools = ['forks', 'threads', 'vmForks', 'vmThreads'];
  const pairs = ['node', 'jsdom', 'happy-dom'].flatMap((environment) =>
    pools.map((pool) => ({ environment, pool })),
  );
  const folder = join(full, 'vitest-all');
  await write(folder, {
    'package.json': { type: 'module' },
    'report.test.js': recipeFor('Vitest'),
    'vitest.config.js': vitestConfig(pairs),
  });
  const args = ['../node_modules/vitest/vitest.mjs', 'run', '--reporter=verbose'];
  const { code, stdout } = await run(process.execPath, args, { cwd: folder });
  for (const { environment, pool } of pairs) {
    expect(stdout).toMatch(new RegExp(`✓.*${environment} in ${pool}`));
  }
  expect(stdout).toMatch(/\b12 passed \(12\)/);
  expect(code).toBe(0);
});

describe('Jest', () => {
  const report = `
    const mock = await startMockServer();
    const stripe = createClient({ apiKey: 'sk_test_1', baseUrl: mock.url });
    const { data } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1747742100 });
    expect(data).toEqual(mock.records.get('pr_1'));
    await mock.close();`;

  /** Runs the one test of a folder with Jest, as the README says. */
  async function expectPass(folder: string, files: Record<string, unknown>): Promise<void> {
    const cwd = join(full, folder);
    await write(cwd, files);
    const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
    const args = ['../node_modules/jest/bin/jest.js'];
    const { code, stderr } = await run(process.execPath, args, { cwd, env });
    expect(stderr).toMatch(/\b1 passed, 1 total\n/);
    expect(code).toBe(0);
  }

  test('runs TypeScript by ts-jest, as the README says', () =>
    expectPass('ts-jest', {
      'package.json': `{ "type": "module", "jest": { ${lineFor('Jest with TypeScript')} } }`,
      'tsconfig.json': {
        compilerOptions: { module: 'nodenext', target: 'es2023', strict: true, skipLibCheck: true },
      },
      'report.test.ts': `
        import { expect, test } from '@jest/globals';
        import { createClient } from '${NAME}';
        import { type MockServer, startMockServer } from '${NAME}/mock';
        test('reports', async () => {${report.replace('mock =', 'mock: MockServer =')}
        });`,
    }));

  test('imports the package from CommonJS that babel-jest transforms, as the README says', async () => {
    const line = lineFor('Jest with CommonJS');
    await expectPass('babel-jest', {
      'package.json': { type: 'commonjs' },
      'report.test.js': `
        test('reports', async () => {
          ${line}
          ${line.replace('createClient', 'startMockServer').replace(NAME, `${NAME}/mock`)}
          ${report}
        });`,
    });
  });
});

test('the contract server runs on the last Prism that was tried, on the Node that it needs', async () => {
  const folder = join(full, '..', 'last-prism');
  await write(folder, {
    'package.json': { type: 'module' },
    'report.js': `
      import { createClient } from '${NAME}';
      import { startMockServer } from '${NAME}/mock';
      const mock = await startMockServer();
      const stripe = createClient({ apiKey: 'sk_test_1', baseUrl: mock.url });
      const { data } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });
      const { error } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, outcome: 'won' });
      console.log(data.object, error.error.param);
      await mock.close();`,
  });
  const prism = `@stoplight/prism-http@${TRIED.last}`;
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await mustRun('npm', ['install', ...options, '--force', tarball, prism], { cwd: folder });
  const manifest = join(folder, 'node_modules/@stoplight/prism-http/package.json');
  const needed = await mustRun(process.execPath, [
    '-p',
    `require(${JSON.stringify(manifest)}).engines.node.replace('>=', '')`,
  ]);
  const node = `node@${needed.split('.')[0]}`;
  const program = ['--yes', '--package', node, 'node', 'report.js'];
  expect(await run('npx', program, { cwd: folder })).toStrictEqual({
    code: 0,
    stdout: 'payment_record outcome\n',
    stderr: '',
  });
});
