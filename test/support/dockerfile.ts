import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './consumer.js';

/** The lines of the README's Dockerfile by their instruction. No machine of ours builds images. */
export async function dockerfile(): Promise<{ [instruction: string]: string }> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [, text = ''] = /^```dockerfile\n(.*?)^```$/ms.exec(readme) ?? [];
  return Object.fromEntries(
    text
      .trim()
      .split('\n')
      .map((line) => line.split(/ (.*)/s, 2)),
  );
}
