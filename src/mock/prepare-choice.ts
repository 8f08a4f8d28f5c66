import { validateHeaderName, validateHeaderValue } from 'node:http';
import { inspect } from 'node:util';
import { isPlainObject } from '../form/encode-form.js';
import { findExample, type Responses } from './find-example.js';
import { isWhole } from './is-whole.js';
import { type Answer, refusals } from './refusals.js';
import type { ChosenAnswer } from './types.js';

/** Statuses of answers without a body. */
export const BODILESS: readonly number[] = [204, 205, 304];

/** A choice that was checked. */
export interface PreparedChoice {
  /** The answer to a request of an operation with these responses; undefined for the usual one. */
  answerFor(responses: Responses): Answer | undefined;
  headers: Record<string, string>;
  delay: number;
  cut: boolean;
}

/** @throws {TypeError} where the choice is invalid, or no operation has such an example. */
export function prepareChoice(
  choice: ChosenAnswer,
  operations: readonly { responses: Responses }[],
): PreparedChoice {
  if (typeof choice !== 'object' || choice === null || Array.isArray(choice)) {
    throw misuse(`an answer is an object; got ${inspect(choice)}`);
  }
  const { status, example, body, headers = {}, delay = 0, cut = false, ...others } = choice;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const known = 'status, example, body, headers, delay, cut';
    throw misuse(`there is no option ${unknown}; there are ${known}`);
  }
  if (status !== undefined && !isWhole(status, 200, 599)) {
    throw misuse(`status must be a whole number from 200 to 599; got ${inspect(status)}`);
  }
  // Beyond 2³¹ - 1 a timer fires at once.
  if (!isWhole(delay, 0, 2 ** 31 - 1)) {
    throw misuse(`delay must be a whole number of milliseconds; got ${inspect(delay)}`);
  }
  if (typeof cut !== 'boolean') throw misuse(`cut must be true or false; got ${inspect(cut)}`);
  if (example !== undefined && typeof example !== 'string') {
    throw misuse(`example must be a name; got ${inspect(example)}`);
  }
  // A Headers shows no entries of its own.
  if (!isPlainObject(headers)) {
    throw misuse(`headers must be a plain object; got ${inspect(headers)}`);
  }
  if (body !== undefined && example !== undefined) {
    throw misuse('an answer has either an example or a body of its own');
  }
  // Check now, so that the test that makes the choice gets the error.
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    if (typeof value !== 'string') {
      throw misuse(`the header ${name} must be a text; got ${inspect(value)}`);
    }
    validateHeaderValue(name, value);
    if (/^(content-length|transfer-encoding)$/i.test(name)) {
      throw misuse(`${name} follows from the body`);
    }
  }
  if (cut && status !== undefined && BODILESS.includes(status)) {
    throw misuse(`status ${status} has no body to cut`);
  }
  const content = JSON.stringify(body);
  if (body !== undefined && content === undefined) throw misuse(`body cannot be sent as JSON`);

  const way = { headers: { ...headers }, delay, cut };
  const fixed = (code: number, sent: string) => ({
    ...way,
    answerFor: () => ({ status: code, content: sent, violations: [] }),
  });
  if (typeof body === 'string') {
    const type = { 'Content-Type': 'text/plain; charset=utf-8' };
    return { ...fixed(status ?? 200, body), headers: { ...type, ...headers } };
  }
  if (content !== undefined) return fixed(status ?? 200, content);
  // These statuses have no body.
  const isBodiless = status === 204 || Math.floor(Number(status) / 100) === 3;
  if (status && isBodiless && example === undefined) return fixed(status, '');
  if (status === undefined && example === undefined) return { ...way, answerFor: () => undefined };

  const wanted = { status, name: example };
  const found = operations.map(({ responses }) => findExample(responses, wanted));
  const faults = found.flatMap((each) => ('fault' in each ? [each.fault] : []));
  if (faults.length === found.length) {
    throw misuse(`${[...new Set(faults)].join('; ')}; a body of your own will do`);
  }
  return {
    ...way,
    answerFor(responses) {
      const own = findExample(responses, wanted);
      if ('fault' in own) return refusals.serverFault(misuse(own.fault).message);
      return { ...own, violations: [] };
    },
  };
}

function misuse(fault: string): TypeError {
  return new TypeError(`mock.next(): ${fault}`);
}
