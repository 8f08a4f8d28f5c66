import type { IntegerFields, TimeBounds } from '../../generated/contract.js';
import { describe, refusal } from './errors.js';

/**
 * Refuses params that an operation does not take, a fraction where the contract says integer, and a time that is
 * out of its bounds, as one in milliseconds: `encodeForm` knows no schema, and would write them.
 *
 * @throws {TypeError} which names the field in bracket notation.
 */
export function checkParams(
  name: string,
  params: object | undefined,
  fields: IntegerFields | undefined,
): void {
  if (fields) checkIntegers(params, fields, '');
  else if (params !== undefined) throw refusal(name, 'be left out', describe(params));
}

type Rule = IntegerFields[string] | undefined;

function checkIntegers(value: unknown, rule: Rule, name: string): void {
  if (rule === undefined) return;
  if (isNested(rule)) {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      const own = Object.hasOwn(rule, key) ? rule[key] : rule['*'];
      checkIntegers(inner, own, name === '' ? key : `${name}[${key}]`);
    }
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    const [first, last]: TimeBounds = rule === 'integer' ? [-Infinity, Infinity] : rule;
    if (Number.isInteger(Number(value)) && value >= first && value <= last) return;
    const what =
      rule === 'integer' ? 'a whole number' : 'a time in whole Unix seconds, not milliseconds';
    throw refusal(name, `be ${what}`, describe(value));
  }
}

function isNested(rule: IntegerFields | TimeBounds | 'integer'): rule is IntegerFields {
  return typeof rule === 'object' && !Array.isArray(rule);
}
