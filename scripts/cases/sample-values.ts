import fc from 'fast-check';
import type { Json } from '../support/json.js';
import type { Schema } from './contract.js';

/** One character, two UTF-16 units, four bytes: a limit counts it as one. */
const SMILE = '\u{1F600}';
const AWKWARD = 'a&b=c [d] é + %41 \u{1F600}';

/** The formats that Prism judges: a text that fits, and one that does not. */
const FORMATS: { [format: string]: [fits: string, breaks: string] } = {
  date: ['2026-11-27', '2026-13-27'],
  time: ['10:00:00Z', '25:00:00Z'],
  'date-time': ['2026-11-27T10:00:00Z', '2026-11-27'],
  duration: ['P3D', '3 days'],
  uri: ['https://example.com/a?b=c&d=%20', 'no uri'],
  'uri-reference': ['/a?b=c', '\\\\'],
  email: ['zoe@example.com', 'zoe'],
  hostname: ['example.com', '-a-'],
  ipv4: ['127.0.0.1', '127.0.0.256'],
  ipv6: ['::1', ':::1'],
  uuid: ['0d4f4b0e-1c2d-4e5f-8a9b-0c1d2e3f4a5b', '0d4f4b0e'],
};

/** A text that breaks the format of a schema, if it has one that Prism judges. */
export const breakerOf = ({ format = '' }: Schema): string | undefined => FORMATS[format]?.[1];

const limitOf = (schema: Schema, name: string): number | undefined => {
  const limit = schema[name];
  return typeof limit === 'number' ? limit : undefined;
};

/** Texts of which some fit the schema, the most telling first. */
function textsFor(schema: Schema): string[] {
  const { format = '', pattern, example } = schema;
  const known = FORMATS[format];
  if (known) return [known[0]];
  const lengths = [limitOf(schema, 'maxLength'), limitOf(schema, 'minLength')];
  const limits = lengths.flatMap((length) => (length === undefined ? [] : [length]));
  // An example tells what no keyword does, such as which fields of the answer can be expanded.
  if (typeof example === 'string') {
    const padded = limits.map(
      (length) => example + SMILE.repeat(Math.max(0, length - example.length)),
    );
    return [example, ...padded];
  }
  const made =
    pattern === undefined
      ? []
      : fc.sample(fc.stringMatching(new RegExp(pattern, 'u')), { seed: 1, numRuns: 50 });
  return [
    AWKWARD,
    ...limits.flatMap((length) => [SMILE.repeat(length), 't'.repeat(length)]),
    'text',
    'tt',
    ...made,
    '',
  ];
}

/** Numbers of which some fit the schema: at its limits, and elsewhere. */
function numbersFor(schema: Schema): number[] {
  const step = limitOf(schema, 'multipleOf') ?? 1;
  const limits = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];
  const near = limits.flatMap((name) => {
    const limit = limitOf(schema, name);
    return limit === undefined ? [] : [limit, limit - step, limit + step];
  });
  const usual = [0, -1, 1, 7 * step, 1_747_742_100, Number.MAX_SAFE_INTEGER, 1.5, 0.25, -1e-7];
  return [...new Set([...near, ...usual])];
}

/** Values that a schema without parts may take. */
export function valuesFor(type: string, schema: Schema): Json[] {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum) return schema.enum;
  if (type === 'boolean') return [true, false];
  if (type === 'integer' || type === 'number') return numbersFor(schema);
  return type === 'string' ? textsFor(schema) : [];
}

/** Texts in a form that are no value of the type. */
export const NOT: { [type: string]: string[] } = {
  boolean: ['', 'text', 'True', '1', 'yes'],
  integer: ['', 'text', '1.5', '1e3', '01', ' 1', '+1', '0x1', '9007199254740993'],
  number: ['', 'text', '1.', '.5', '01.5', ' 1', '+1', '0x1', 'NaN', 'Infinity'],
  object: ['text'],
  array: ['text'],
};

/** Whether a form's text can be read as the type, so that it breaks nothing where the type is taken. */
export function canRead(type: string, text: string): boolean {
  if (type === 'boolean') return /^(true|false)$/.test(text);
  if (type === 'integer') return /^-?\d+$/.test(text);
  if (type === 'number') return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
  return type === 'string' || (type === 'null' && text === '');
}
