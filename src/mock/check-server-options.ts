import { inspect } from 'node:util';
import { isWhole } from './is-whole.js';
import type { MockServerOptions } from './types.js';

/** The options of a contract server, whether it listens or not. */
export type ServerOptions = Omit<MockServerOptions, 'listen'> & { listen?: boolean | undefined };

/** Whether a value fits, and what the option takes. */
const CHECKS: { [Name in keyof MockServerOptions]-?: [(value: unknown) => boolean, string] } = {
  listen: [isBoolean, 'true or false'],
  port: [(value) => isWhole(value, 0, 65_535), 'a whole number from 0 to 65535'],
  // Node reads other text as the path of a socket.
  host: [(value) => typeof value === 'string' && value !== '', 'an address such as 127.0.0.1'],
  reference: [isBoolean, 'true or false'],
  control: [isBoolean, 'true or false'],
  allowOrigin: [isOrigin, 'an origin such as https://docs.example.com, without a slash at its end'],
};

/** @throws {TypeError} where an option is unknown or invalid. */
export function checkServerOptions(options: unknown): asserts options is ServerOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw misuse(`the options must be an object such as { port: 4010 }; got ${inspect(options)}`);
  }
  const checks = new Map(Object.entries(CHECKS));
  for (const [name, value] of Object.entries(options)) {
    const [fits, wanted] = checks.get(name) ?? [];
    if (!fits)
      throw misuse(`there is no option ${name}; there are ${[...checks.keys()].join(', ')}`);
    if (value !== undefined && !fits(value)) {
      throw misuse(`${name} must be ${wanted}; got ${inspect(value)}`);
    }
  }
  const [other] = Object.entries(options).filter(
    ([name, value]) => name !== 'listen' && value !== undefined,
  );
  if ('listen' in options && options.listen === false && other) {
    throw misuse(`${other[0]} needs a server that listens, and listen is false`);
  }
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

/** `null` is what the pages send that were opened from a folder. */
function isOrigin(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return value === 'null' || (URL.canParse(value) && new URL(value).origin === value);
}

function misuse(fault: string): TypeError {
  return new TypeError(`startMockServer(): ${fault}`);
}
