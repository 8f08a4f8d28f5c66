import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createConsumer, NAME, pack, ROOT, write } from '../support/consumer.js';
import { dockerfile } from '../support/dockerfile.js';
import { mustRun, said, start } from '../support/program.js';

test('npm installs the package from git, and `prepare` builds it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'from-git-'));
  const repository = join(folder, 'repository.git');
  const consumer = join(folder, 'consumer');
  const git = (...args: string[]) =>
    mustRun('git', ['--git-dir', repository, '--work-tree', ROOT, ...args], { cwd: ROOT });
  await git('init', '--quiet');
  await git('add', '--all');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  await git(...author, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', 'All');
  expect(await git('ls-files', 'dist')).toBe('');
  const commit = (await git('rev-parse', 'HEAD')).trim();

  await write(consumer, {
    'encode.mjs': `import { encodeForm } from '${NAME}';
      console.log(encodeForm({ failed: { failed_at: 1 } }));`,
  });
  await createConsumer(consumer, { source: `git+file://${repository}#${commit}` });
  const output = await mustRun(process.execPath, ['encode.mjs'], { cwd: consumer });
  expect(output).toBe('failed[failed_at]=1\n');
});

test('what the Dockerfile runs, run in an empty folder, serves', async () => {
  const { COPY, RUN = '', CMD = '[]', USER } = dockerfile;
  expect([COPY, USER]).toEqual(['stripe-payment-attempt-*.tgz ./', 'node']);
  const folder = await mkdtemp(join(tmpdir(), 'container-'));
  const image = join(folder, 'image');
  // The tarball is all that is copied.
  await pack(folder, image);
  await mustRun('sh', ['-c', RUN], { cwd: image });
  const [command, ...args] = JSON.parse(CMD);
  const child = start(command, [...args, '--port', '0'], { cwd: image });
  const [, url = ''] = /^Contract server on (http:\S+)\. /.exec(await said(child)) ?? [];
  expect((await fetch(url)).status).toBe(200);
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
