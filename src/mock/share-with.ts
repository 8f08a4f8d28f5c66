import type { Handler } from './listen.js';

/**
 * Lets the pages of one origin send requests and read the answers (CORS). The listener marks an answer, and
 * answers a preflight itself, which it says by `true`.
 */
export function shareWith(origin: string): Handler {
  return ({ method, headers }, reply) => {
    reply.setHeader('Vary', 'Origin');
    if (headers.origin !== origin) return false;
    for (const [name, value] of Object.entries(sharingHeaders(origin)))
      reply.setHeader(name, value);
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

/** Lets pages of the origin read an answer. */
export function sharingHeaders(origin: string): Record<string, string> {
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    // Without credentials the asterisk means all headers.
    'Access-Control-Expose-Headers': '*',
  };
}
