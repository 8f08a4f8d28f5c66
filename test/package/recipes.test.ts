import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, write } from '../support/consumer.js';
import { packed } from '../support/packed.js';
import { run } from '../support/program.js';

const { full } = await packed();
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const recipes = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code);
const [recipe = ''] = recipes;
const rows = [...readme.matchAll(/^\| (Vitest|Jest|node:test) \| `(.*)` \| `(.*)` \|$/gm)].map(
  ([, runner = '', line = '', command = '']) => ({ runner, line, command }),
);

test('the README has one recipe, for three runners', () => {
  expect(recipes).toHaveLength(1);
  expect(rows.map(({ runner }) => runner)).toStrictEqual(['Vitest', 'Jest', 'node:test']);
});

test.each(rows)(
  'the recipe passes with $runner, and fails where no answer is lost',
  async ({ runner, line, command }) => {
    const folder = join(full, runner.replace(':', '-').toLowerCase());
    await write(folder, {
      'package.json': { type: 'module' },
      'report.test.js': `${line}\n${recipe}`,
      'wrong.test.js': `${line}\n${recipe.replace('mock.next({ cut: true });', '')}`,
    });
    const { code, stdout, stderr } = await run('sh', ['-c', command], { cwd: folder });
    const output = stdout + stderr;
    expect(output).toMatch(/\b1 passed|\bpass 1\b/);
    expect(output).toMatch(/\b1 failed|\bfail 1\b/);
    // What a runner says of a file that fails: `FAIL wrong.test.js`, or the place of the assertion.
    expect(output).toMatch(/FAIL.*wrong\.test\.js|location: .*wrong\.test\.js/);
    expect(output).not.toMatch(/FAIL.*report\.test\.js|location: .*report\.test\.js/);
    expect(code).toBe(1);
  },
);
