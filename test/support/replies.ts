// Ways to answer, or not to answer: import * as reply.
import type http from 'node:http';
import { type Behaviour, RECORD } from './misbehaving-server.js';

export function json(status: number, body: unknown, headers?: http.OutgoingHttpHeaders): Behaviour {
  return text(status, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });
}

export function text(status: number, body: string, headers?: http.OutgoingHttpHeaders): Behaviour {
  return (response) => response.writeHead(status, headers).end(body);
}

export const ok: Behaviour = json(200, RECORD, { 'Request-Id': 'req_1' });

export const hang: Behaviour = () => {};

export const reset: Behaviour = (response) => response.socket?.resetAndDestroy();

export const hangUp: Behaviour = (response) => response.socket?.end();

/** Whatever the status promises, the body ends too early. */
export function cut(status: number, headers?: http.OutgoingHttpHeaders): Behaviour {
  return (response) => {
    response.writeHead(status, { ...headers, 'Content-Length': 1000 });
    response.write('{"id":"pr_123",', () => setTimeout(() => response.destroy(), 5));
  };
}

/** A chunked body whose connection ends without the last chunk. */
export const cutChunks: Behaviour = (response) => {
  response.write(JSON.stringify(RECORD), () => setTimeout(() => response.destroy(), 5));
};

/** A body that goes on, blank by blank, and never ends. */
export function drip(status: number, headers?: http.OutgoingHttpHeaders): Behaviour {
  return (response) => {
    response.writeHead(status, headers).flushHeaders();
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
  };
}

/** Sends bytes as they are, and ends the connection. */
export function raw(bytes: string): Behaviour {
  return (response) => response.socket?.end(bytes);
}

/** Far more headers than a client takes. */
export const flood: Behaviour = raw(
  `HTTP/1.1 200 OK\r\n${'X-Flood: 0123456789\r\n'.repeat(5000)}\r\n`,
);
