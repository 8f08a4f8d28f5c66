import { describe, expect, it } from 'vitest';
import { ConnectionError, redact } from '../../src/client/errors.js';
import { failureOf } from '../../src/client/failure-of.js';

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
    const bare = new ConnectionError('timeout', '', { attempts: 1 });
    expect(bare).not.toHaveProperty('cause');
    expect(bare.sent).toBe('maybe');
  });

  it('says that nothing was sent where that is so', () => {
    const facts = { attempts: 3, idempotencyKey: 'k', sent: 'no' as const };
    const error = new ConnectionError('network', 'Lost', facts);
    expect(error.sent).toBe('no');
    expect(error.message).toBe(
      'Lost (attempts: 3). The request was not sent. It is safe to send it again with the same params and the idempotency key k.',
    );
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

/** The copy of what a fetch has thrown. */
const copyOf = (thrown: unknown) => failureOf(thrown, KEY).cause;

describe('what a fetch has thrown is copied without the key: it', () => {
  it.each([
    ['text', `Bearer ${KEY}`, 'Bearer [API key]'],
    ['a number', 7, '7'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an array', [KEY], 'Array'],
    ['an object without a message', { toString: () => KEY }, 'Object'],
    ['an object without a prototype', Object.create(null), 'Object'],
    ['a symbol', Symbol(KEY), 'Symbol([API key])'],
    ['a function with a message', Object.assign(() => 1, { message: 'm' }), '() => 1'],
  ])('is text of %s', (_, thrown, text) => {
    expect(copyOf(thrown)).toBe(text);
  });

  it('has the name, message, stack and code of an error', () => {
    const thrown = Object.assign(new Error(`m ${KEY}`), { code: `c ${KEY}`, request: KEY });
    thrown.name = `n ${KEY}`;
    thrown.stack = `s ${KEY}`;
    const copy = copyOf(thrown);
    if (!(copy instanceof Error)) throw new Error('no Error');
    expect(copy).not.toBe(thrown);
    expect(copy).toHaveProperty('name', 'n [API key]');
    expect(copy).toHaveProperty('message', 'm [API key]');
    expect(copy).toHaveProperty('stack', 's [API key]');
    expect(copy).toHaveProperty('code', 'c [API key]');
    expect(Reflect.ownKeys(copy).sort()).toEqual(['code', 'message', 'name', 'stack']);
  });

  it('is an error of an object with a message', () => {
    const copy = copyOf({ message: 1, code: 2, cause: undefined, errors: 3 });
    if (!(copy instanceof Error)) throw new Error('no Error');
    expect(copy.message).toBe('1');
    expect(copy.name).toBe('Error');
    expect(copy.stack).toMatch(/^Error: 1\n {4}at copyOf/);
    expect(Reflect.ownKeys(copy).sort()).toEqual(['message', 'stack']);
  });

  it('is nothing where it cannot be read', () => {
    expect(copyOf(new Proxy({}, { get: unreadable }))).toBeUndefined();
  });

  it('has its cause, and the errors that it is made of', () => {
    const inner = [new Error(`a ${KEY}`), KEY];
    const thrown = new AggregateError(inner, 'm', { cause: new Error('b', { cause: KEY }) });
    expect(copyOf(thrown)).toMatchObject({
      message: 'm',
      cause: { message: 'b', cause: '[API key]' },
      errors: [{ message: 'a [API key]' }, '[API key]'],
    });
  });

  it('ends after 20 errors, also where they hold each other', () => {
    const thrown = new AggregateError([], 'm');
    thrown.errors.push(...Array(1000).fill(thrown));
    const { cause, reason, isUnsent } = failureOf(thrown, KEY);
    let depth = 0;
    for (let at = cause; at instanceof Error && 'errors' in at; depth++) [at] = Object(at.errors);
    expect([depth, reason, isUnsent]).toEqual([20, 'm: AggregateError', false]);
    const caused = new Error('m');
    caused.cause = caused;
    expect(failureOf(caused, KEY)).toMatchObject({ reason: 'm: Error', isUnsent: false });
  });
});

const named = (name: string) => Object.assign(new Error(''), { name });
const coded = (code: string, message = 'm') => Object.assign(new Error(message), { code });
const placed = (message: string) => Object.assign(coded('X', message), { address: '::1', port: 9 });
const caused = (message: string, cause: unknown) => new Error(message, { cause });
const because = (...causes: Error[]) =>
  new TypeError('fetch failed', {
    cause: causes.length > 1 ? new AggregateError(causes) : causes[0],
  });
const v6 = coded('ECONNREFUSED', 'connect ECONNREFUSED ::1:9');
const v4 = coded('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9');

describe('the reason of a failure', () => {
  it.each<[string, unknown, string]>([
    ['the message of an error', new Error('alone'), 'alone'],
    ['that of its last cause', caused('a', caused('b', v4)), v4.message],
    ['each of several, once', because(v6, v4, v4), `${v6.message}; ${v4.message}`],
    ['a cause that is text, and the message', caused('a', 'b'), 'a: b'],
    ['the message beside a cause that is no error', caused('a', []), 'a: Array'],
    ['the address as well, where the message lacks it', because(placed('closed')), 'closed ::1:9'],
    ['the address once', because(placed('at ::1')), 'at ::1'],
    ['the outer message where the inner one is empty', caused('a', new Error('')), 'a'],
    ['text', 'a', 'a'],
    ['undefined', undefined, 'undefined'],
    ['a code where there is no message', coded('7', ''), '7'],
    ['a name where there is neither', named('N'), 'N'],
  ])('is %s', (_, thrown, reason) => {
    expect(failureOf(thrown, KEY).reason).toBe(reason);
  });
});

describe('nothing was sent for certain', () => {
  const certain = [
    'ENOTFOUND EAI_AGAIN EAI_FAIL ECONNREFUSED UND_ERR_CONNECT_TIMEOUT CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  ];
  const uncertain = [
    'ECONNRESET EPIPE ETIMEDOUT UND_ERR_SOCKET UND_ERR_HEADERS_TIMEOUT UND_ERR_BODY_TIMEOUT EPROTO',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE',
  ];
  const codes = (lists: string[]) => lists.join(' ').split(' ');
  type Row = [expected: boolean, what: string, thrown: unknown];
  it.each<Row>([
    ...codes(certain).map((code): Row => [true, code, because(coded(code))]),
    ...codes(uncertain).map((code): Row => [false, code, because(coded(code))]),
    [true, 'a port that fetch blocks', because(new Error('bad port'))],
    [true, 'no route', because(coded('ENETUNREACH', 'connect ENETUNREACH ::1:9'))],
    [false, 'a route that is gone', because(coded('EHOSTUNREACH', 'read EHOSTUNREACH'))],
    [true, 'two refused connections', because(v6, v4)],
    [false, 'one refused connection of two', because(v4, coded('ECONNRESET'))],
    [false, 'another one of two', because(coded('ECONNRESET'), v4)],
    [false, 'a refused connection and text', new AggregateError([v4, 'why'])],
    [false, 'text that says so', 'connect ECONNREFUSED 127.0.0.1:9'],
    [false, 'a TypeError without a cause', new TypeError('Failed to fetch')],
    [false, 'an error that cannot be read', new Proxy({}, { get: unreadable })],
  ])('%s: after %s', (expected, _, thrown) => {
    expect(failureOf(thrown, KEY).isUnsent).toBe(expected);
  });
});

function unreadable(): never {
  throw new Error('not to be read');
}
