import { findExample, type Responses } from './find-example.js';

/** What a test chooses for the answer to a report. */
export interface ChosenAnswer {
  /** Status of the answer, from 200 to 599. Default: the one that the example comes with, or 200. */
  status?: number;
  /** Name of an answer example in the contract, such as `rate_limit`. Default: one that fits `status`. */
  example?: string;
  /**
   * Body in the place of an example: a text is sent as it stands, everything else as JSON. It is not held
   * against the contract, so that a test can send what Stripe never should.
   */
  body?: unknown;
  /** Headers on top of the usual ones, or in their place, such as `{ 'Retry-After': '1' }`. */
  headers?: Record<string, string>;
  /** Milliseconds to wait before the answer. Default: 0. */
  delay?: number;
  /** Whether to cut the connection in the middle of the answer. Default: false. */
  cut?: boolean;
}

/** A choice that was checked. Without `answer` it is the usual one, given in another way. */
export interface PreparedAnswer {
  answer: { status: number; content: unknown } | undefined;
  headers: Record<string, string>;
  delay: number;
  cut: boolean;
}

/** @throws {TypeError} where the choice cannot be meant. */
export function prepareAnswer(choice: ChosenAnswer, responses: Responses): PreparedAnswer {
  const { status, example, body, headers = {}, delay = 0, cut = false, ...others } = choice;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw refusal(`there is no option ${unknown}`);
  if (status !== undefined && !isWhole(status, 200, 599)) {
    throw refusal(`status must be a whole number from 200 to 599; got ${status}`);
  }
  // Beyond 2³¹ - 1 a timer fires at once.
  if (!isWhole(delay, 0, 2 ** 31 - 1)) {
    throw refusal(`delay must be a whole number of milliseconds; got ${delay}`);
  }
  if (typeof cut !== 'boolean') throw refusal(`cut must be true or false; got ${cut}`);
  if (body !== undefined && example !== undefined) {
    throw refusal('an answer has either an example or a body of its own');
  }
  // Here already, so that what cannot be sent is an error of the test that has chosen it.
  new Headers(headers);
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  if (body !== undefined && content === undefined) throw refusal(`body cannot be sent as JSON`);

  const way = { headers, delay, cut };
  if (typeof body === 'string') {
    const type = { 'Content-Type': 'text/plain; charset=utf-8' };
    return { answer: { status: status ?? 200, content }, ...way, headers: { ...type, ...headers } };
  }
  if (body !== undefined) return { answer: { status: status ?? 200, content }, ...way };
  if (status === undefined && example === undefined) return { answer: undefined, ...way };
  const found = findExample(responses, { status, name: example });
  if ('fault' in found) throw refusal(found.fault);
  return { answer: found, ...way };
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

function refusal(fault: string): TypeError {
  return new TypeError(`mock.next(): ${fault}`);
}
