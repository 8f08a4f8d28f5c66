import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';
import { encodeForm } from '../../src/form/encode-form.js';
import type { AddressParam } from '../../src/index.js';

const sent: [fact: string, params: object, wire: string][] = [
  ['sends nothing for no params', {}, ''],
  ['sends a scalar by its name', { initiated_at: 1764000000 }, 'initiated_at=1764000000'],
  ["keeps the object's own key order", { b: 1, a: 2, 1: 3 }, '1=3&b=1&a=2'],
  ['nests objects in brackets', { a: { b: { c: 'd' }, e: 1 }, f: 2 }, 'a[b][c]=d&a[e]=1&f=2'],
  ['indexes array items', { expand: ['data', 'customer'] }, 'expand[0]=data&expand[1]=customer'],
  ['indexes objects in arrays', { a: [{ b: 1, c: 2 }, { b: 3 }] }, 'a[0][b]=1&a[0][c]=2&a[1][b]=3'],
  ['nests arrays in objects', { a: { b: ['c'] } }, 'a[b][0]=c'],
  ['leaves out undefined', { a: undefined, b: 1, c: { d: undefined } }, 'b=1'],
  ['leaves out an undefined under a key it would refuse', { 'a[': undefined, b: 1 }, 'b=1'],
  ['leaves out empty objects and arrays', { a: {}, b: [], c: { d: {}, e: [] }, f: 1 }, 'f=1'],
  ['leaves out an empty object in an array', { a: [{}, 1] }, 'a[1]=1'],
  ['sends null empty', { metadata: null, a: { b: null } }, 'metadata=&a[b]='],
  ['sends empty text empty', { metadata: '', a: { b: '' } }, 'metadata=&a[b]='],
  ['sends negative integers', { a: -1, b: -0 }, 'a=-1&b=0'],
  ['sends booleans', { a: true, b: [false] }, 'a=true&b[0]=false'],
  ['sends fractions', { a: 1.5, b: 1e-7, c: 0.1 + 0.2 }, 'a=1.5&b=1e-7&c=0.30000000000000004'],
  [
    'sends integers to the ends of the safe range',
    { a: Number.MAX_SAFE_INTEGER, b: Number.MIN_SAFE_INTEGER },
    'a=9007199254740991&b=-9007199254740991',
  ],
  [
    'sends bigints of up to 64 bits as digits',
    { a: -(2n ** 63n), b: 2n ** 64n - 1n, c: 0n },
    'a=-9223372036854775808&b=18446744073709551615&c=0',
  ],
  ['sends a date as Unix seconds', { a: new Date('2025-11-24T16:00:00Z') }, 'a=1764000000'],
  ['rounds dates down', { a: new Date(1999), b: new Date(-1) }, 'a=1&b=-1'],
  ['leaves unreserved characters alone', { 'aZ09-_.~': 'aZ09-_.~' }, 'aZ09-_.~=aZ09-_.~'],
  ['escapes separators', { 'a&': '&', 'b=': '=', '%': '%' }, 'a%26=%26&b%3D=%3D&%25=%25'],
  ['escapes blanks and pluses', { a: ' ', 'b +': '+', c: 'd  e' }, 'a=%20&b%20%2B=%2B&c=d%20%20e'],
  ["escapes ! ' ( ) *", { "k!'()*": "v!'()*!" }, 'k%21%27%28%29%2A=v%21%27%28%29%2A%21'],
  [
    'escapes each of them alone',
    { '!': '!', "'": "'", '(': '(', ')': ')', '*': '*' },
    '%21=%21&%27=%27&%28=%28&%29=%29&%2A=%2A',
  ],
  ['keeps brackets literal in values', { a: '[b][]', c: '[', d: ']' }, 'a=[b][]&c=[&d=]'],
  ['escapes what looks like an escape', { a: '%5B%5D' }, 'a=%255B%255D'],
  ['escapes control characters', { a: '\0\t\r\n\x7f' }, 'a=%00%09%0D%0A%7F'],
  [
    'escapes Unicode as UTF-8',
    { é: 'ß東🎉', a: { 'ключ!': 'é!' } },
    '%C3%A9=%C3%9F%E6%9D%B1%F0%9F%8E%89&a[%D0%BA%D0%BB%D1%8E%D1%87%21]=%C3%A9%21',
  ],
  [
    'treats names of prototypes as data',
    JSON.parse('{"__proto__":"a","constructor":{"__proto__":{"b":1}}}'),
    '__proto__=a&constructor[__proto__][b]=1',
  ],
  [
    'takes objects without a prototype',
    Object.assign(Object.create(null), { a: Object.assign(Object.create(null), { b: 1 }) }),
    'a[b]=1',
  ],
  ['leaves out inherited keys', runInNewContext('Object.prototype.b = 1; ({ a: 1 })'), 'a=1'],
  ['leaves out what is not enumerable', Object.create(null, { a: { value: 1 } }), ''],
  [
    'takes objects, arrays and dates of another realm',
    runInNewContext('({ a: { b: [1, { c: new Date(5000) }] } })'),
    'a[b][0]=1&a[b][1][c]=5',
  ],
  ['takes ten levels', levels(10, 'x'), 'l1[l2][l3][l4][l5][l6][l7][l8][l9][l10]=x'],
  ['leaves out an empty object at level ten', levels(10, {}), ''],
];

