import type { JsonValue } from './mock-server.js';

/** The answers of an operation, by status or `default`, as the contract has them. */
export interface Responses {
  [status: string]: {
    content: { [mediaType: string]: { examples?: { [name: string]: Example } } };
  };
}

interface Example {
  /** The status that it comes with, where its response is for several. */
  'x-status'?: number;
  value: JsonValue;
}

/**
 * Finds an answer example of the contract: by name, with the status that it comes with unless another one
 * is wanted; or without a name the one that fits the status best. Where there is none, `fault` says so.
 */
export function findExample(
  responses: Responses,
  wanted: { status?: number | undefined; name?: string | undefined },
): { status: number; content: JsonValue } | { fault: string } {
  const { name, status = name === undefined ? 200 : undefined } = wanted;
  // What is no error has no answer in `default`, which holds errors.
  const isUnknown = status !== undefined && status < 400 && !(status in responses);
  const examples = Object.entries(isUnknown ? {} : responses)
    .filter(
      ([key]) => status === undefined || key === (status in responses ? `${status}` : 'default'),
    )
    .flatMap(([key, { content }]) =>
      Object.values(content).flatMap(({ examples = {} }) =>
        Object.entries(examples).map(([known, { 'x-status': own = Number(key), value }]) => ({
          known,
          own,
          content: value,
        })),
      ),
    );
  const fitting = (divisor: number) =>
    examples.find(({ own }) => Math.floor(own / divisor) === Math.floor(Number(status) / divisor));
  const found =
    name === undefined
      ? (fitting(1) ?? fitting(100) ?? examples[0])
      : examples.find(({ known }) => known === name);
  if (found) return { status: status ?? found.own, content: found.content };
  const place = status === undefined ? 'the contract' : `status ${status}`;
  const names = examples.map(({ known }) => known).join(', ');
  return { fault: `${place} has no example${name ? ` ${name}` : ''}; it has ${names || 'none'}` };
}
