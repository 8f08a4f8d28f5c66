import { type FoundExample, findExample, type Responses, successStatus } from './find-example.js';

/** The answer that a request asks for: an example of the contract, or one made up from a seed. */
export type Preference = FoundExample | { status: number; seed: string };

/** Without a seed, Prism continues the sequence of the last one. */
export const DEFAULT_SEED = 'stripe-payment-attempt';

/**
 * Reads what a `Prefer` header (RFC 7240) asks for, such as `code=429, example=rate_limit`, in the words
 * of stock Prism; undefined where it asks for no answer. `fault` says what is wrong with it.
 */
export function parsePrefer(
  header: string | undefined,
  responses: Responses,
): Preference | { fault: string } | undefined {
  const asked = new Map<string, string>();
  for (const part of (header ?? '').split(/[,;]/)) {
    const [name = '', quoted = ''] = part.trim().split(/\s*=\s*/, 2);
    asked.set(name.toLowerCase(), quoted.replace(/^"(.*)"$/, '$1'));
  }
  // RFC 7240: a server ignores the preferences that it does not know, such as respond-async.
  if (!['code', 'example', 'dynamic', 'seed'].some((name) => asked.has(name))) return undefined;

  const code = asked.get('code');
  if (code !== undefined && !/^[2-5][0-9]{2}$/.test(code)) {
    return { fault: `code=${code} is no status` };
  }
  const dynamic = asked.get('dynamic') ?? 'false';
  if (!/^(true|false)$/.test(dynamic)) {
    return { fault: `dynamic=${dynamic} is neither true nor false` };
  }
  const seed = asked.get('seed') ?? DEFAULT_SEED;
  if (seed === '') return { fault: 'seed is empty' };

  const status = code === undefined ? undefined : Number(code);
  const name = asked.get('example');
  if (dynamic === 'true' && name === undefined)
    return { status: status ?? successStatus(responses), seed };
  return findExample(responses, { status, name });
}
