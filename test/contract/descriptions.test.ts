import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Json } from '../../scripts/support/json.js';

interface Described {
  description: string;
  format?: string;
  maxLength?: number;
}

const file = new URL('../../generated/openapi.json', import.meta.url);
const contract = JSON.parse(await readFile(file, 'utf8'));

/** What the contract describes, with the path to it. */
function described(node: Json, path = ''): [path: string, schema: Described][] {
  if (typeof node !== 'object' || node === null) return [];
  const { description }: { description?: unknown } = Object(node);
  const own: [string, Described][] =
    typeof description === 'string' ? [[path, { ...node, description }]] : [];
  return [
    ...own,
    ...Object.entries(node).flatMap(([key, value]) => described(value, `${path}/${key}`)),
  ];
}

const all = described(contract);
const numbersIn = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

test.each(all.filter(([, schema]) => schema.maxLength && /\bat most \d/i.test(schema.description)))(
  '%s says its limit as it is',
  (_, { description, maxLength }) => {
    expect(numbersIn(description)).toContain(maxLength);
  },
);

test('metadata says its limits as they are', () => {
  const { metadata } = contract.components.schemas.report_payment_attempt_params.properties;
  const [{ maxProperties, propertyNames, additionalProperties }] = metadata.anyOf;
  expect(numbersIn(metadata.description)).toStrictEqual([
    maxProperties,
    propertyNames.maxLength,
    additionalProperties.maxLength,
  ]);
});

test.each(all.filter(([, { format }]) => format === 'unix-time'))(
  '%s says that it is in seconds',
  (_, { description }) => {
    expect(description).toMatch(/\bin seconds since the Unix epoch\b/);
  },
);
