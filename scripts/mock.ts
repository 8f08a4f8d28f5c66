// npm run mock: serves the contract server until it is stopped.
import './build-page.js';
import { parseArgs } from 'node:util';
import { startMockServer } from '../src/mock/index.js';

try {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '4010' }, 'allow-origin': { type: 'string' } },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port takes a number from 0 to 65535, got ${values.port}`);
  }
  const mock = await startMockServer({
    port: Number(values.port),
    reference: true,
    allowOrigin: values['allow-origin'],
  });
  console.log(
    `Contract server on ${mock.url}. Its reference page is at ${mock.url}/. Stop it with Ctrl+C.`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => mock.close());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
