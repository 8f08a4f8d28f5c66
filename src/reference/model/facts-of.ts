import type { DescribedSchema } from './fields-of.js';

/** The type of a field in words: `string`, `integer, Unix time`, `array of strings`, `string or null`. */
export function typeOf(choices: DescribedSchema[], items: DescribedSchema | undefined): string {
  const words = choices.flatMap((choice) => [wordsFor(choice, items)].flat());
  return [...new Set(words)].join(' or ');
}

function wordsFor(schema: DescribedSchema, items: DescribedSchema | undefined): string[] {
  const { type, format, enum: values, const: only } = schema;
  if (type === undefined) {
    const value = only ?? values?.[0];
    return [value === undefined ? (schema.properties ? 'object' : 'any') : typeof value];
  }
  return [type].flat().map((each) => {
    const inner = items && typeOf([items], undefined);
    if (each === 'array' && inner) return `array of ${inner}s`;
    if (each === 'object' && schema.additionalProperties && inner) return `object of ${inner}s`;
    if (values?.length === 1 && values[0] === '') return 'empty string';
    return format === undefined || each === 'null' ? each : `${each}, ${FORMATS[format] ?? format}`;
  });
}

const FORMATS: { [format: string]: string } = { 'unix-time': 'Unix time' };

/** What a value has to keep to, beside its type, in words. */
export function limitsOf(choices: DescribedSchema[], items: DescribedSchema | undefined): string[] {
  const limits = choices.flatMap((schema) => [
    ...countLimits(schema.minLength, schema.maxLength, 'character'),
    ...countLimits(schema.minItems, schema.maxItems, 'item'),
    ...countLimits(schema.minProperties, schema.maxProperties, 'key'),
    ...(schema.propertyNames ? limitsOf([schema.propertyNames], undefined).map(ofKey) : []),
    ...limit('at least', schema.minimum),
    ...limit('at most', schema.maximum),
    ...limit('more than', schema.exclusiveMinimum),
    ...limit('less than', schema.exclusiveMaximum),
    ...limit('a multiple of', schema.multipleOf),
    ...(schema.pattern === undefined ? [] : [`matches \`${schema.pattern}\``]),
    ...(schema.default === undefined ? [] : [`default \`${String(schema.default)}\``]),
  ]);
  const inner = items && !items.properties ? limitsOf([items], undefined) : [];
  return [...new Set([...limits, ...inner.map((text) => `each value: ${text}`)])];
}

function ofKey(text: string): string {
  return `each key: ${text}`;
}

function limit(words: string, value: number | undefined): string[] {
  return value === undefined ? [] : [`${words} ${value}`];
}

function countLimits(min: number | undefined, max: number | undefined, what: string): string[] {
  const count = (number: number): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  return [
    ...(min === undefined ? [] : [`at least ${count(min)}`]),
    ...(max === undefined ? [] : [`at most ${count(max)}`]),
  ];
}
