import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { createConsumer, mustRun, NAME, ROOT, write } from '../support/consumer.js';

test('an install from git is built by `prepare` and works', async () => {
  const repository = join(inject('folder'), 'repository.git');
  const consumer = join(inject('folder'), 'from-git');
  // The working tree as it is now, but for what git ignores.
  const git = (...args: string[]) =>
    mustRun('git', ['--git-dir', repository, '--work-tree', ROOT, ...args], ROOT);
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
  expect(await mustRun(process.execPath, ['encode.mjs'], consumer)).toBe('failed[failed_at]=1\n');
});
