import { describe, expect, it } from 'vitest';
import { type Diagnostic, violationsOf } from '../../src/mock/violations-of.js';

describe('violationsOf', () => {
  const body = {
    at: 'x',
    none: null,
    list: [{ a: 1 }],
    map: { 'a/b~': 'x', 'c ': 'y' },
    deep: { b: 1 },
    keys: { '😀😀😀😀': 1, longer: 2, b: 3 },
  };
  const of = (path: string[] | undefined, code: string | undefined, message: string) => ({
    ...(path && { path }),
    ...(code !== undefined && { code }),
    message,
  });

  it.each<[fact: string, found: Diagnostic, param: string, message: string, code?: string]>([
    [
      'names a field and what was sent',
      of(['body', 'at'], 'type', 'Request body property at must be integer'),
      'at',
      'Invalid at: must be integer; got "x"',
    ],
    [
      'names a field in brackets',
      of(['body', 'list', '0', 'a'], 'type', 'Request body property list.0.a must be string'),
      'list[0][a]',
      'Invalid list[0][a]: must be string; got 1',
    ],
    [
      'unescapes a pointer',
      of(['body', 'map', 'a~1b~0'], 'maxLength', 'is long'),
      'map[a/b~]',
      'Invalid map[a/b~]: is long; got "x"',
    ],
    ['unescapes a tilde last', of(['body', '~01'], 'type', 'm'), '~1', 'Invalid ~1: m'],
    [
      'knows the place that Prism trims',
      of(['body', 'map', 'c '], 'enum', 'Request body property map.c must be z'),
      'map[c ]',
      'Invalid map[c ]: must be z; got "y"',
    ],
    ['shows null', of(['body', 'none'], 'type', 'm'), 'none', 'Invalid none: m; got null'],
    [
      'shows nothing of null',
      of(['body', 'none', 'a'], 'type', 'm'),
      'none[a]',
      'Invalid none[a]: m',
    ],
    ['shows nothing of text', of(['body', 'at', '0'], 'type', 'm'), 'at[0]', 'Invalid at[0]: m'],
    [
      'shows nothing inherited',
      of(['body', 'deep', 'constructor'], 'type', 'm'),
      'deep[constructor]',
      'Invalid deep[constructor]: m',
    ],
    [
      'says where a key is at fault',
      of(['body', 'keys'], 'maxLength', 'Request body property keys is long'),
      'keys',
      'Invalid keys: a key is long; got "longer"',
    ],
    [
      'says so for the shortest keys',
      of(['body', 'keys'], 'minLength', 'm'),
      'keys',
      'Invalid keys: a key m; got "b"',
    ],
    [
      'says so for patterns',
      of(['body', 'keys'], 'pattern', 'must match pattern "^([^"]{4}|longer)$"'),
      'keys',
      'Invalid keys: a key must match pattern "^([^"]{4}|longer)$"; got "b"',
    ],
    [
      'blames no key for another keyword',
      of(['body', 'deep'], 'const', 'must be "x"'),
      'deep',
      'Invalid deep: must be "x"; got {"b":1}',
    ],
    [
      'blames no key of null',
      of(['body', 'none'], 'pattern', 'm'),
      'none',
      'Invalid none: m; got null',
    ],
    [
      'blames no key for another keyword',
      of(['body', 'deep'], 'type', 'm'),
      'deep',
      'Invalid deep: m; got {"b":1}',
    ],
    [
      'names what is missing',
      of(['body'], 'required', "Request body must have required property 'a\nb'"),
      'a\nb',
      'Missing required param: a\nb.',
      'parameter_missing',
    ],
    [
      'names what is missing further in',
      of(
        ['body', 'deep'],
        'required',
        "Request body property deep must have required property 'c'",
      ),
      'deep[c]',
      'Missing required param: deep[c].',
      'parameter_missing',
    ],
    [
      'takes a message that merely ends so as it is',
      of(['body', 'at'], 'x', "here must have required property 'c'"),
      'at',
      `Invalid at: here must have required property 'c'; got "x"`,
    ],
    [
      'takes a message that merely begins so as it is',
      of(['body', 'at'], 'x', "must have required property 'c' here"),
      'at',
      `Invalid at: must have required property 'c' here; got "x"`,
    ],
    [
      'names a header in title case and shows nothing of it',
      of(
        ['header', 'idempotency-key'],
        'maxLength',
        'Request header parameter idempotency-key is long',
      ),
      'Idempotency-Key',
      'Invalid Idempotency-Key: is long',
    ],
    [
      'names a part of the path',
      of(['path', 'at'], 'minLength', 'Request path parameter at is short'),
      'at',
      'Invalid at: is short',
    ],
    ['names nothing where there is no path', of(undefined, undefined, 'm'), '', 'Invalid : m'],
  ])('%s', (_, found, param, message, code) => {
    expect(violationsOf([found], body)).toStrictEqual([{ param, code, message }]);
  });

  it('shows the start of what was sent', () => {
    const [violation] = violationsOf([of(['body', 'a'], 'type', 'm')], { a: 'x'.repeat(200) });
    expect(violation?.message).toBe(`Invalid a: m; got "${'x'.repeat(99)}…`);
  });

  it('keeps the first of each parameter', () => {
    const both = [of(['body', 'at'], 'enum', 'first'), of(['body', 'at'], 'pattern', 'second')];
    const message = 'Invalid at: first; got "x"';
    expect(violationsOf(both, body)).toStrictEqual([{ param: 'at', code: undefined, message }]);
  });

  const messages = (...found: Diagnostic[]) =>
    violationsOf(found, body).map(({ message }) => message);

  it.each(['deep', 'at'])('passes over the other shapes of a choice (%s)', (name) => {
    const type = of(['body', name], 'type', 'm');
    const choice = of(['body', name], 'anyOf', 'm');
    expect(messages(type, choice)).toEqual([]);
    expect(messages(type)).toHaveLength(1);
  });

  it('passes over an enum where the choice met an object, and not where it met text', () => {
    const at = (name: string) => [
      of(['body', name], 'enum', 'e'),
      of(['body', name], 'anyOf', 'a'),
    ];
    expect(messages(...at('deep'))).toEqual([]);
    expect(messages(...at('at'))).toEqual(['Invalid at: e; got "x"']);
    expect(messages(...at('none'))).toEqual(['Invalid none: e; got null']);
  });

  it('passes over no faults within or beside a choice', () => {
    const choice = of(['body', 'deep', 'b'], 'anyOf', 'a');
    const others = [of(['body', 'deepb'], 'type', 'm'), of(['body', 'deep'], 'type', 'm')];
    expect(messages(choice, ...others)).toEqual([
      'Invalid deepb: m',
      'Invalid deep: m; got {"b":1}',
    ]);
  });

  it('passes over propertyNames, behind which the fault comes of its own', () => {
    expect(messages(of(['body', 'deep'], 'propertyNames', 'm'))).toEqual([]);
  });
});
