// How the time of the client's checks and of its encoder grows with hostile input. Four times the input should take
// about four times as long: `1,000` then is about 4 times as fast as `4,000`. Sixteen times is quadratic.
import { bench, describe } from 'vitest';
import {
  CALL_OPTIONS,
  CLIENT_OPTIONS,
  checkFields,
  parseBaseUrl,
} from '../../src/client/check-options.js';
import { failureOf } from '../../src/client/failure-of.js';
import { mayBeLiveKey } from '../../src/client/may-be-live-key.js';
import { serializePath } from '../../src/client/serialize-path.js';
import { millisecondsOf } from '../../src/client/transport.js';
import { encodeForm } from '../../src/form/encode-form.js';

const SIZES = [1_000, 4_000, 16_000];

/** By what they are given: text of about so many characters, or about so many fields. */
const WORK: Record<string, (size: number) => () => void> = {
  'a header value that is refused at its end': (size) =>
    checking(CALL_OPTIONS, { headers: { 'X-A': `${'a'.repeat(size)}\n` } }),
  'a header name that is refused at its end': (size) =>
    checking(CALL_OPTIONS, { headers: { [`${'te'.repeat(size / 2)} `]: '' } }),
  'an idempotency key of blanks': (size) =>
    checking(CALL_OPTIONS, { idempotencyKey: ' '.repeat(size) }),
  'a base URL of dots': (size) =>
    checking(CLIENT_OPTIONS, { baseUrl: `http://127${'.1'.repeat(size / 2)}/@` }),
  'a base URL of slashes': (size) => () => parseBaseUrl(`https://a.example/${'/'.repeat(size)}a`),
  'an API key that is refused at its end': (size) =>
    checking(CLIENT_OPTIONS, { apiKey: `${'sk_'.repeat(size / 3)} ` }),
  'a text that is nearly a live key': (size) => () => mayBeLiveKey('sk_liv'.repeat(size / 6)),
  'a Retry-After of commas': (size) => () => millisecondsOf(','.repeat(size)),
  'a Retry-After of colons and GMT': (size) => () => millisecondsOf(': GMT'.repeat(size / 5)),
  'an ID of surrogates': (size) => () => serializePath('/v1/{id}', { id: '😀'.repeat(size / 2) }),
  'an error whose code is nearly one of TLS': (size) => () =>
    failureOf(Object.assign(new Error('m'), { code: 'CER'.repeat(size / 3) }), 'sk_test_growth'),
  'an error of many': (size) => () =>
    failureOf(new AggregateError(Array(size).fill(new Error('m'))), 'sk_test_growth'),
  'text that needs an escape throughout': (size) => () =>
    encodeForm({ a: "'%[é".repeat(size / 4) }),
  'text with a lone surrogate at its end': (size) => () =>
    attempt(() => encodeForm({ a: `${'é'.repeat(size)}\ud800` })),
  'a key with a bracket at its end': (size) => () =>
    attempt(() => encodeForm({ [`${'é'.repeat(size)}]`]: 1 })),
  'many fields': (size) => {
    const fields = Object.fromEntries(Array.from({ length: size }, (_, n) => [`k${n}`, n]));
    return () => encodeForm(fields);
  },
  'many items': (size) => {
    const items = Array(size).fill({ a: 1 });
    return () => encodeForm({ items });
  },
  'ten levels with a long name each': (size) => {
    const name = 'é'.repeat(size / 10);
    const nested = Array(9)
      .fill(0)
      .reduce((inner) => ({ [name]: inner }), 1);
    return () => encodeForm(nested);
  },
};

for (const [input, work] of Object.entries(WORK)) {
  describe(input, () => {
    for (const size of SIZES) bench(size.toLocaleString('en'), work(size), { time: 100 });
  });
}

function checking(rules: typeof CALL_OPTIONS, fields: object): () => void {
  return () => attempt(() => checkFields('options', fields, rules));
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
