import { expect, it } from 'vitest';
import { decodeForm, type JsonSchema } from '../../src/form/decode-form.js';
import { rows } from '../support/rows.js';
import { closed, text } from './decode-sample.js';

const integer = { type: 'integer' };
const empty = { type: 'string', enum: [''] };
const nothing = { type: 'null' };
const flag = (value: unknown) => closed({ kind: { const: value as string }, at: integer });
const KINDS: { [name: string]: JsonSchema | boolean } = {
  boolean: { type: 'boolean' },
  number: { type: 'number' },
  integer,
  const: { const: 7 },
  choice: { enum: ['auto', true, 5, 0.5] },
  free: {},
  items: { type: 'array', items: closed({ name: text, on: { type: 'boolean' } }) },
  nullable: { type: ['integer', 'null'] },
  nullable_text: { type: ['string', 'null'] },
  nullable_long: { type: ['string', 'null'], minLength: 1 },
  nullable_code: { type: ['string', 'null'], pattern: '.' },
  nullable_enum: { type: ['string', 'null'], enum: ['a', null] },
  nullable_object: { oneOf: [nothing, closed({ a: { anyOf: [integer, nothing] } })] },
  or_empty: { anyOf: [closed({ a: integer }), empty, nothing] },
  or_now: { anyOf: [{ type: 'string', enum: ['now'] }, integer] },
  text_first: { anyOf: [text, { type: 'boolean' }, { type: 'number' }] },
  small: { anyOf: [{ type: 'integer', maximum: 9 }, text] },
  below: { anyOf: [{ type: 'integer', exclusiveMaximum: 9 }, text] },
  positive: { oneOf: [{ type: 'integer', exclusiveMinimum: 0 }, text] },
  fives: { anyOf: [{ type: 'integer', multipleOf: 5 }, text] },
  one_two: { anyOf: [{ type: 'integer', enum: [1, 2] }, text] },
  kinds: { anyOf: [flag('a'), closed({ kind: { const: 'b' }, at: text }), flag('c')] },
  needs: {
    anyOf: [
      { ...closed({ a: text, b: integer }), required: ['b'] },
      { ...closed({ a: integer }), required: ['a'] },
    ],
  },
  initial: {
    anyOf: [closed({ a: { ...text, maxLength: 1 }, b: integer }), closed({ a: text, b: text })],
  },
  pair: {
    anyOf: [
      { type: 'array', items: integer, minItems: 2 },
      { type: 'array', items: text },
    ],
  },
  list_or_map: { anyOf: [{ type: 'object', additionalProperties: text }, { type: 'array' }] },
  narrowed: { anyOf: [integer, text], pattern: '^[a-z]+$', maximum: 5 },
  typed: { type: 'number', $ref: '#/$defs/scalar' },
  all: { allOf: [{ $ref: '#/$defs/scalar' }, { maxLength: 5 }] },
  sealed: { $ref: '#/$defs/open', unevaluatedProperties: false },
  given: { type: 'string', readOnly: true },
  when: { oneOf: [{ type: ['string', 'null'] }, integer, closed({ lt: integer, gte: integer })] },
  list_or_a: { anyOf: [{ type: 'array' }, closed({ a: text })] },
  own_type: { type: 'integer', anyOf: [{}], oneOf: [{}], allOf: [{}] },
  yes: { $ref: '#/$defs/yes' },
  no: { $ref: '#/$defs/no' },
  never: false,
};
const schema = {
  ...closed(KINDS),
  $defs: {
    scalar: { type: ['integer', 'boolean', 'string'] },
    open: { type: 'object', properties: { a: integer, b: undefined } },
    yes: true,
    no: false,
  },
};
const decode = (form: string) => decodeForm(form, schema);

