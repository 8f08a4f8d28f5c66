import { build } from 'esbuild';

/** The client as one module without imports, as a URL that a program can import. */
export async function bundleClient(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'neutral',
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0]?.contents ?? []);
  return `data:text/javascript;base64,${code.toString('base64')}`;
}
