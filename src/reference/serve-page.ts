import type { RequestListener } from 'node:http';
import { contentPolicy, pageFiles } from './page-files.js';

/**
 * Loads the reference page and serves it: the listener answers what asks for a file of the page, and
 * leaves all else alone, which it says by `false`.
 *
 * @throws Error where the renderer is not installed.
 */
export async function servePage(
  contract: object,
): Promise<(...exchange: Parameters<RequestListener>) => boolean> {
  const files = await pageFiles(contract, true);
  const policy = `${contentPolicy(true)}; frame-ancestors 'none'`;
  return ({ method, url = '' }, reply) => {
    const [, path] = /^\/([^?]*)/.exec(url) ?? [];
    const file = files.get(path === '' ? 'index.html' : String(path));
    if (file === undefined || (method !== 'GET' && method !== 'HEAD')) return false;
    reply.writeHead(200, {
      'Content-Type': file.type,
      'Content-Length': file.content.length,
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    });
    reply.end(method === 'HEAD' ? undefined : file.content);
    return true;
  };
}
