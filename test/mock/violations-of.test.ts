import { expect, test } from 'vitest';
import { emptyMessage } from '../../src/form/violation.js';
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
/** Without what goes over the wire. */
const ours = (found: Diagnostic[], sent: unknown, hidden = 0) =>
  violationsOf(found, { body: sent, hidden }).map(({ wire, ...violation }) => violation);
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
  const found = ours([at(`body/${path}`, keyword, fault)], body);
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
  expect(ours([found], body)).toMatchObject([violation]);
});

test('shows the start of what was sent', () => {
  const [violation] = ours([at('body/a', 'type')], { a: 'x'.repeat(200) });
  expect(violation?.message).toBe(`Invalid a: m; got "${'x'.repeat(99)}…`);
});

test('leaves the hidden start of a place out of the name, and not out of the value', () => {
  const found = at('body/deep/b', 'type', 'Request body property deep.b must be string');
  const violation = invalid('b', 'must be string; got 1');
  expect(ours([found], body, 1)).toMatchObject([violation]);
  const header = at('header/stripe-account', 'x', 'm');
  expect(ours([header], body, 1)).toMatchObject([{ param: 'Stripe-Account' }]);
});

test.each([
  ['the first of each parameter', 'at enum, at pattern', 'at: enum; got "x"'],
  ['a type without a union', 'at type', 'at: type; got "x"'],
  ['anyOf rather than the types of its branches', 'at type, at anyOf', 'at: anyOf; got "x"'],
  ['oneOf rather than the types of its branches', 'at type, at oneOf', 'at: oneOf; got "x"'],
  ['a union that met an object', 'deep enum, deep anyOf', 'deep: anyOf; got {"b":1}'],
  ['a union in a place within', 'deep/b type, deep/b anyOf', 'deep[b]: anyOf; got 1'],
  ['a fault within a union of the whole', ' anyOf, at type', 'at: type; got "x"'],
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
  const messages = ours(found, body).map(({ message }) => message.replace('Invalid ', ''));
  expect(messages.join(', ')).toBe(texts);
});

const MORE = (limit: number) => `must NOT have more than ${limit} characters`;
const LISTED = 'must be equal to one of the allowed values: a, b, c';
test.each<[path: string, keyword: string, fault: string, message: string]>([
  [
    'body/long',
    'maxLength',
    MORE(9),
    'Invalid string: 0123456789...9876543210; must be at most 9 characters',
  ],
  ['body/empty', 'minLength', 'm', emptyMessage('empty')],
  [
    'body/metadata',
    'maxProperties',
    'must NOT have more than 1 properties',
    "Metadata can have up to 1 keys, but you've set 2.",
  ],
  [
    'body/metadata',
    'maxLength',
    MORE(4),
    'Metadata keys can have up to 4 characters, but you passed in a key that is 5 characters. Invalid key: 😀😀😀😀😀',
  ],
  [
    'body/metadata/a',
    'maxLength',
    MORE(2),
    'Metadata values can have up to 2 characters, but you passed in a value that is 3 characters. Invalid value: b😀b',
  ],
  ['body/list', 'enum', LISTED, 'Invalid list: must be one of a, b, or c'],
  ['body/list', 'enum', LISTED.replace(', c', ''), 'Invalid list: must be one of a or b'],
  ['body/list', 'pattern', 'must match', 'Invalid list: must match'],
  ['header/stripe-version', 'pattern', 'must match', 'Invalid Stripe API version: latest'],
  ['header/idempotency-key', 'maxLength', MORE(2), `Invalid Idempotency-Key: ${MORE(2)}`],
  ['header/idempotency-key', 'pattern', 'must match', 'Invalid Idempotency-Key: must match'],
  ['header/stripe-version', 'maxLength', MORE(2), `Invalid Stripe-Version: ${MORE(2)}`],
  ['header/metadata', 'maxLength', MORE(2), `Invalid Metadata: ${MORE(2)}`],
  ['body/Stripe-Version', 'pattern', 'must match', 'Invalid Stripe-Version: must match'],
  ['body/metadata/a', 'pattern', 'must match', 'Invalid metadata[a]: must match'],
  ['body/metadata', 'minProperties', 'm', 'Invalid metadata: m'],
  ['body/nope', 'maxLength', MORE(2), `Invalid nope: ${MORE(2)}`],
  ['body/list', 'minLength', 'm', 'Invalid list: m'],
  ['body/empty', 'pattern', 'm', 'Invalid empty: m'],
  ['body/map', 'minLength', 'm', 'Invalid map: a key m'],
  ['body/map', 'maxProperties', 'over 1', 'Invalid map: over 1'],
  ['body/list', 'const', LISTED, `Invalid list: ${LISTED}`],
  ['body/list', 'enum', 'm', 'Invalid list: m'],
])('says what breaks %s (%s: %s) in the words of Stripe', (path, keyword, fault, message) => {
  const sent = {
    long: '0123456789 😀 9876543210',
    empty: '',
    metadata: { a: 'b😀b', '😀😀😀😀😀': '' },
    list: 'd',
    map: { '': 1 },
    'Stripe-Version': 'latest',
  };
  const headers = { 'stripe-version': 'latest', 'idempotency-key': 'abc', metadata: 'abc' };
  const [violation] = violationsOf([at(path, keyword, fault)], { body: sent, headers });
  expect(violation?.wire?.message).toBe(message);
});

test.each([
  ['minLength', '', 'parameter_invalid_empty'],
  ['minLength', 'a', undefined],
  ['pattern', '', undefined],
])('gives %s of "%s" the code %s', (keyword, a, code) => {
  expect(violationsOf([at('body/a', keyword)], { body: { a } })).toMatchObject([{ code }]);
});

test('says of a time out of its bounds, and of nothing else, that milliseconds are not seconds', () => {
  const sent = { at: 1_747_742_100_000, text: 'x' };
  const isTime = () => true;
  const message = 'Invalid at: must be a time in whole Unix seconds, not milliseconds';
  const time = at('body/at', 'exclusiveMaximum', 'must be < 100000000000');
  expect(violationsOf([time], { body: sent, isTime })).toStrictEqual([
    {
      param: 'at',
      code: undefined,
      message: `${message}: it must be < 100000000000; got 1747742100000`,
      wire: { message },
    },
  ]);
  expect(violationsOf([time], { body: sent })[0]?.wire?.message).toBe(
    'Invalid at: must be < 100000000000',
  );
  expect(violationsOf([at('body/text', 'type')], { body: sent, isTime })[0]?.message).not.toMatch(
    /Unix/,
  );
});
