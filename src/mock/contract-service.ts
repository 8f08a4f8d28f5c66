import { validateHeaderName, validateHeaderValue } from 'node:http';
import { TextDecoder } from 'node:util';
import { answerHeaders } from './answer-headers.js';
import { isLiveKey } from './api-key.js';
import { type ContractEngine, createContractEngine, type Reading } from './contract-engine.js';
import { AT_ONCE, createResponder, type Delivery } from './create-responder.js';
import { randomId } from './random-id.js';
import { type Refusal, refusals } from './refusals.js';
import { createRequestLog } from './request-log.js';
import type { MockServer } from './types.js';

/** Bytes that the body of a request may have, and its path and headers. */
export const MAX_BODY_BYTES: number = 1024 * 1024;
export const MAX_HEAD_BYTES: number = 1024 * 1024;

/** A request, whatever brought it. */
export interface PlainRequest {
  /** In capitals, as HTTP has it. */
  method: string;
  /** Path and query, as sent. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Undefined where it is larger than `MAX_BODY_BYTES`. */
  body: Uint8Array | undefined;
}

/** An answer, ready to be sent. */
export interface PlainAnswer extends Omit<Delivery, 'answer'> {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** The contract server without a socket. */
export interface ContractService
  extends Pick<MockServer, 'requests' | 'records' | 'next' | 'reset'> {
  /** Answers a request, and keeps it on record. */
  answer(request: PlainRequest): PlainAnswer;
  /** Refuses a request of which nothing could be read, and keeps that on record. */
  refuse(refusal: Refusal): PlainAnswer;
}

const UNREADABLE: PlainRequest = { method: '', path: '', headers: {}, body: undefined };

/** How a request is answered, and what was read of its body. */
type Outcome = Delivery & { decoded: Reading['body'] };

export async function createContractService(contract: object): Promise<ContractService> {
  const engine = await createContractEngine(contract);
  const log = createRequestLog();
  const responder = createResponder(engine);

  /** A fault of the server is an answer as well, so that it is on record. */
  const respond = (request: PlainRequest, id: string): Outcome => {
    let decoded: Reading['body'];
    try {
      const reading = read(engine, request, id);
      decoded = reading.body;
      const delivery = responder.respond(reading, id);
      // A contract may hold headers that cannot be sent.
      for (const header of Object.entries(delivery.answer.headers ?? {})) {
        validateHeaderName(header[0]);
        validateHeaderValue(...header);
      }
      return { ...delivery, decoded };
    } catch (error) {
      return { ...AT_ONCE, answer: refusals.serverFault(String(error)), decoded };
    }
  };

  const record = (request: PlainRequest, id: string, outcome: Outcome): PlainAnswer => {
    const { answer, decoded, ...delivery } = outcome;
    const { method, path, body } = request;
    const headers = withoutLiveKeys(request.headers);
    const rawBody = new TextDecoder('utf-8', { ignoreBOM: true }).decode(body);
    const { status, content, violations } = answer;
    log.add({ method, path, headers, rawBody, body: decoded, status, violations });
    return {
      ...delivery,
      status,
      headers: {
        ...(status !== 204 && { 'Content-Type': 'application/json' }),
        ...answerHeaders(id, headers, engine.version, violations),
        ...answer.headers,
      },
      body: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
    };
  };

  return {
    requests: log.requests,
    records: responder.records,
    next: (answer) => responder.choose(answer),
    reset() {
      log.clear();
      responder.clear();
    },

    answer(request) {
      const id = randomId('req');
      return record(request, id, respond(request, id));
    },

    refuse(refusal) {
      const id = randomId('req');
      const { answer } = responder.respond({ refusal, operation: undefined, body: undefined }, id);
      return record(UNREADABLE, id, { ...AT_ONCE, answer, decoded: undefined });
    },
  };
}

function read(
  engine: ContractEngine,
  { method, path, headers, body }: PlainRequest,
  id: string,
): Reading {
  if (body === undefined) {
    return { refusal: refusals.bodyTooLarge(MAX_BODY_BYTES), operation: undefined, body };
  }
  const [pathname = '', query = ''] = path.split(/\?(.*)/s, 2);
  return engine.read({ id, method, path: pathname, query, headers, body });
}

function withoutLiveKeys(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => !isLiveKey(value)));
}
