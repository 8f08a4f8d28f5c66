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

function checkIntegers(params: unknown, fields: IntegerFields, name: string): void {
  if (typeof params !== 'object' || params === null) return;
  for (const [key, value] of Object.entries(params)) {
    const rule = (Object.hasOwn(fields, key) ? fields[key] : undefined) ?? fields['*'];
    const field = name === '' ? key : `${name}[${key}]`;
    if (typeof value === 'number' || typeof value === 'bigint') checkNumber(field, value, rule);
    else if (rule !== undefined && isNested(rule)) checkIntegers(value, rule, field);
  }
}

function isNested(rule: IntegerFields[string]): rule is IntegerFields {
  return typeof rule === 'object' && !Array.isArray(rule);
}

function checkNumber(
  field: string,
  value: number | bigint,
  rule: IntegerFields[string] | undefined,
): void {
  if (rule === undefined || isNested(rule)) return;
  const [first, last]: TimeBounds = rule === 'integer' ? [-Infinity, Infinity] : rule;
  if (Number.isInteger(Number(value)) && value >= first && value <= last) return;
  const what = rule === 'integer' ? 'a whole number' : 'a time in Unix seconds, not milliseconds';
  throw refusal(field, `be ${what}`, describe(value));
}
