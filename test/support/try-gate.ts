import { mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROOT, write } from './consumer.js';
import { type Outcome, run } from './program.js';

/** In the place of npm: notes what it is called with, and ends one step as it is told. All others are green. */
const NPM = `#!/bin/sh
echo "$*" >> calls
if [ "$3" = "$STUB_STEP" ]; then
  echo "why $3 is red"
  eval "$STUB_END"
fi
if [ "$3" = vitest ]; then
  echo "{ \\"tests\\": \\"7 of 7 passed\\", \\"counted on\\": \\"$GATE_TESTS\\" }" > "$GATE_FACTS"
fi
`;

/** A step of the gate, and a line of sh that ends it. */
export type Ending = readonly [step: string, end: string];

/** Runs the gate as package.json starts it, in a project whose steps are stubs. */
export async function tryGate(
  script: 'test' | 'gate',
  [step, end]: Ending,
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome & { folder: string; calls: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'try-gate-'));
  await write(folder, {
    'package.json': { type: 'module', version: '7.8.9' },
    'generated/openapi.json': { info: { version: '2031-01-01.stub' } },
  });
  await writeFile(join(folder, 'npm'), NPM, { mode: 0o755 });
  for (const name of ['scripts', 'node_modules'])
    await symlink(join(ROOT, name), join(folder, name));
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const outcome = await run('sh', ['-c', scripts[script]], {
    cwd: folder,
    env: {
      ...{ ...process.env, CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: undefined },
      PATH: [folder, process.env.PATH].join(delimiter),
      ...{ STUB_STEP: step, STUB_END: end, TMPDIR: folder },
      ...env,
    },
  });
  const calls = await readFile(join(folder, 'calls'), 'utf8');
  return { ...outcome, folder, calls: calls.trim().split('\n').sort() };
}
