import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './refusals.js';

export const MAX_BODY_BYTES: number = 1024 * 1024;

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
  { status, content, headers }: Answer,
  cut = false,
): void {
  const text = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
  const all = {
    ...(status !== 204 && { 'Content-Type': 'application/json' }),
    ...headers,
  };
  reply.statusCode = status;
  for (const [name, value] of Object.entries(all)) reply.setHeader(name, value);
  if (!cut) {
    reply.end(text);
    return;
  }
  // Promise at least one byte: an empty body would arrive whole.
  reply.setHeader('Content-Length', Math.max(text.length, 1));
  reply.write(text.subarray(0, text.length / 2), () => reply.destroy());
}
