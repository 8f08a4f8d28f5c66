import http from 'node:http';
import net from 'node:net';
import { afterEach } from 'vitest';
import { type Client, type ClientOptions, createClient } from '../../src/index.js';

export interface Seen {
  method: string | undefined;
  url: string | undefined;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** One way to answer, or not to answer, a request that was read to its end. */
export type Behaviour = (response: http.ServerResponse, seen: Seen) => void;

export interface MisbehavingServer {
  url: string;
  /** The requests that arrived whole, in order. */
  seen: Seen[];
  /** The answers under way: neither sent to their end nor broken off. */
  pending: Set<http.ServerResponse>;
}

export const RECORD = { id: 'pr_123', object: 'payment_record' };
export const STRIPE_ERROR = { error: { type: 'invalid_request_error', message: 'No such record' } };

const running: { server: net.Server; sockets: Set<net.Socket> }[] = [];

/** Serves the n-th request as the n-th behaviour says, and all later ones as the last one says. */
export async function serve(...behaviours: Behaviour[]): Promise<MisbehavingServer> {
  const seen: Seen[] = [];
  const pending = new Set<http.ServerResponse>();
  const server = http.createServer(async (request, response) => {
    const { method, url, headers } = request;
    pending.add(response);
    response.on('close', () => pending.delete(response));
    let body = '';
    try {
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
    } catch {
      return;
    }
    seen.push({ method, url, headers, body });
    const behaviour = behaviours[Math.min(seen.length, behaviours.length) - 1];
    behaviour?.(response, { method, url, headers, body });
  });
  return { url: await listen(server), seen, pending };
}

/** A server and a client of it, that reports one attempt. */
export async function clientOf(
  behaviours: Behaviour | Behaviour[],
  options: Partial<ClientOptions> = {},
) {
  const server = await serve(...[behaviours].flat());
  const baseUrl = server.url + (options.baseUrl ?? '');
  const client = createClient({ apiKey: 'sk_test_of_a_client', ...options, baseUrl });
  const params = { initiated_at: 1730000000 };
  const report = (call?: Parameters<Client['reportPaymentAttempt']>[2]) =>
    client.reportPaymentAttempt('pr_123', params, call);
  /** The result of a report, or its error. */
  const settle = (call?: Parameters<typeof report>[0]) =>
    report(call).catch((error: unknown) => error);
  return { server, client, report, settle };
}

/** Serves bare connections, for what goes wrong before a request is read, and gives the URL. */
export async function serveRaw(onConnection: (socket: net.Socket) => void): Promise<string> {
  return await listen(net.createServer(onConnection));
}

async function listen(server: net.Server): Promise<string> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  running.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** Ends the servers and their connections, as after each test. */
export async function closeServers(): Promise<void> {
  for (const { server, sockets } of running.splice(0)) {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

afterEach(closeServers);
