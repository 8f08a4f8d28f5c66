import type { JsonSchema } from '../form/decode-form.js';

/** The answers of an operation, by status, range (`4XX`) or `default`, as the contract has them. */
export interface Responses {
  [status: string]: {
    content?: {
      [mediaType: string]: {
        schema?: JsonSchema | undefined;
        examples?: { [name: string]: Example };
      };
    };
  };
}

interface Example {
  /** Its status, where its response covers several. */
  'x-status'?: number;
  /** Headers that it comes with. */
  'x-headers'?: { readonly [name: string]: string };
  value?: unknown;
}

export interface FoundExample {
  status: number;
  content: unknown;
  headers: { readonly [name: string]: string };
}

/**
 * Finds an answer example of the contract. A name finds the example with its own status, or with `status`;
 * without a name it is the one that fits the status best. A response without content has an empty example.
 * `fault` says why there is none.
 */
export function findExample(
  responses: Responses,
  wanted: { status?: number | undefined; name?: string | undefined },
): FoundExample | { fault: string } {
  const { name, status = name === undefined ? successStatus(responses) : undefined } = wanted;
  const key = status === undefined ? undefined : responseKey(responses, status);
  const examples = Object.entries(responses)
    .filter(([known]) => status === undefined || known === key)
    .flatMap(([known, { content = {} }]) =>
      Object.values(content).flatMap(({ examples = {} }) =>
        Object.entries(examples).map(([exampleName, example]) => ({
          name: exampleName,
          own: example['x-status'] ?? Number(known.replaceAll(/x/gi, '0')),
          content: example.value,
          headers: example['x-headers'] ?? {},
        })),
      ),
    );
  const fitting = (divisor: number) =>
    examples.find(({ own }) => Math.floor(own / divisor) === Math.floor(Number(status) / divisor));
  const found =
    name === undefined
      ? (fitting(1) ?? fitting(100) ?? examples[0])
      : examples.find((example) => example.name === name);
  if (found) {
    return { status: status ?? found.own, content: found.content, headers: found.headers };
  }
  const isEmpty = key !== undefined && Object.keys(responses[key]?.content ?? {}).length === 0;
  if (status !== undefined && name === undefined && isEmpty) {
    return { status, content: '', headers: {} };
  }
  const place = status === undefined ? 'the contract' : `status ${status}`;
  const names = examples.map((example) => example.name).join(', ');
  return { fault: `${place} has no example${name ? ` ${name}` : ''}; it has ${names || 'none'}` };
}

/** The status of a success: the first 2xx that the contract names, or 200. */
export function successStatus(responses: Responses): number {
  const key = Object.keys(responses).find((known) => /^2/.test(known)) ?? '200';
  return Number(key.replaceAll(/x/gi, '0'));
}

/** The key of the response that is for a status. */
export function responseKey(responses: Responses, status: number): string | undefined {
  const range = `${Math.floor(status / 100)}XX`;
  const keys = [`${status}`, range, range.toLowerCase()];
  // `default` holds errors only.
  return [...keys, ...(status < 400 ? [] : ['default'])].find((key) => key in responses);
}