/** Ten levels are `{ l1: { l2: … { l10: leaf } } }`. */
function levels(count: number, leaf: unknown): object {
  let value = leaf;
  for (let level = count; level > 1; level--) value = { [`l${level}`]: value };
  return { l1: value };
}

class Money {
  amount = 1;
}
class Tags extends Array<string> {}

const itself: Record<string, unknown> = { a: 1 };
itself.b = { c: itself };
const list: unknown[] = [];
list.push({ list });
const stranger = Object.create(null);
stranger.again = stranger;
const symbol = Symbol('order');
const tagged = Object.assign([1], { [symbol]: 1 });
const valueRule =
  'must be text, a boolean, a fraction, a safe integer, a 64-bit bigint, a valid Date, a plain object or, not in an array, null or an array';
const keyRule = 'must have keys of text without brackets, or none if it is an array';
const surrogate = 'must not hold a lone surrogate';
const cycle = 'must not contain itself';
const deep = 'must not be over 10 levels deep';
const ten = 'l1[l2][l3][l4][l5][l6][l7][l8][l9][l10]';

const refused: [fact: string, params: object, message: string][] = [
  ['NaN', { a: { b: Number.NaN } }, `a[b] ${valueRule}, got NaN`],
  ['infinity', { a: [Number.NEGATIVE_INFINITY] }, `a[0] ${valueRule}, got -Infinity`],
  ['an unsafe integer', { a: 2 ** 53 }, `a ${valueRule}, got 9007199254740992`],
  ['an integer with an exponent', { a: 1e21 }, `a ${valueRule}, got 1e+21`],
  ['an invalid date', { a: [new Date('x')] }, `a[0] ${valueRule}, got Date`],
  ['a bigint over 64 bits', { a: 2n ** 64n }, `a ${valueRule}, got 18446744073709551616`],
  ['a bigint under 64 bits', { a: -(2n ** 63n) - 1n }, `a ${valueRule}, got -9223372036854775809`],
  ['a function', { a: { pay() {} } }, `a[pay] ${valueRule}, got Function`],
  ['a symbol', { a: { b: symbol } }, `a[b] ${valueRule}, got Symbol(order)`],
  ['a Map', { metadata: new Map([['a', 'b']]) }, `metadata ${valueRule}, got Map`],
  ['a Set', { expand: new Set(['a']) }, `expand ${valueRule}, got Set`],
  ['a Buffer', { a: { b: Buffer.from('c') } }, `a[b] ${valueRule}, got Buffer`],
  ['a Uint8Array', { a: [new Uint8Array(1)] }, `a[0] ${valueRule}, got Uint8Array`],
  ['a URL', { a: new URL('https://example.com') }, `a ${valueRule}, got URL`],
  ['boxed text', { a: Object('b') }, `a ${valueRule}, got String`],
  ['an instance of a class', { a: { b: new Money() } }, `a[b] ${valueRule}, got Money`],
  ['an heir of Date alone', { a: Object.create(Date.prototype) }, `a ${valueRule}, got Date`],
  ['an heir of an object', { a: Object.create({ b: 1 }) }, `a ${valueRule}, got Object`],
  ['an heir of nothing', { a: Object.create(Object.create(null)) }, `a ${valueRule}, got Object`],
  ['a Map of another realm', { a: runInNewContext('new Map()') }, `a ${valueRule}, got Map`],
  ['an empty key', { '': 1 }, `params ${keyRule}, got ""`],
  ['an empty inner key', { a: { '': 1 } }, `a ${keyRule}, got ""`],
  ['an opening bracket in a key', { metadata: { 'a[b%': 1 } }, `metadata ${keyRule}, got "a[b%"`],
  ['a closing bracket in a key', { 'a]': {} }, `params ${keyRule}, got "a]"`],
  ['a symbol key', { a: { [symbol]: 1 } }, `a ${keyRule}, got Symbol(order)`],
  ['a named key of an array', { a: Object.assign([], { b: 1 }) }, `a ${keyRule}, got "b"`],
  ['a symbol key of an array', { a: tagged }, `a ${keyRule}, got Symbol(order)`],
  // biome-ignore lint/suspicious/noSparseArray: the hole is the case
  ['a hole in an array', { a: [1, , 2] }, `a[1] ${valueRule}, got undefined`],
  ['undefined in an array', { expand: [undefined] }, `expand[0] ${valueRule}, got undefined`],
  ['null in an array', { a: { b: [1, null] } }, `a[b][1] ${valueRule}, got null`],
  ['an array in an array', { a: [[1]] }, `a[0] ${valueRule}, got Array`],
  ['an empty array in an array', { a: [new Tags()] }, `a[0] ${valueRule}, got Tags`],
  ['a cycle', { x: itself }, `x[b][c] ${cycle}, got Object`],
  ['a cycle through an array', { a: list }, `a[0][list] ${cycle}, got Array`],
  ['a cycle to params', stranger, `again ${cycle}, got Object`],
  ['an eleventh level', levels(11, 'x'), `${ten}[l11] ${deep}, got "x"`],
  ['an array item on an eleventh level', levels(10, [1]), `${ten}[0] ${deep}, got 1`],
  ['a lone high surrogate', { a: { é: 'x\ud83c' } }, `a[é] ${surrogate}, got "x\\ud83c"`],
  ['a lone low surrogate', { a: ['\udf89('] }, `a[0] ${surrogate}, got "\\udf89("`],
  ['a lone surrogate in a key', { a: { '%\ud800': 1 } }, `a ${surrogate}, got "%\\ud800"`],
];

