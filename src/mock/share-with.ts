import type { Handler } from './listen.js';

/**
 * Lets the pages of one origin send requests and read the answers (CORS). The listener marks an answer, and
 * answers a preflight itself, which it says by `true`.
 */
export function shareWith(origin: string): Handler {
  return ({ method, headers }, reply) => {
    reply.setHeader('Vary', 'Origin');
    if (headers.origin !== origin) return false;
    reply.setHeader('Access-Control-Allow-Origin', origin);
    // Without credentials the asterisk means all headers.
    reply.setHeader('Access-Control-Expose-Headers', '*');
    const asked = headers['access-control-request-method'];
    if (method !== 'OPTIONS' || asked === undefined) return false;
    reply.writeHead(204, {
      'Access-Control-Allow-Methods': asked,
      'Access-Control-Allow-Headers': headers['access-control-request-headers'] ?? '',
    });
    reply.end();
    return true;
  };
}
