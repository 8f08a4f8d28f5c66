import { channel } from 'node:diagnostics_channel';

/** What Node tells of each connection that is begun: by its own fetch, by node:http and https, and by node:net. */
const CHANNELS = ['undici:client:beforeConnect', 'http.client.request.start', 'net.client.socket'];

/**
 * Notes each host that this process begins to connect to while `work` runs, as `host:port`. Connections that were
 * open before are not seen.
 */
export async function watchHosts(work: () => Promise<unknown>): Promise<string[]> {
  const hosts = new Set<string>();
  const note = (message: unknown) => {
    const { connectParams, request, socket } = Object(message);
    if (connectParams) hosts.add(connectParams.host);
    if (request) hosts.add(request.host);
    // The socket has no address yet when it is made.
    socket?.once('connectionAttempt', (ip: string, port: number) => hosts.add(`${ip}:${port}`));
  };
  for (const name of CHANNELS) channel(name).subscribe(note);
  try {
    await work();
  } finally {
    for (const name of CHANNELS) channel(name).unsubscribe(note);
  }
  return [...hosts].sort();
}
