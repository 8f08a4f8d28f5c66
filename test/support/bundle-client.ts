import { type BuildOptions, build } from 'esbuild';

/** The client as one file, with what it was made of. */
export async function bundleEntry(options: BuildOptions = {}) {
  const { outputFiles = [], metafile } = await build({
    entryPoints: [new URL('../../src/index.ts', import.meta.url).pathname],
    bundle: true,
    platform: 'neutral',
    format: 'esm',
    write: false,
    metafile: true,
    ...options,
  });
  return { code: outputFiles[0]?.text ?? '', inputs: Object.values(metafile?.inputs ?? {}) };
}

/** The client as one module without imports, as a URL that a program can import. */
export async function bundleClient(): Promise<string> {
  const { code } = await bundleEntry();
  return `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
}
