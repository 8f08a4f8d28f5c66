// Bundles the script and the style of the reference page into dist/. Scripts that show the page import this first.
import { build } from 'esbuild';

const FOLDER = 'src/reference/page';

await build({
  entryPoints: [
    { in: `${FOLDER}/main.ts`, out: 'page' },
    { in: `${FOLDER}/page.css`, out: 'page' },
  ],
  outdir: 'dist/reference',
  bundle: true,
  // The page's script is the one file that users do not read.
  minify: true,
  format: 'iife',
  target: 'es2023',
  logLevel: 'warning',
});
