import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { extname } from 'node:path';
import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { contentPolicy } from './content-policy.js';

const TYPES: { [extension: string]: string } = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.js': 'text/javascript',
};
/** The encodings of a file, the smallest first. */
const ENCODINGS = ['br', 'gzip', 'identity'] as const;

interface PageFile {
  type: string;
  tag: string;
  contents: { [encoding in (typeof ENCODINGS)[number]]: Buffer };
}

/**
 * Loads the reference page and serves it: the listener answers what asks for a file of the page, and
 * leaves all else alone, which it says by `false`.
 *
 * @param folder where the page was built.
 */
export async function servePage(
  folder: URL = new URL('../../dist/reference/', import.meta.url),
): Promise<(...exchange: Parameters<RequestListener>) => boolean> {
  const files = await loadFiles(folder);
  const policy = `${contentPolicy('here')}; frame-ancestors 'none'`;
  return ({ method, url = '', headers }, reply) => {
    const [, path] = /^\/([^?]*)/.exec(url) ?? [];
    const file = files.get(path === '' ? 'index.html' : String(path));
    if (file === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
    const encoding =
      ENCODINGS.find((each) => accepts(headers['accept-encoding'], each)) ?? 'identity';
    const content = file.contents[encoding];
    const tag = `"${file.tag}-${encoding}"`;
    const isKnown = headers['if-none-match']
      ?.split(/\s*,\s*/)
      .some((each) => each.replace(/^W\//, '') === tag);
    reply.writeHead(isKnown ? 304 : 200, {
      'Content-Type': file.type,
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
      ...(!isKnown && { 'Content-Length': content.length }),
      ETag: tag,
      Vary: 'Accept-Encoding',
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    });
    reply.end(isKnown || method === 'HEAD' ? undefined : content);
    return true;
  };
}

/** Whether an Accept-Encoding header takes an encoding. Who sends none gets the file as it is. */
function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return String(header ?? '')
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*q=/i))
    .some(([name, weight = '1']) => name?.toLowerCase() === encoding && Number(weight) > 0);
}

/** The files of the page by their paths. They are kept compressed, so that the package stays small. */
async function loadFiles(folder: URL): Promise<Map<string, PageFile>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.br'));
  const files = names.map(async (compressed): Promise<[string, PageFile]> => {
    const br = await readFile(new URL(compressed, folder));
    const name = compressed.replace(/\.br$/, '');
    const identity = brotliDecompressSync(br);
    const extension = extname(name);
    const file = {
      type: `${TYPES[extension]}; charset=utf-8`,
      tag: createHash('sha256').update(identity).digest('base64url').slice(0, 22),
      contents: { br, gzip: gzipSync(identity, { level: 9 }), identity },
    };
    return [extension === '.html' ? name : `reference/${name}`, file];
  });
  return new Map(await Promise.all(files));
}
