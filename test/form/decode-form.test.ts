import { expect, it } from 'vitest';
import { decodeForm } from '../../src/form/decode-form.js';
import { rows } from '../support/rows.js';
import { bytes, closed, decode, MIB, text, wireMessage } from './decode-sample.js';

const wrong = (param: string, message: string, code?: string) => ({
  value: undefined,
  violations: [{ param, code, message }],
});
const invalid = (param: string, pair: string, problem: string) =>
  wrong(param, `Invalid parameter "${pair}": ${problem}.`);
type Accepted = [name: string, body: string, value: string];
it.each(
  rows<Accepted>(`
    takes no pair for an empty object         | & | {}
    skips empty pairs                         | &&description=a&&initiated_at=1& | {"description":"a","initiated_at":1}
    splits at the first equals sign           | description=a=b= | {"description":"a=b="}
    reads a pair without one as empty         | description | {"description":""}
    decodes plus signs and escapes            | description=a+b%20c%2Bd%26 | {"description":"a b c+d&"}
    decodes escaped UTF-8                     | description=%c3%A9%F0%9F%92%B6 | {"description":"é💶"}
    decodes escaped brackets and names        | failed%5Bfailed%5fat%5D=1 | {"failed":{"failed_at":1}}
    tells capitals from small letters         | metadata[Id]=x&metadata[id]=y | {"metadata":{"Id":"x","id":"y"}}
    decodes spaces in keys                    | metadata[a+b%20c]=x | {"metadata":{"a b c":"x"}}
    takes raw UTF-8 as the text it is         | description=é💶 | {"description":"é💶"}
    takes brackets in values as text          | description=a[b] | {"description":"a[b]"}
    keeps a byte order mark in a value        | description=\uFEFFa | {"description":"\uFEFFa"}
    appends items without indexes             | expand[]=b&expand[]=a&expand[]=b | {"expand":["b","a","b"]}
    takes indexes in any order                | expand[1]=b&expand[0]=a | {"expand":["a","b"]}
    sorts indexes as numbers                  | ${Array.from('jihgfedcbak', (c, i) => `expand[${(20 - i) % 11}]=${c}`).join('&')} | {"expand":["a","b","c","d","e","f","g","h","i","j","k"]}
    nests as brackets do                      | shipping[address][city]=A&shipping[address][line1]=B | {"shipping":{"address":{"city":"A","line1":"B"}}}
    reads integers                            | initiated_at=-12&moments[0]=0 | {"initiated_at":-12,"moments":[0]}
    reads integers to the end of the range    | moments[]=9007199254740991&moments[]=-9007199254740991 | {"moments":[9007199254740991,-9007199254740991]}
    leaves strings as they are                | description=123&expand[]=true&metadata[a]=null | {"description":"123","expand":["true"],"metadata":{"a":"null"}}
    takes the branch of text                  | metadata= | {"metadata":""}
    takes the branch of parts                 | metadata[a]=&metadata[01]=b | {"metadata":{"a":"","01":"b"}}
    leaves enums to a validator               | metadata=x | {"metadata":"x"}
  `),
)('%s: %s', (_, body, value) => {
  const expected = { value: JSON.parse(value), violations: [] };
  expect(decode(body)).toStrictEqual(expected);
  expect(decode(bytes(body))).toStrictEqual(expected);
});

it('decodes an empty body to an empty object', () => {
  for (const body of ['', bytes()]) expect(decode(body).value).toStrictEqual({});
});

const ESCAPE = 'expected `%` to be followed by two hex digits (`%25` is the sign itself), in UTF-8';
const AT_END =
  'expected `[]` at the end only; items that have parts are sent with indexes, as in a[0][b]';
const ONCE = 'expected this parameter once, but it was sent before';
const EITHER = 'expected either a value or parts in brackets, but both were sent';
const MIXED = 'expected its items all as `[]` or all with indexes, not mixed';
it.each(
  rows<[pairs: string, param: string, problem: string]>(`
    a[b=1          | a[b     | it opens a bracket that it does not close
    a[[b]]=1       | a[[b]]  | it opens a bracket that it does not close
    a]b=1          | a]b     | it closes a bracket that it did not open
    a%5D=1         | a]      | it closes a bracket that it did not open
    a[b]c=1        | a[b]c   | expected nothing but names in brackets after the name
    a[b]]=1        | a[b]]   | expected nothing but names in brackets after the name
    [a]=1          | [a]     | expected it to begin with a name
    []             | []      | expected it to begin with a name
    a[][b]=1       | a[][b]  | ${AT_END}
    a[][]=1        | a[][]   | ${AT_END}
    d=%            | d       | ${ESCAPE}
    d=%4           | d       | ${ESCAPE}
    d=%zz          | d       | ${ESCAPE}
    d=%E9          | d       | ${ESCAPE}
    d=%C0%AF       | d       | ${ESCAPE}
    d=%ED%A0%80    | d       | ${ESCAPE}
    a%=1           | a%      | ${ESCAPE}
    %FF            | %FF     | ${ESCAPE}
    description=a&description=a | description | ${ONCE}
    a%5Bb%5D=1&a[b]=2           | a[b]        | ${ONCE}
    expand[0]=a&expand[0]=b     | expand[0]   | ${ONCE}
    a=1&a[b]=2       | a    | ${EITHER}
    a[b]=1&a=2       | a    | ${EITHER}
    a[b]=1&a[b][]=2  | a[b] | ${EITHER}
    a[]=1&a=2        | a    | ${EITHER}
    a[b][]=1&a[b][1]=2 | a[b] | ${MIXED}
    a[0]=1&a[]=2     | a    | ${MIXED}
    a[]=1&a[b][c]=2  | a    | ${MIXED}
  `),
)('refuses %s', (pairs, param, problem) => {
  expect(decode(pairs)).toStrictEqual(invalid(param, pairs.replace(/.*&/, ''), problem));
});

