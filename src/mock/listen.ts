import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { ContractService } from './contract-service.js';
import { joinHeaders, readBody, sendAnswer } from './http-message.js';

/** Looks at a request before the contract server does, and says whether it has answered it. */
export type Handler = (...exchange: Parameters<RequestListener>) => boolean;

/** Where to listen, and what stands in front of the contract server. */
export interface Listening {
  host: string;
  port: number;
  handlers: readonly Handler[];
  /** Ends delayed answers. */
  closing: AbortSignal;
}

/** Serves over HTTP. `url` has no slash at its end; `close` ends open connections. */
export async function listen(
  answerTo: ContractService['answer'],
  { host, port, handlers, closing }: Listening,
): Promise<{ url: string; close(): Promise<void> }> {
  const serve = async (message: IncomingMessage, reply: ServerResponse) => {
    const { method = '', url: path = '' } = message;
    const body = await readBody(message);
    const answer = answerTo({ method, path, headers: joinHeaders(message), body });
    try {
      if (answer.delay > 0) await setTimeout(answer.delay, undefined, { signal: closing });
    } finally {
      answer.release();
    }
    sendAnswer(reply, answer);
  };

  const server = createServer((message, reply) => {
    // A request to a proxy has the origin before the path.
    message.url = message.url?.replace(/^https?:\/\/[^/?]*/i, '') ?? '';
    if (handlers.some((handle) => handle(message, reply))) return;
    // The client has gone, or the server closes.
    serve(message, reply).catch(() => reply.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  // A server that listens on all addresses is reached by loopback.
  const name = host.replace(/^(0\.0\.0\.0|::)$/, '127.0.0.1');

  return {
    url: `http://${name.includes(':') ? `[${name}]` : name}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}
