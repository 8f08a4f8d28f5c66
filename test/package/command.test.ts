import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NAME } from '../support/consumer.js';
import { dockerfile } from '../support/dockerfile.js';
import { packed } from '../support/packed.js';
import { run, said, start } from '../support/program.js';

const { bare, full } = await packed();
const [COMMAND = '', ...args] = JSON.parse(dockerfile.CMD ?? '[]');
/** Starts a program as the first process of a place of its own, which gets no signal that it does not ask for. */
const FIRST = ['unshare', '--user', '--map-root-user', '--pid', '--fork'];
const canBeFirst = (await run('sh', ['-c', `${FIRST.join(' ')} true`])).code === 0;

test('the command says in one line what to install where its peer is not', async () => {
  const { code, stdout, stderr } = await run(join(bare, COMMAND), ['mock'], { cwd: bare });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /^The contract server needs Prism: npm install --save-dev @stoplight\/prism-http\S*\n$/,
  );
});

test('the command prints the version of the package, and can be run by all', async () => {
  const { version } = JSON.parse(
    await readFile(join(bare, 'node_modules', NAME, 'package.json'), 'utf8'),
  );
  const { stdout } = await run(join(bare, COMMAND), ['--version'], { cwd: bare });
  expect(stdout).toBe(`${version}\n`);
  expect((await stat(join(bare, COMMAND))).mode & 0o777).toBe(0o755);
});

test('the port of the Dockerfile is the one of the command', async () => {
  const { stdout } = await run(join(bare, COMMAND), ['--help'], { cwd: bare });
  expect(stdout).toContain(`${dockerfile.EXPOSE} by default`);
});

test.for(['SIGINT', 'SIGTERM'] as const)(
  'the command of the Dockerfile serves until %s ends it, as the first process where there can be one',
  async (signal, { annotate }) => {
    await annotate(
      canBeFirst ? 'tried by unshare' : 'NOT TESTED: unshare makes no first process here',
      'first process of a container',
    );
    // Nothing outside of a container reaches its 127.0.0.1.
    expect(args).toEqual(['mock', '--host', '0.0.0.0', '--control']);
    const command = [...(canBeFirst ? FIRST : []), COMMAND, ...args, '--port', '0'];
    const child = start(command[0] ?? '', command.slice(1), { cwd: full });
    await serves(await said(child));
    const ended = once(child, 'exit');
    process.kill(canBeFirst ? await childOf(child.pid) : Number(child.pid), signal);
    expect(await ended).toEqual([0, null]);
  },
);

/** The one process that another has started. */
async function childOf(pid: number | undefined): Promise<number> {
  return Number(await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8'));
}

async function serves(line: string): Promise<void> {
  const [, url = ''] = /^Contract server on (http:\S+)\. /.exec(line) ?? [];
  const page = await fetch(url);
  expect([page.status, page.headers.get('Content-Type')]).toEqual([
    200,
    'text/html; charset=utf-8',
  ]);
  // The commands below the Dockerfile ask for it.
  expect((await fetch(`${url}/__mock/requests`)).status).toBe(200);
}
