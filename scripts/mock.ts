// npm run mock: serves the contract server until it is stopped.
import { parseArgs } from 'node:util';
import { startMockServer } from '../src/mock/index.js';

const { values } = parseArgs({ options: { port: { type: 'string', default: '4010' } } });
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port takes a number from 0 to 65535, got ${values.port}`);
  process.exit(2);
}

const mock = await startMockServer({ port });
console.log(`Contract server on ${mock.url}. Stop it with Ctrl+C.`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void mock.close());
}