it.each(
  rows(`
    boolean=true               | {"boolean":true}
    number=-1.5e-3             | {"number":-0.0015}
    number=1E%2B2              | {"number":100}
    number=-0                  | {"number":0}
    integer=-0                 | {"integer":0}
    const=7                    | {"const":7}
    choice=auto                | {"choice":"auto"}
    choice=5                   | {"choice":5}
    choice=0.5                 | {"choice":0.5}
    free[a]=1&free[b][]=true   | {"free":{"a":"1","b":["true"]}}
    items[1][on]=true&items[0][name]=true | {"items":[{"name":"true"},{"on":true}]}
    nullable_text=             | {"nullable_text":""}
    nullable_long=             | {"nullable_long":null}
    nullable_code=             | {"nullable_code":null}
    nullable_enum=             | {"nullable_enum":null}
    nullable_object=           | {"nullable_object":null}
    nullable_object[a]=        | {"nullable_object":{"a":null}}
    or_empty=                  | {"or_empty":""}
    or_empty[a]=1              | {"or_empty":{"a":1}}
    or_now=now                 | {"or_now":"now"}
    or_now=later               | {"or_now":"later"}
    text_first=true            | {"text_first":true}
    text_first=1.5             | {"text_first":1.5}
    text_first=1.5.1           | {"text_first":"1.5.1"}
    small=9                    | {"small":9}
    small=10                   | {"small":"10"}
    below=9                    | {"below":"9"}
    positive=0                 | {"positive":"0"}
    fives=7                    | {"fives":"7"}
    one_two=2                  | {"one_two":2}
    one_two=3                  | {"one_two":"3"}
    kinds[kind]=b&kinds[at]=5  | {"kinds":{"kind":"b","at":"5"}}
    kinds[at]=5&kinds[kind]=c  | {"kinds":{"at":5,"kind":"c"}}
    needs[a]=5                 | {"needs":{"a":5}}
    initial[a]=%F0%9F%98%80&initial[b]=1 | {"initial":{"a":"😀","b":1}}
    pair[]=1&pair[]=2          | {"pair":[1,2]}
    pair[]=1                   | {"pair":["1"]}
    list_or_map[0]=a           | {"list_or_map":["a"]}
    list_or_map[1]=a           | {"list_or_map":{"1":"a"}}
    narrowed=5                 | {"narrowed":5}
    narrowed=six               | {"narrowed":"six"}
    typed=5                    | {"typed":5}
    all=true                   | {"all":true}
    sealed[a]=5                | {"sealed":{"a":5}}
    when=12                    | {"when":12}
    when=012                   | {"when":"012"}
    when[gte]=1                | {"when":{"gte":1}}
    own_type=1                 | {"own_type":1}
    yes[0]=1&yes[1][b]=2       | {"yes":["1",{"b":"2"}]}
  `),
)('decodes %s to %s', (form, value) => {
  expect(decode(form)).toStrictEqual({ value: JSON.parse(value), violations: [] });
});

it.each(
  rows(`
    boolean=1            | Invalid boolean: 1. Expected true or false.
    boolean=True         | Invalid boolean: True. Expected true or false.
    number=.5            | Invalid number: .5. Expected a number in digits, such as 19.9.
    number=1.            | Invalid number: 1.. Expected a number in digits, such as 19.9.
    number=01            | Invalid number: 01. Expected a number in digits, such as 19.9.
    number=0x10          | Invalid number: 0x10. Expected a number in digits, such as 19.9.
    number=NaN           | Invalid number: NaN. Expected a number in digits, such as 19.9.
    number=1e999         | Invalid number: 1e999. Expected a number in digits, such as 19.9.
    nullable=x           | Invalid integer: x
    nullable_object=x    | Invalid object: x. Expected fields in brackets, as in nullable_object[a]=….
    items[0][none]=1     | Received unknown parameter: items[0][none]; got "1"
    sealed[b]=5          | Received unknown parameter: sealed[b]; got "5"
    typed=true           | Invalid integer: true
    given=a              | Received unknown parameter: given; got "a"
    no=1                 | Received unknown parameter: no; got "1"
    never=1              | Received unknown parameter: never; got "1"
    list_or_a[b]=1       | Received unknown parameter: list_or_a[b]; got "1"
    const=a              | Invalid integer: a
  `),
)('refuses %s: %s', (form, message) => {
  const param = form.replace(/=.*/, '');
  expect(decode(form).violations).toMatchObject([{ param, message }]);
});

it('writes a schema of null alone as an empty value', () => {
  expect(decodeForm('a=', closed({ a: nothing })).value).toStrictEqual({ a: null });
  expect(decodeForm('a=x', closed({ a: nothing })).violations).toMatchObject([
    { message: 'Invalid null: x. Expected an empty value.' },
  ]);
});

it('takes names for indexes only where all of them are', () => {
  const { violations } = decode('list_or_a[0]=1&list_or_a[a]=1');
  expect(violations).toMatchObject([{ param: 'list_or_a[0]', code: 'parameter_unknown' }]);
});

it('reads one schema by the document that its references are resolved against', () => {
  const form = closed({ a: { $ref: '#/a' } });
  expect(decodeForm('a=1', form, { a: integer }).value).toStrictEqual({ a: 1 });
  expect(decodeForm('a=1', form, { a: text }).value).toStrictEqual({ a: '1' });
});
