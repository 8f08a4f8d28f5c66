import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/consumer.js';
import { NEEDS } from '../support/needs.js';
import { run } from '../support/program.js';

test.each([
  ['npm ci', 'exit 2', 2, ['ci']],
  ['npm test', 'exit 3', 3, ['ci', 'test']],
  ['npm test', 'kill -TERM $$', 143, ['ci', 'test']],
  ['nothing', '', 0, ['ci', 'test']],
])('.ci/run ends as %s does after %s', async (command, end, code, calls) => {
  const folder = await mkdtemp(join(tmpdir(), 'ci-run-'));
  await cp(join(ROOT, '.ci'), join(folder, '.ci'), { recursive: true });
  const stub = `#!/bin/sh
    echo "$*" >> calls
    [ "$ALL_TESTS" = required ] || exit 9
    [ "npm $*" != '${command}' ] || { ${end || ':'}; }`;
  await writeFile(join(folder, 'npm'), stub, { mode: 0o755 });
  // Nothing is installed for this test.
  for (const name of ['apt-get', 'sudo']) {
    await writeFile(join(folder, name), '#!/bin/sh', { mode: 0o755 });
  }
  const asOnCi = { ...process.env, CI: 'true', GITHUB_ACTIONS: 'true', ALL_TESTS: undefined };
  const env = { ...asOnCi, PATH: `${folder}:${process.env.PATH}` };
  expect(await run(join(folder, '.ci/run'), [], { env })).toMatchObject({ code });
  expect(await readFile(join(folder, 'calls'), 'utf8')).toBe(`${calls.join('\n')}\n`);
});

test.each(NEEDS)('.ci/run installs $name where it is missing', async ({ debian }) => {
  const script = await readFile(join(ROOT, '.ci/run'), 'utf8');
  const lines = [...script.matchAll(/^ *"\$\{get\[@\]\}" (.*) >/gm)].map(
    ([, packages = '']) => packages,
  );
  expect(lines.join(' ').split(' ')).toEqual(expect.arrayContaining(debian.split(' ')));
});
