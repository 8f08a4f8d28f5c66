import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ROOT } from '../support/consumer.js';
import { mustRun } from '../support/program.js';

const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
const entries = Object.values<{ types?: string }>(manifest.exports)
  .flatMap(({ types = '' }) => /^\.\/dist\/(.*)\.d\.ts$/.exec(types)?.[1] ?? [])
  .map((entry) => ({ entry, name: entry.replaceAll('/', '-') }));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'public-api-'));
  const tsc = join(ROOT, 'node_modules/typescript-7/bin/tsc');
  const args = [tsc, '-p', 'src', '--emitDeclarationOnly', '--noCheck', '--outDir', folder];
  await mustRun(process.execPath, args, { cwd: ROOT });
});

/** The declarations that a file leads to, itself first. What gen makes of the spec is reviewed in `generated/`. */
async function reach(file: string, reached: Map<string, string>): Promise<Map<string, string>> {
  if (reached.has(file)) return reached;
  const text = await readFile(join(folder, file), 'utf8');
  reached.set(file, text);
  for (const [, target = ''] of text.matchAll(/(?:from |import\()['"](\.[^'"]*)\.js['"]/g)) {
    const path = join(dirname(file), `${target}.d.ts`);
    if (!path.startsWith('..')) await reach(path, reached);
  }
  return reached;
}

test.each(entries)('the declarations of $entry are as they were reviewed', async (row) => {
  const files = await reach(`${row.entry}.d.ts`, new Map());
  const page = [...files].map(([file, text]) => `## ${file}\n\n\`\`\`ts\n${text}\`\`\`\n`);
  await expect(
    page.join('\n'),
    'The public API is another. Read the difference; where it is meant: npm run vitest -- public-api -u',
  ).toMatchFileSnapshot(`../fixtures/public-api/${row.name}.md`);
});
