import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { startMockServer } from '../../src/mock/index.js';

/** The addresses of this machine, and one that only a server on all addresses answers at. */
const addresses = Object.values(networkInterfaces())
  .flatMap((found) => found ?? [])
  // Such an address needs a zone.
  .filter(({ address }) => !address.startsWith('fe80:'))
  .map(({ address }) => address)
  .concat(process.platform === 'linux' ? '127.0.0.2' : []);

/** What becomes of a connection to a port. */
async function connecting(host: string, port: number): Promise<string> {
  const socket = connect({ host, port });
  try {
    await once(socket, 'connect');
    return 'open';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    socket.destroy();
  }
}

test.each([
  [{}, ['127.0.0.1']],
  [{ host: '127.0.0.1' }, ['127.0.0.1']],
  [{ control: true, reference: true }, ['127.0.0.1']],
  [{ host: '0.0.0.0' }, addresses.filter((address) => !address.includes(':'))],
])('with %j it listens at %j alone', async (options, expected) => {
  const server = await startMockServer(options);
  const { port, hostname } = new URL(server.url);
  const found = await Promise.all(
    addresses.map(async (address) => [address, await connecting(address, Number(port))]),
  );
  await server.close();
  expect(hostname).toBe('127.0.0.1');
  expect(found).toStrictEqual(
    addresses.map((address) => [address, expected.includes(address) ? 'open' : 'ECONNREFUSED']),
  );
});
