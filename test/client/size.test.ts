import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** Bytes of gzip. About 2,600 of them are openapi-fetch. */
const LIMIT = 6_500;

it('the client, bundled with openapi-fetch for the web, keeps to its budget', async ({
  annotate,
}) => {
  const { outputFiles } = await build({
    entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
    bundle: true,
    minify: true,
    platform: 'neutral',
    format: 'esm',
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  // What is exported is there, and nothing was left to be loaded later.
  for (const name of ['API_VERSION', 'ConnectionError', 'createClient', 'encodeForm']) {
    expect(code).toMatch(new RegExp(`\\b${name}\\b[^{}]*\\};?\\s*$`));
  }
  expect(code).not.toMatch(/\bimport\b/);
  const bytes = gzipSync(code, { level: 9 }).length;
  await annotate(`${bytes.toLocaleString('en')} bytes of gzip, openapi-fetch included`, 'bundle');
  expect(bytes).toBeLessThanOrEqual(LIMIT);
});
