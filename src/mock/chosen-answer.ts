import { validateHeaderName, validateHeaderValue } from 'node:http';
import { inspect } from 'node:util';
import { findExample, type Responses } from './find-example.js';
import { isWhole } from './is-whole.js';
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
  if (typeof choice !== 'object' || choice === null) throw misuse('an answer is an object');
  const { status, example, body, headers = {}, delay = 0, cut = false, ...others } = choice;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw misuse(`there is no option ${unknown}`);
  if (status !== undefined && !isWhole(status, 200, 599)) {
    throw misuse(`status must be a whole number from 200 to 599; got ${inspect(status)}`);
  }
  // Beyond 2³¹ - 1 a timer fires at once.
  if (!isWhole(delay, 0, 2 ** 31 - 1)) {
    throw misuse(`delay must be a whole number of milliseconds; got ${inspect(delay)}`);
  }
  if (typeof cut !== 'boolean') throw misuse(`cut must be true or false; got ${inspect(cut)}`);
  if (body !== undefined && example !== undefined) {
    throw misuse('an answer has either an example or a body of its own');
  }
  // Here already, so that what cannot be sent is an error of the test that has chosen it.
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    if (/^(content-length|transfer-encoding)$/i.test(name)) {
      throw misuse(`${name} follows from the body`);
    }
  }
  if (cut && (status === 204 || status === 304)) {
    throw misuse(`status ${status} has no body to cut`);
  }
  const content = typeof body === 'string' ? body : JSON.stringify(body);
  if (body !== undefined && content === undefined) throw misuse(`body cannot be sent as JSON`);

  const way = { headers: { ...headers }, delay, cut };
  if (typeof body === 'string') {
    const type = { 'Content-Type': 'text/plain; charset=utf-8' };
    return { answer: { status: status ?? 200, content }, ...way, headers: { ...type, ...headers } };
  }
  if (body !== undefined) return { answer: { status: status ?? 200, content }, ...way };
  // These have none.
  const isBodiless = status === 204 || Math.floor(Number(status) / 100) === 3;
  if (status && isBodiless && example === undefined)
    return { answer: { status, content: '' }, ...way };
  if (status === undefined && example === undefined) return { answer: undefined, ...way };
  const found = findExample(responses, { status, name: example });
  if ('fault' in found) throw misuse(`${found.fault}; a body of your own will do`);
  return { answer: found, ...way };
}

function misuse(fault: string): TypeError {
  return new TypeError(`mock.next(): ${fault}`);
}
