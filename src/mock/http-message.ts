import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_BODY_BYTES, type PlainAnswer } from './contract-service.js';

/** Each header once, as `fetch` shows them. */
export function joinHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/** The body, or undefined where it is too large. Reads to the end: a client that still sends misses the answer. */
export async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}

/** Sends an answer, or its status and half of its body. */
export function sendAnswer(
  reply: ServerResponse,
  { status, headers, body, cut }: Pick<PlainAnswer, 'status' | 'headers' | 'body' | 'cut'>,
): void {
  reply.statusCode = status;
  for (const [name, value] of Object.entries(headers)) reply.setHeader(name, value);
  if (!cut) {
    reply.end(body);
    return;
  }
  // Promise at least one byte: an empty body would arrive whole.
  reply.setHeader('Content-Length', Math.max(body.length, 1));
  reply.write(body.subarray(0, body.length / 2), () => reply.destroy());
}
