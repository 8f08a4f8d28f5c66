import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';

/** A file of the reference page. */
export interface PageFile {
  type: string;
  content: Buffer;
}

const RENDERER = 'swagger-ui-dist';
const VERSION = '5.35.0';

/**
 * All files of the reference page by their paths, for a server or a folder.
 *
 * @param hasServer whether the page can send test requests to the server that it comes from.
 * @throws Error where the renderer is not installed.
 */
export async function pageFiles(hasServer: boolean): Promise<Map<string, PageFile>> {
  const built = new URL('../../dist/reference/', import.meta.url);
  const renderer = locateRenderer();
  const contract = await readFile(new URL('../../generated/openapi.json', import.meta.url), 'utf8');
  // As a script, because from a folder nothing else can be loaded.
  const script = `const contract = ${contract.trimEnd().replaceAll('<', '\\u003c')};\n`;
  return new Map([
    ['index.html', file('text/html', pageHtml(JSON.parse(contract).info.title, hasServer))],
    ['reference/contract.js', file('text/javascript', script)],
    [
      'reference/page.js',
      file('text/javascript', brotliDecompressSync(await read('page.js.br', built))),
    ],
    [
      'reference/page.css',
      file('text/css', brotliDecompressSync(await read('page.css.br', built))),
    ],
    [
      'reference/swagger-ui.js',
      file('text/javascript', await read('swagger-ui-bundle.js', renderer)),
    ],
    ['reference/swagger-ui.css', file('text/css', await read('swagger-ui.css', renderer))],
  ]);
}

/** The folder of the installed renderer. */
function locateRenderer(): URL {
  try {
    const { resolve } = createRequire(import.meta.url);
    return new URL('.', pathToFileURL(resolve(`${RENDERER}/swagger-ui.css`)));
  } catch (cause) {
    throw new Error(
      `The reference page needs Swagger UI: npm install --save-dev ${RENDERER}@${VERSION}`,
      { cause },
    );
  }
}

function read(name: string, folder: URL): Promise<Buffer> {
  return readFile(new URL(name, folder));
}

function file(type: string, content: string | Buffer): PageFile {
  return { type: `${type}; charset=utf-8`, content: Buffer.from(content) };
}

/** Scripts that are modules would not load from a folder. */
function pageHtml(title: string, hasServer: boolean): string {
  return `<!doctype html>
<html lang="en" data-server="${hasServer ? 'here' : 'none'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(hasServer)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title.replaceAll('<', '&lt;')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="reference/swagger-ui.css">
<link rel="stylesheet" href="reference/page.css">
</head>
<body>
<div id="reference"></div>
<noscript>This page is made by its scripts. The contract itself is stripe-payment-attempt/openapi.yaml.</noscript>
<script src="reference/swagger-ui.js"></script>
<script src="reference/contract.js"></script>
<script src="reference/page.js"></script>
</body>
</html>
`;
}

/** What the page may load: its own files; and what it may send to: its own server, if it has one. */
export function contentPolicy(hasServer: boolean): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${hasServer ? "'self'" : "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
}
