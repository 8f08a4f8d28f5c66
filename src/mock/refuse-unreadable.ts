import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ContractService, MAX_HEAD_BYTES } from './contract-service.js';
import { type Refusal, refusals } from './refusals.js';

/**
 * Answers what Node could not read as HTTP; it leaves the socket to us then.
 *
 * @param headers on top of the usual ones.
 */
export function refuseUnreadable(
  error: Error,
  socket: Duplex,
  refuse: ContractService['refuse'],
  headers: { readonly [name: string]: string },
): void {
  // The rest of a request that was refused already.
  if (socket.writableEnded) return;
  const code = 'code' in error ? String(error.code) : '';
  // The client has hung up.
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, body, headers: usual } = refuse(refusalFor(code, error));
  const all = { ...usual, ...headers, Connection: 'close', 'Content-Length': body.length };
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]));
}

function refusalFor(code: string, { message }: Error): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return refusals.headTooLarge(MAX_HEAD_BYTES);
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return refusals.requestTimeout();
  return refusals.malformedRequest(message.replace(/^Parse Error: /, ''));
}
