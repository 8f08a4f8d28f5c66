import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSpec } from '../gen/load-spec.js';
import { CURRENT, judgeContract, packageVersion, RELEASED } from './judge-contract.js';

/** Makes the contract in a folder that of the last release, where every change is declared. */
export async function releaseContract(
  folder = '.',
  { check = false } = {},
): Promise<{ isDone: boolean; message: string }> {
  const version = await packageVersion(folder);
  const [current, released] = [join(folder, CURRENT), join(folder, RELEASED)];
  const found = await readFile(released, 'utf8').catch(() => undefined);
  await loadSpec(current);
  // Lines before it, and the rest byte for byte: comments and style stay.
  const wanted = `# The contract as it was released: a copy by \`npm run release:contract\`. Do not edit.
x-released-as: ${version}
${await readFile(current, 'utf8')}`;

  if (found === wanted) {
    return { isDone: true, message: `${RELEASED} is the contract of ${version} already.` };
  }
  if (check) {
    const message = `${RELEASED} is not ${CURRENT} as of ${version}: npm run release:contract.`;
    return { isDone: false, message };
  }
  if (found !== undefined) {
    const { isDeclared, verdict } = await judgeContract(folder);
    if (!isDeclared) {
      return { isDone: false, message: `${verdict}\n${RELEASED} is left as it was.` };
    }
  }
  await writeFile(released, wanted);
  return { isDone: true, message: `${RELEASED} is the contract of ${version} now.` };
}
