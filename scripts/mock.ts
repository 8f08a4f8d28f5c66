// npm run mock: serves the contract server until it is stopped.
import './build-page.js';
import { parseArgs } from 'node:util';
import { startMockServer } from '../src/mock/index.js';
import { runAsProgram } from './run-as-program.js';

export async function mock(args: string[]): Promise<number> {
  try {
    const options = {
      port: { type: 'string', default: '4010' },
      'allow-origin': { type: 'string' },
    } as const;
    const { port, 'allow-origin': allowOrigin } = parseArgs({ args, options }).values;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
      throw new Error(`--port takes a number from 0 to 65535, got ${port}`);
    }
    const server = await startMockServer({ port: Number(port), reference: true, allowOrigin });
    const { url } = server;
    console.log(
      `Contract server on ${url}. Its reference page is at ${url}/. Stop it with Ctrl+C.`,
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

await runAsProgram(import.meta.url, mock);
