import { expect, test } from 'vitest';
import { type Diagnostic, violationsOf } from '../../src/mock/violations-of.js';

const body = {
  at: 'x',
  none: null,
  list: [{ a: 1 }],
  map: { 'a/b~': 'x', 'c ': 'y' },
  deep: { b: 1 },
  keys: { '😀😀😀😀': 1, longer: 2, b: 3 },
};
const at = (path: string, code: string, message = 'm'): Diagnostic => ({
  path: path.split('/'),
  code,
  message,
});
const invalid = (param: string, text: string) => ({ param, message: `Invalid ${param}: ${text}` });

test.each(
  `
  at           | type | Request body property at must be integer      | at | must be integer; got "x"
  list/0/a     | type | Request body property list.0.a must be string | list[0][a] | must be string; got 1
  map/a~1b~0   | maxLength | is long | map[a/b~] | is long; got "x"
  ~01          | type | m | ~1        | m
  none         | type | m | none      | m; got null
  none/a       | type | m | none[a]   | m
  at/0         | type | m | at[0]     | m
  deep/constructor | type | m | deep[constructor] | m
  deep         | type | m | deep      | m; got {"b":1}
  deep         | const | must be "x" | deep | must be "x"; got {"b":1}
  keys         | maxLength | Request body property keys is long | keys | a key is long; got "longer"
  keys         | minLength | m | keys | a key m; got "b"
  keys         | pattern | must match pattern "^([^"]{4}|longer)$" | keys | a key must match pattern "^([^"]{4}|longer)$"; got "b"
  none         | pattern | m | none | m; got null
  at           | x | here must have required property 'c' | at | here must have required property 'c'; got "x"
  at           | x | must have required property 'c' here | at | must have required property 'c' here; got "x"
  `.match(/\S.*\S/g) ?? [],
)('names the place and what was sent: %s', (row) => {
  const [path, keyword = '', fault, param = '', text = ''] = row.split(/ +\| /);
  const found = violationsOf([at(`body/${path}`, keyword, fault)], body);
  expect(found).toStrictEqual([{ ...invalid(param, text), code: undefined }]);
});

const missing = (param: string) => ({
  param,
  code: 'parameter_missing',
  message: `Missing required param: ${param}.`,
});
const LONG = 'Request header parameter stripe-account is long';
const TRIMMED = 'Request body property map.c must be z';
const NO_C = "Request body property deep must have required property 'c'";
const NO_A = "Request body must have required property 'a\nb'";
test.each<[fact: string, found: Diagnostic, violation: object]>([
  [
    'a place that Prism trims',
    at('body/map/c ', 'enum', TRIMMED),
    invalid('map[c ]', 'must be z; got "y"'),
  ],
  ['what is missing', at('body/deep', 'required', NO_C), missing('deep[c]')],
  ['what is missing from the whole', at('body', 'required', NO_A), missing('a\nb')],
  [
    'a header in title case',
    at('header/stripe-account', 'x', LONG),
    invalid('Stripe-Account', 'is long'),
  ],
  [
    'a part of the path',
    at('path/at', 'x', 'Request path parameter at is short'),
    invalid('at', 'is short'),
  ],
  ['nothing where there is no place', { message: 'm' }, invalid('', 'm')],
])('names %s', (_, found, violation) => {
  expect(violationsOf([found], body)).toMatchObject([violation]);
});

test('shows the start of what was sent', () => {
  const [violation] = violationsOf([at('body/a', 'type')], { a: 'x'.repeat(200) });
  expect(violation?.message).toBe(`Invalid a: m; got "${'x'.repeat(99)}…`);
});

test('leaves the hidden start of a place out of the name, and not out of the value', () => {
  const found = at('body/deep/b', 'type', 'Request body property deep.b must be string');
  const violation = invalid('b', 'must be string; got 1');
  expect(violationsOf([found], body, 1)).toMatchObject([violation]);
  const header = at('header/stripe-account', 'x', 'm');
  expect(violationsOf([header], body, 1)).toMatchObject([{ param: 'Stripe-Account' }]);
});

test.each([
  ['the first of each parameter', 'at enum, at pattern', 'at: enum; got "x"'],
  ['a type without a union', 'at type', 'at: type; got "x"'],
  ['anyOf rather than the types of its branches', 'at type, at anyOf', 'at: anyOf; got "x"'],
  ['oneOf rather than the types of its branches', 'at type, at oneOf', 'at: oneOf; got "x"'],
  ['a union that met an object', 'deep enum, deep anyOf', 'deep: anyOf; got {"b":1}'],
  ['an enum that met text', 'at enum, at anyOf', 'at: enum; got "x"'],
  ['an enum that met null', 'none enum, none anyOf', 'none: enum; got null'],
  ['a fault within a union', 'deep anyOf, deep/b type', 'deep[b]: type; got 1'],
  [
    'faults beside and around a union',
    'deep/b anyOf, deepb type, deep type',
    'deep[b]: anyOf; got 1, deepb: type, deep: type; got {"b":1}',
  ],
  ['nothing of propertyNames, behind which the fault comes of its own', 'deep propertyNames', ''],
])('keeps %s', (_, diagnostics, texts) => {
  const found = diagnostics.split(', ').map((each) => {
    const [path, keyword = ''] = each.split(' ');
    return at(`body/${path}`, keyword, keyword);
  });
  const messages = violationsOf(found, body).map(({ message }) => message.replace('Invalid ', ''));
  expect(messages.join(', ')).toBe(texts);
});
