import { validateHeaderName, validateHeaderValue } from 'node:http';
import { findExample, type Responses } from './find-example.js';
import type { ChosenAnswer } from './mock-server.js';

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
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (/^(content-length|transfer-encoding)$/i.test(name)) {
      throw refusal(`${name} follows from the body`);
    }
  }
  if (cut && (status === 204 || status === 304)) {
    throw refusal(`status ${status} has no body to cut`);
  }
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  if (body !== undefined && content === undefined) throw refusal(`body cannot be sent as JSON`);

  const way = { headers: { ...headers }, delay, cut };
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
