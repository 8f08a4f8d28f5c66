import type { IntegerFields } from '../../generated/contract.js';
import { describe, refusal } from './errors.js';

/**
 * Refuses params that an operation does not take, and a fraction where the contract says integer: `encodeForm`
 * knows no schema, and would write it.
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
    if (typeof rule === 'object') checkIntegers(value, rule, field);
    else if (rule !== undefined && typeof value === 'number' && !Number.isInteger(value)) {
      throw refusal(field, 'be a whole number', describe(value));
    }
  }
}
