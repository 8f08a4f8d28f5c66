import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, write } from '../support/consumer.js';
import { packed } from '../support/packed.js';
import { run } from '../support/program.js';
import { blocks, recipe, tableOf, withoutTypes } from '../support/readme.js';

const { full } = await packed();
const runners = tableOf('runner').map(([runner = '', ...cells]) => {
  const [line = '', command = ''] = cells.map((cell) => cell.replaceAll('`', ''));
  return { runner, line, command };
});

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

test.each(runners)(
  'the recipe passes with $runner, and fails where no answer is lost',
  async ({ runner, line, command }) => {
    const folder = join(full, runner.replace(':', '-').toLowerCase());
    const code = withoutTypes(recipe);
    await write(folder, {
      'package.json': { type: 'module' },
      'report.test.js': `${line}\n${code}`,
      'wrong.test.js': `${line}\n${code.replace('mock.next({ cut: true });', '')}`,
    });
    const { code: exit, stdout, stderr } = await run('sh', ['-c', command], { cwd: folder });
    const output = stdout + stderr;
    expect(output).toMatch(/\b1 passed|\bpass 1\b/);
    expect(output).toMatch(/\b1 failed|\bfail 1\b/);
    // What a runner says of a file that fails: `FAIL wrong.test.js`, or the place of the assertion.
    expect(output).toMatch(/FAIL.*wrong\.test\.js|location: .*wrong\.test\.js/);
    expect(output).not.toMatch(/FAIL.*report\.test\.js|location: .*report\.test\.js/);
    expect(exit).toBe(1);
  },
);