it('refuses an empty name', () => {
  expect(decode('=x')).toStrictEqual(invalid('', '=x', 'expected it to begin with a name'));
});

it.each([
  ['bytes that are no UTF-8', bytes('description=', 0xff)],
  ['an encoded surrogate', bytes('description=', 0xed, 0xa0, 0x80)],
  ['a character cut short', bytes('description=', 0xc3)],
  ['half a surrogate pair in a string', 'description=\uD83D'],
])('refuses %s', (_, body) => {
  expect(decode(body)).toStrictEqual(wrong('', 'The parameters are not text: expected UTF-8.'));
});

it.each(
  rows(`
    nope=1                | Received unknown parameter: nope
    failed[nope][a]=1     | Received unknown parameter: failed[nope]
    initiated_at=1.5      | Invalid integer: 1.5
    initiated_at=abc      | Invalid integer: abc
    expand=a              | Invalid array
    failed=abc            | Invalid object
    description[a]=1      | Invalid string: {"a": "1"}
    initiated_at=         | You passed an empty string for 'initiated_at'. We assume empty values are an attempt to unset a parameter; however 'initiated_at' cannot be unset. You should remove 'initiated_at' from your request or supply a non-empty value.
    a[=1                  | Invalid parameter "a[=1": it opens a bracket that it does not close.
  `),
)('says of %s in the words of Stripe: %s', (body, message) => {
  expect(wireMessage(body)).toBe(message);
});

it('takes 10 levels and refuses 11', () => {
  const ten = `a${'[a]'.repeat(9)}`;
  const value = JSON.parse(`${'{"a":'.repeat(10)}"1"${'}'.repeat(10)}`);
  expect(decodeForm(`${ten}=1`, { type: 'object' })).toStrictEqual({ value, violations: [] });
  const problem = 'expected at most 10 levels';
  for (const key of [`${ten}[a]`, `${ten}[]`]) {
    expect(decode(`${key}=1`)).toStrictEqual(invalid(key, `${key}=1`, problem));
  }
});

it('takes 1,000 pairs and refuses 1,001', () => {
  expect(decode('expand[]=a&&'.repeat(1000)).value?.expand).toHaveLength(1000);
  const message = 'Too many parameters: expected at most 1000; got 1001.';
  expect(decode('expand[]=a&'.repeat(1001))).toStrictEqual(wrong('', message));
});

it('takes 1 MiB and refuses a byte more', () => {
  const full = `description=${'é'.repeat((MIB - 12) / 2)}`;
  const refusal = wrong('', 'The parameters are too large: expected at most 1048576 bytes.');
  for (const as of [String, bytes, (text: string) => new TextEncoder().encode(text)]) {
    expect(decode(as(full)).violations).toStrictEqual([]);
    expect(decode(as(`${full}a`))).toStrictEqual(refusal);
  }
});

it('shortens what it quotes without cutting a character in half', () => {
  const quoted = (length: number) => decode(`a[=${'💶'.repeat(length)}`).violations[0]?.message;
  expect(quoted(1000)).toContain(`"a[=${'💶'.repeat(97)}…"`);
  expect(quoted(97)).toContain(`"a[=${'💶'.repeat(97)}"`);
});

it.each(
  'abc 1.0 1e3 +1 %2B1 01 -01 %201 0x1 %D9%A3 1%0A 9007199254740992 -9007199254740992'.split(' '),
)('refuses the integer %s', (sent) => {
  expect(decode(`initiated_at=${sent}`).violations).toMatchObject([
    { param: 'initiated_at', code: 'parameter_invalid_integer' },
  ]);
});

