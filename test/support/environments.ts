import { join } from 'node:path';
import { write } from './consumer.js';
import { type Outcome, run } from './program.js';
import { recipe, tableOf, withoutTypes } from './readme.js';

/** The recipe of the README as a test file of a runner, in JavaScript. */
export function recipeFor(runner: string): string {
  const [, line = ''] = tableOf('runner').find(([name]) => name === runner) ?? [];
  return `${line.replaceAll('`', '')}\n${withoutTypes(recipe)}`;
}

/** What the README's table says that an environment needs. */
export function lineFor(environment: string): string {
  const [, needs = ''] = tableOf('environment').find(([name]) => name === environment) ?? [];
  return /`([^`]+)`$/.exec(needs)?.[1] ?? '';
}

/** Runs the recipe with Vitest in each of the environments and pools, in one run. */
export async function runVitest(
  folder: string,
  environments: readonly string[],
  pools: readonly string[],
): Promise<Outcome> {
  await write(folder, {
    'package.json': { type: 'module' },
    'report.test.js': recipeFor('Vitest'),
    'vitest.config.js': `
      const pairs = ${JSON.stringify(environments)}.flatMap((environment) =>
        ${JSON.stringify(pools)}.map((pool) => ({ environment, pool })));
      export default { test: { projects: pairs.map((pair) => ({
        test: { name: Object.values(pair).join(' in '), ...pair, ${lineFor('Vitest with happy-dom')} },
      })) } };`,
  });
  const vitest = join('..', 'node_modules/vitest/vitest.mjs');
  return run(process.execPath, [vitest, 'run', '--reporter=verbose'], { cwd: folder });
}

/** Runs the tests of a folder with Jest, as the README says. */
export async function runJest(folder: string, args: string[] = []): Promise<Outcome> {
  const jest = join('..', 'node_modules/jest/bin/jest.js');
  const env = { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' };
  return run(process.execPath, [jest, ...args], { cwd: folder, env });
}
