/** What a request asks for in its `Prefer` header (RFC 7240), as in stock Prism. */
export interface Preference {
  /** Status of the answer. */
  code?: number;
  /** Name of an example in the contract. */
  exampleKey?: string;
  /** Whether to make the answer up from the schema. */
  dynamic: boolean;
  /** What a made-up answer is made from: the same seed, the same answer. */
  seed: string;
}

/** The answers of an operation, as the contract names them. */
export interface Responses {
  [status: string]: { content: { [mediaType: string]: { examples?: object } } };
}

/** Left out, Prism would go on with the sequence that the last seed began. */
const DEFAULT_SEED = 'stripe-payment-attempt';

/** Reads `code=429, example=rate_limit`, or says in `fault` what is wrong with it. */
export function parsePrefer(
  header: string | undefined,
  responses: Responses,
): Preference | { fault: string } {
  const preference: Preference = { dynamic: false, seed: DEFAULT_SEED };
  for (const part of (header ?? '').split(/[,;]/)) {
    const [name = '', quoted = ''] = part.trim().split(/\s*=\s*/, 2);
    const value = quoted.replace(/^"(.*)"$/, '$1');
    switch (name.toLowerCase()) {
      case 'code':
        if (!/^[2-5][0-9]{2}$/.test(value)) return { fault: `code=${value} is no status` };
        preference.code = Number(value);
        break;
      case 'example':
        preference.exampleKey = value;
        break;
      case 'dynamic':
        if (value !== 'true' && value !== 'false') {
          return { fault: `dynamic=${value} is neither true nor false` };
        }
        preference.dynamic = value === 'true';
        break;
      case 'seed':
        if (value === '') return { fault: 'seed is empty' };
        preference.seed = value;
        break;
      default:
      // RFC 7240: what a server does not know it passes over, such as respond-async.
    }
  }
  const { code = 200, exampleKey } = preference;
  const examples = examplesOf(responses[code] ?? responses.default);
  if (exampleKey !== undefined && !examples.includes(exampleKey)) {
    return { fault: `status ${code} has no example ${exampleKey}; it has ${examples.join(', ')}` };
  }
  return preference;
}

function examplesOf(response: Responses[string] | undefined): string[] {
  return Object.values(response?.content ?? {}).flatMap(({ examples = {} }) =>
    Object.keys(examples),
  );
}
