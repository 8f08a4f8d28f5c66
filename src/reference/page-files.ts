import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

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
 * @param contract a parsed OpenAPI document.
 * @param hasServer whether the page can send test requests to the server that it comes from.
 * @throws Error where the renderer is not installed.
 */
export async function pageFiles(
  contract: object,
  hasServer: boolean,
): Promise<Map<string, PageFile>> {
  const built = new URL('../../dist/reference/', import.meta.url);
  const renderer = locateRenderer();
  // As a script, because from a folder nothing else can be loaded.
  const text = JSON.stringify(contract).replaceAll('<', '\\u003c');
  const script = `const contract = ${text};\n`;
  return new Map([
    ['index.html', file('text/html', pageHtml(titleOf(contract), hasServer))],
    ['reference/contract.js', file('text/javascript', script)],
    ['reference/page.js', await read('page.js', built)],
    ['reference/page.css', await read('page.css', built)],
    ['reference/swagger-ui.js', await read('swagger-ui-bundle.js', renderer)],
    ['reference/swagger-ui.css', await read('swagger-ui.css', renderer)],
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

async function read(name: string, folder: URL): Promise<PageFile> {
  const type = name.endsWith('.css') ? 'text/css' : 'text/javascript';
  return file(type, await readFile(new URL(name, folder)));
}

function file(type: string, content: string | Buffer): PageFile {
  return { type: `${type}; charset=utf-8`, content: Buffer.from(content) };
}

function titleOf(contract: object): string {
  const info: unknown = 'info' in contract ? contract.info : undefined;
  return typeof info === 'object' && info !== null && 'title' in info ? String(info.title) : '';
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