const IN_BRACKETS = 'Expected items in brackets, as in expand[0]=…';
const INDEX = 'expected plain digits, as in expand[0], or [] for every item.';
const DIGITS = 'Expected an integer in plain digits, at most 9007199254740991 either way';
it.each(
  rows<[body: string, param: string, message: string, code?: string]>(`
    nope=1 | nope | Received unknown parameter: nope; got "1" | parameter_unknown
    nope[a]=1&nope[b]=1 | nope | Received unknown parameter: nope; got {"a": "1", "b": "1"} | parameter_unknown
    Description=a | Description | Received unknown parameter: Description; got "a" | parameter_unknown
    failed[nope]=1 | failed[nope] | Received unknown parameter: failed[nope]; got "1" | parameter_unknown
    shipping[address][zip]=1 | shipping[address][zip] | Received unknown parameter: shipping[address][zip]; got "1" | parameter_unknown
    constructor=1 | constructor | Received unknown parameter: constructor; got "1" | parameter_unknown
    __proto__[a]=1 | __proto__ | Received unknown parameter: __proto__; got {"a": "1"} | parameter_unknown
    \uFEFFexpand[]=1 | \uFEFFexpand | Received unknown parameter: \uFEFFexpand; got ["1"] | parameter_unknown
    initiated_at=abc | initiated_at | Invalid integer: abc | parameter_invalid_integer
    initiated_at=1.5 | initiated_at | Invalid integer: 1.5. ${DIGITS}. | parameter_invalid_integer
    initiated_at[a]=1 | initiated_at | Invalid integer: {"a": "1"}. ${DIGITS}. | parameter_invalid_integer
    moments[]=1&moments[]=b | moments[1] | Invalid integer: b | parameter_invalid_integer
    initiated_at= | initiated_at | You passed an empty value for initiated_at. ${DIGITS}, or no such parameter. | parameter_invalid_empty
    expand= | expand | You passed an empty value for expand. ${IN_BRACKETS}, or no such parameter. | parameter_invalid_empty
    failed | failed | You passed an empty value for failed. Expected fields in brackets, as in failed[failed_at]=…, or no such parameter. | parameter_invalid_empty
    failed=abc | failed | Invalid object: abc. Expected fields in brackets, as in failed[failed_at]=….
    failed[]=1 | failed | Invalid object: ["1"]. Expected fields in brackets, as in failed[failed_at]=….
    expand=a | expand | Invalid array: a. ${IN_BRACKETS}.
    description[a][b]=1 | description | Invalid string: {"a": {"b": "1"}}. Expected a string.
    description[a]=1&description[b]=2 | description | Invalid string: {"a": "1", "b": "2"}. Expected a string.
    description[]=1&description[]=2 | description | Invalid string: ["1", "2"]. Expected a string.
    expand[0][a]=1 | expand[0] | Invalid string: {"a": "1"}. Expected a string.
    metadata[a][b]=1 | metadata[a] | Invalid string: {"b": "1"}. Expected a string.
    metadata[]=1 | metadata | Invalid object or string: ["1"]. Expected fields in brackets, as in metadata[key]=… or a string.
    expand[0]=a&expand[2]=b | expand | Invalid array: expected indexes without a gap, but expand[1] is missing.
    expand[999999999]=a | expand | Invalid array: expected indexes without a gap, but expand[0] is missing.
    expand[0]=a&expand[01]=b | expand[01] | Invalid array index: 01; ${INDEX}
    expand[0]=a&expand[%2B1]=b | expand[+1] | Invalid array index: +1; ${INDEX}
    expand[-0]=b | expand[-0] | Invalid array index: -0; ${INDEX}
    expand[a]=b | expand[a] | Invalid array index: a; ${INDEX}
  `),
)('refuses %s', (body, param, message, code) => {
  expect(decode(body)).toStrictEqual(wrong(param, message, code));
  expect(decode(bytes(body))).toStrictEqual(wrong(param, message, code));
});

it.each([
  ['a[b=1&c]=2&a[b=3&d=%&nope=1', 'a[b c] d'],
  ['nope=1&failed[failed_at]=x&failed[b]=1&expand=', 'nope failed[failed_at] failed[b] expand'],
])('collects the faults of %s, one for each parameter', (body, params) => {
  expect(decode(body).violations.map(({ param }) => param)).toStrictEqual(params.split(' '));
});

it('takes __proto__, constructor and toString for ordinary names', () => {
  const { value } = decode('metadata[__proto__]=a&metadata[constructor]=b&metadata[toString]=c');
  const json = '{"__proto__":"a","constructor":"b","toString":"c"}';
  expect(JSON.stringify(value?.metadata)).toBe(json);
  expect(Object.getPrototypeOf(value?.metadata)).toBe(Object.prototype);
});

it.each<[string, object, string]>([
  ['no object', text, 'The schema of a form must take an object'],
  [
    'what unreadablePlaces names',
    closed({ b: { items: { type: 'text' } } }),
    'The schema cannot be read at #/properties/b/items: text is no type of JSON Schema',
  ],
])('throws at a schema with %s', (_, schema, message) => {
  expect(() => decodeForm('a=1', schema)).toThrow(message);
});