function refusalOf(params: unknown): string {
  let wire: unknown;
  try {
    wire = Reflect.apply(encodeForm, undefined, [params]);
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
  return expect.fail(`sent ${String(wire)}`);
}

describe('encodeForm', () => {
  test.each(sent)('%s', (_, params, wire) => {
    expect(encodeForm(params)).toBe(wire);
  });

  test.each(refused)('refuses %s', (_, params, message) => {
    expect(refusalOf(params)).toBe(message);
  });

  test.each([
    ['null', null, 'null'],
    ['undefined', undefined, 'undefined'],
    ['text', 'a=b', '"a=b"'],
    ['an array', [1], 'Array'],
    ['a Map', new Map(), 'Map'],
    ['an instance of a class', new Money(), 'Money'],
    ['URLSearchParams', new URLSearchParams('a=b'), 'URLSearchParams'],
  ])('refuses %s as params', (_, params, shown) => {
    expect(refusalOf(params)).toBe(`params must be a plain object, got ${shown}`);
  });

  test('shows no more than the start of long names and values', () => {
    const long = 'x'.repeat(5000);
    const start = `${'x'.repeat(100)}…`;
    expect(refusalOf({ a: `${long}\ud800` })).toBe(`a ${surrogate}, got "${start}"`);
    const whole = 'x'.repeat(100);
    expect(refusalOf({ [whole]: symbol })).toBe(`${whole} ${valueRule}, got Symbol(order)`);
    expect(refusalOf({ [long]: symbol })).toBe(`${start} ${valueRule}, got Symbol(order)`);
    expect(refusalOf({ a: 10n ** 5000n })).toBe(`a ${valueRule}, got 1${'0'.repeat(99)}…`);
  });

  test('takes an object twice when it does not contain itself', () => {
    // An interface has no index signature.
    const address: AddressParam = { city: 'Paris' };
    const wire = 'a[city]=Paris&b[0][city]=Paris&b[1][city]=Paris';
    expect(encodeForm({ a: address, b: [address, address] })).toBe(wire);
    expect(encodeForm(address)).toBe('city=Paris');
  });

  test('passes over symbol keys that are not enumerable', () => {
    expect(encodeForm(Object.defineProperty({ a: 1 }, symbol, { value: 1 }))).toBe('a=1');
  });

  test('runs getters once', () => {
    const read = vi.fn(() => 1);
    expect(encodeForm({ a: Object.defineProperty({}, 'b', { get: read, enumerable: true }) })).toBe(
      'a[b]=1',
    );
    expect(read).toHaveBeenCalledOnce();
  });
});
