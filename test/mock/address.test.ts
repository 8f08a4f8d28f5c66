import { expect, test } from 'vitest';
import { startMockServer } from '../../src/mock/index.js';
import { addresses, connections, openAt } from '../support/open-addresses.js';

test.each([
  [{}, ['127.0.0.1']],
  [{ host: '127.0.0.1' }, ['127.0.0.1']],
  [{ control: true }, ['127.0.0.1']],
  [{ host: '0.0.0.0' }, addresses.filter((address) => !address.includes(':'))],
])('with %j it listens at %j alone', async (options, expected) => {
  const server = await startMockServer(options);
  const found = await connections(server);
  await server.close();
  expect(new URL(server.url).hostname).toBe('127.0.0.1');
  expect(found).toStrictEqual(openAt(expected));
});
