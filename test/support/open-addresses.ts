import { once } from 'node:events';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

/** The addresses of this machine, and one that only a server on all addresses answers at. */
export const addresses = Object.values(networkInterfaces())
  .flatMap((found) => found ?? [])
  // Such an address needs a zone.
  .filter(({ address }) => !address.startsWith('fe80:'))
  .map(({ address }) => address)
  .concat(process.platform === 'linux' ? '127.0.0.2' : []);

/** What becomes of a connection to the server's port at each address: `open`, or the code of its error. */
export async function connections(server: { url: string }): Promise<[string, string][]> {
  const port = Number(new URL(server.url).port);
  return Promise.all(
    addresses.map(
      async (address): Promise<[string, string]> => [address, await connecting(address, port)],
    ),
  );
}

/** What `connections` gives for a server that listens at these addresses alone. */
export function openAt(expected: readonly string[]): [string, string][] {
  return addresses.map((address) => [
    address,
    expected.includes(address) ? 'open' : 'ECONNREFUSED',
  ]);
}

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
