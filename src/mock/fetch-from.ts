import { STATUS_CODES } from 'node:http';
import { type ContractService, MAX_BODY_BYTES, type PlainAnswer } from './contract-service.js';
import { BODILESS } from './prepare-choice.js';
import type { Waits } from './waits.js';

/**
 * A `fetch` that is answered without a socket.
 *
 * @param waits end delayed answers; when they are over, all others are refused.
 */
export function fetchFrom(
  answerTo: ContractService['answer'],
  waits: Waits,
): typeof globalThis.fetch {
  return async (input, init) => {
    if (typeof Request !== 'function' || typeof Response !== 'function') {
      throw new TypeError('mock.fetch() needs Request and Response, which this environment lacks');
    }
    // A Request may be one of another library.
    const isReady = typeof input === 'object' && 'arrayBuffer' in input && init === undefined;
    const request = isReady ? input : new Request(input, init);
    const { method, url, headers, signal } = request;
    const { pathname, search } = new URL(url);
    const bytes = new Uint8Array(await request.arrayBuffer());
    throwIfOver(signal, waits);
    const answer = answerTo({
      method,
      path: pathname + search,
      // Those of happy-dom keep the case of their names.
      headers: Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), value])),
      body: bytes.length > MAX_BODY_BYTES ? undefined : bytes,
    });
    try {
      await waits.wait(answer.delay, signal);
      throwIfOver(signal, waits);
    } finally {
      answer.release();
    }
    return responseOf(answer, method);
  };
}

function throwIfOver(signal: AbortSignal, waits: Waits): void {
  if (signal.aborted) throw signal.reason;
  // As `fetch` says that nothing listens.
  if (waits.isOver) {
    throw new TypeError('fetch failed', { cause: new Error('The contract server is closed') });
  }
}

function responseOf({ status, headers, body, cut }: PlainAnswer, method: string): Response {
  const isBodiless = BODILESS.includes(status) || method === 'HEAD';
  return new Response(isBodiless ? null : cut ? halfOf(body) : new Uint8Array(body), {
    status,
    statusText: STATUS_CODES[status] ?? '',
    headers,
  });
}

/** A body that breaks off in the middle, with the error that `fetch` gives. */
function halfOf(body: Uint8Array): ReadableStream<Uint8Array> {
  const half = body.subarray(0, body.length / 2);
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) controller.error(new TypeError('terminated'));
      else controller.enqueue(half);
      isSent = true;
    },
  });
}
