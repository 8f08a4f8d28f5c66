import { emptyMessage } from '../form/violation.js';

/** A value that breaks a keyword. */
export interface Breach {
  place: string;
  /** The names that lead to it, and how they are written. */
  names: readonly string[];
  param: string;
  keyword: string;
  /** The validator's words, such as `must NOT have more than 40 characters`. */
  fault: string;
  /** What was sent. */
  sent: unknown;
  /** The key of it that is meant, where it is one. */
  key: string | undefined;
}

/**
 * What Stripe says of a breach. Those of metadata and of texts that are too long or empty were recorded often, of
 * lists of values as well; where Stripe's words are not known they are the validator's, without what was sent.
 */
export function stripeMessage(breach: Breach): string {
  const { place, names, param, keyword, fault, sent, key } = breach;
  const limit = /\d+/.exec(fault)?.[0];
  const isMetadata = place === 'body' && names[0] === 'metadata';
  const text = key ?? sent;
  if (typeof text === 'string') {
    if (place === 'header' && param === 'Stripe-Version' && keyword === 'pattern') {
      return `Invalid Stripe API version: ${text}`;
    }
    if (keyword === 'maxLength' && isMetadata) {
      // By analogy with the one of values.
      const [kinds, kind] = key === undefined ? ['values', 'value'] : ['keys', 'key'];
      return `Metadata ${kinds} can have up to ${limit} characters, but you passed in a ${kind} that is ${[...text].length} characters. Invalid ${kind}: ${text}`;
    }
    if (keyword === 'maxLength' && place === 'body') {
      const characters = [...text];
      const [start, end] = [characters.slice(0, 10), characters.slice(-10)];
      return `Invalid string: ${start.join('')}...${end.join('')}; must be at most ${limit} characters`;
    }
    if (keyword === 'minLength' && text === '' && key === undefined) return emptyMessage(param);
  }
  if (keyword === 'maxProperties' && isMetadata) {
    return `Metadata can have up to ${limit} keys, but you've set ${Object.keys(Object(sent)).length}.`;
  }
  const [, list] = /allowed values: (.*)$/s.exec(fault) ?? [];
  if (keyword === 'enum' && list !== undefined) {
    return `Invalid ${param}: must be ${oneOf(list.split(', '))}`;
  }
  return `Invalid ${param}: ${key === undefined ? '' : 'a key '}${fault}`;
}

function oneOf(values: string[]): string {
  if (values.length < 3) return `one of ${values.join(' or ')}`;
  return `one of ${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`;
}
