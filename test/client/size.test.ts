import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { figuresOf } from '../support/readme.js';

const EXPORTS = ['API_VERSION', 'ConnectionError', 'createClient', 'encodeForm'];

/** The code of an entry as a bundler makes it for the web. */
async function bundle(contents: string, conditions: string[] = []): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    platform: 'neutral',
    conditions,
    format: 'esm',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

const weigh = (code: string): number => gzipSync(code, { level: 9 }).length;

it("the client with openapi-fetch weighs at most 27 % of the official SDK's", async ({
  annotate,
}) => {
  const code = await bundle(`export { ${EXPORTS.join(', ')} } from '../../src/index.ts'`);
  const sdk = await bundle(`export { default } from 'stripe'`, ['worker']);
  // What is exported is there, and nothing was left to be loaded later.
  for (const name of EXPORTS) expect(code).toMatch(new RegExp(`\\b${name}\\b[^{}]*\\};?\\s*$`));
  expect(code).not.toMatch(/\bimport\b/);
  const [ours, theirs] = [weigh(code), weigh(sdk)];
  const share = `${((100 * ours) / theirs).toFixed(1)} % of the SDK's ${theirs.toLocaleString('en')}`;
  await annotate(`${ours.toLocaleString('en')} bytes of gzip, ${share}`, 'bundle');
  expect(ours).toBeLessThanOrEqual(0.27 * theirs);
  const inKilobytes = [ours, theirs].map((bytes) => Math.round(bytes / 1000));
  expect(figuresOf('in a bundle, gzip')).toStrictEqual(inKilobytes);
});
