import { recipe, tableOf, withoutTypes } from './readme.js';

/** The test runners of the README, with the line that the recipe begins with and the command that runs it. */
export const runners = tableOf('runner').map(([runner = '', ...cells]) => {
  const [line = '', command = ''] = cells.map((cell) => cell.replaceAll('`', ''));
  return { runner, line, command };
});

/** The recipe of the README as a test file of a runner, in JavaScript. */
export function recipeFor(runner: string): string {
  const { line = '' } = runners.find((each) => each.runner === runner) ?? {};
  return `${line}\n${withoutTypes(recipe)}`;
}

/** What the README's table says that an environment needs. */
export function lineFor(environment: string): string {
  const [, needs = ''] = tableOf('environment').find(([name]) => name === environment) ?? [];
  return /`([^`]+)`$/.exec(needs)?.[1] ?? '';
}

/** A config by which Vitest runs all tests in each of these environments and pools, as the README says. */
export function vitestConfig(pairs: readonly { environment: string; pool: string }[]): string {
  return `
    const pairs = ${JSON.stringify(pairs)};
    export default { test: { projects: pairs.map((pair) => ({
      test: { name: Object.values(pair).join(' in '), ...pair, ${lineFor('Vitest with happy-dom')} },
    })) } };`;
}
