import { describe, expect, it } from 'vitest';
import { ConnectionError, redact, redactedCopy, rootMessage } from '../../src/client/errors.js';

const KEY = 'sk_test_';

describe('a ConnectionError', () => {
  it('tells all there is to know, in its properties and its message', () => {
    const facts = { attempts: 3, idempotencyKey: 'k', cause: 'why' };
    const error = new ConnectionError('network', 'Lost', facts);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ ...facts, code: 'network', name: 'ConnectionError' });
    expect(error.stack).toMatch(/^ConnectionError: Lost/);
    expect(error.message).toBe(
      'Lost (attempts: 3). The request may or may not have been carried out. It is safe to send it again with the same params and the idempotency key k.',
    );
    expect(new ConnectionError('timeout', '', { attempts: 1 })).not.toHaveProperty('cause');
  });
});

describe('redact', () => {
  it('leaves out each occurrence of a key', () => {
    expect(redact(`a ${KEY} b ${KEY}`, KEY)).toBe('a [API key] b [API key]');
  });

  it('leaves text alone where the key is shorter than 8 characters', () => {
    expect(redact('sk_test', 'sk_test')).toBe('sk_test');
  });
});

describe('redactedCopy', () => {
  it.each([
    ['text', `Bearer ${KEY}`, 'Bearer [API key]'],
    ['a number', 7, '7'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an array', [KEY], 'Array'],
    ['an object without a message', { toString: () => KEY }, 'Object'],
    ['a symbol', Symbol(KEY), 'Symbol([API key])'],
    ['a function with a message', Object.assign(() => 1, { message: 'm' }), '() => 1'],
  ])('of %s is text', (_, thrown, text) => {
    expect(redactedCopy(thrown, KEY)).toBe(text);
  });

  it('of an error has its name, message, stack and code, without the key', () => {
    const thrown = Object.assign(new Error(`m ${KEY}`), { code: `c ${KEY}`, request: KEY });
    thrown.name = `n ${KEY}`;
    thrown.stack = `s ${KEY}`;
    const copy = redactedCopy(thrown, KEY);
    if (!(copy instanceof Error)) throw new Error('no Error');
    expect(copy).not.toBe(thrown);
    expect(copy).toHaveProperty('name', 'n [API key]');
    expect(copy).toHaveProperty('message', 'm [API key]');
    expect(copy).toHaveProperty('stack', 's [API key]');
    expect(copy).toHaveProperty('code', 'c [API key]');
    expect(Reflect.ownKeys(copy).sort()).toEqual(['code', 'message', 'name', 'stack']);
  });

  it('of an object with a message has what an error has of its own', () => {
    const copy = redactedCopy({ message: 1, code: 2, cause: undefined }, KEY);
    if (!(copy instanceof Error)) throw new Error('no Error');
    expect(copy.message).toBe('1');
    expect(copy.name).toBe('Error');
    expect(copy.stack).toMatch(/^Error: 1\n {4}at redactedCopy/);
    expect(copy).not.toHaveProperty('code');
    expect(copy).not.toHaveProperty('cause');
  });

  it('copies causes, nine errors deep', () => {
    let thrown: unknown;
    for (let level = 10; level > 0; level--)
      thrown = new Error(`${level} ${KEY}`, { cause: thrown });
    const messages: string[] = [];
    let at = redactedCopy(thrown, KEY);
    for (; at instanceof Error; at = at.cause) messages.push(at.message);
    expect(messages).toEqual(Array.from('123456789', (level) => `${level} [API key]`));
  });

  it('copies a cause that is no error as text', () => {
    expect(redactedCopy(new Error('m', { cause: KEY }), KEY)).toHaveProperty('cause', '[API key]');
  });
});

describe('rootMessage', () => {
  const named = (name: string) => Object.assign(new Error(''), { name });
  it.each<[string, unknown, string]>([
    ['the message of an error', new Error('alone'), 'alone'],
    [
      'that of its last cause',
      new Error('a', { cause: new Error('b', { cause: new Error('c') }) }),
      'c',
    ],
    ['a cause that is text', new Error('a', { cause: 'b' }), 'b'],
    ['text', 'a', 'a'],
    ['undefined', undefined, 'undefined'],
    ['a code where there is no message', Object.assign(named('N'), { code: 7 }), '7'],
    ['a name where there is neither', named('N'), 'N'],
  ])('is %s', (_, thrown, message) => {
    expect(rootMessage(thrown)).toBe(message);
  });
});
