import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { type ContractService, MAX_HEAD_BYTES } from './contract-service.js';
import { joinHeaders, readBody, sendAnswer } from './http-message.js';
import { refuseUnreadable } from './refuse-unreadable.js';
import type { Waits } from './waits.js';

/** Looks at a request before the contract server does, and says whether it has answered it. */
export type Handler = (...exchange: Parameters<RequestListener>) => boolean;

/** Where to listen, and what stands in front of the contract server. */
export interface Listening {
  host: string;
  port: number;
  handlers: readonly Handler[];
  /** Headers of the answer to what cannot be read as HTTP. */
  headers: { readonly [name: string]: string };
  /** Before delayed answers. */
  waits: Waits;
}

/** Serves over HTTP. `url` has no slash at its end; `close` ends open connections. */
export async function listen(
  { answer: answerTo, refuse }: Pick<ContractService, 'answer' | 'refuse'>,
  { host, port, handlers, headers, waits }: Listening,
): Promise<{ url: string; close(): Promise<void> }> {
  const serve = async (message: IncomingMessage, reply: ServerResponse) => {
    const { method = '', url: path = '' } = message;
    const body = await readBody(message);
    const answer = answerTo({ method, path, headers: joinHeaders(message), body });
    await waits.wait(answer.delay);
    answer.release();
    if (waits.isOver) reply.destroy();
    else sendAnswer(reply, answer);
  };

  const options = {
    // Node's own limit is under what the contract takes.
    maxHeaderSize: MAX_HEAD_BYTES,
    // Node would answer without a body and leave no trace.
    requireHostHeader: false,
    // Under load Node would close a connection just as it is used again.
    keepAliveTimeout: 0,
  };
  const server = createServer(options, (message, reply) => {
    // A request to a proxy has the origin before the path.
    message.url = message.url?.replace(/^https?:\/\/[^/?]*/i, '') ?? '';
    if (handlers.some((handle) => handle(message, reply))) return;
    // The client has gone, or the server closes.
    serve(message, reply).catch(() => reply.destroy());
  });
  server.on('clientError', (error, socket) => refuseUnreadable(error, socket, refuse, headers));
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
