import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ROOT, write } from '../support/consumer.js';
import { run } from '../support/program.js';

const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const recipes = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code);
const rows = [...readme.matchAll(/^\| (Vitest|Jest|node:test) \| `(.*)` \| `(.*)` \|$/gm)].map(
  ([, runner = '', line = '', command = '']) => ({ runner, line, command }),
);

/** Runs the README's recipe by one of its rows, in a folder that has no other test. */
async function follow({ runner, line, command }: (typeof rows)[number], recipe = recipes[0]) {
  const folder = join(inject('full'), runner.replace(':', '-').toLowerCase());
  await write(folder, {
    'package.json': { type: 'module' },
    'report.test.js': `${line}\n${recipe}`,
  });
  const { code, stdout, stderr } = await run('sh', ['-c', command], { cwd: folder });
  return { code, output: stdout + stderr };
}

test('the README has one recipe, for three runners', () => {
  expect(recipes).toHaveLength(1);
  expect(rows.map(({ runner }) => runner)).toStrictEqual(['Vitest', 'Jest', 'node:test']);
});

test.each(rows)(
  'the recipe passes with $runner, and fails where no answer is lost',
  async (row) => {
    const passed = await follow(row);
    expect(passed.output).toMatch(/\b1 passed|\bpass 1\b/);
    expect(passed.code).toBe(0);
    const failed = await follow(row, recipes[0]?.replace('mock.next({ cut: true });', ''));
    expect(failed.output).toMatch(/\b1 failed|\bfail 1\b/);
    expect(failed.code).toBe(1);
  },
);
