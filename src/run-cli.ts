import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { type MockServerOptions, startMockServer } from './mock/index.js';

const HELP = `stripe-payment-attempt mock [options]
Serves the contract server and its reference page until it is stopped.

  --host ADDRESS          address to listen on, 127.0.0.1 by default; 0.0.0.0 lets other machines in
  --port NUMBER           port to listen on, 4010 by default; 0 takes a free one
  --allow-origin ORIGIN   lets the pages of one origin send requests, such as https://docs.example.com
  --control               serves /__mock/, where tests in any language choose answers, look at requests and
                          prepare records
  --help                  prints this
  --version               prints the version of the package
`;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Bad use of the command. */
class UsageError extends Error {}

/** Runs the command, and gives its exit code: 0, 1 where it cannot do what it should, 2 where it is used badly. */
export async function runCli(args: string[]): Promise<number> {
  try {
    const { help, version, ...options } = readArguments(args);
    if (help) console.log(HELP);
    else if (version) console.log(ownVersion());
    else await serve(options);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (!(error instanceof UsageError)) return 1;
    console.error(`\n${HELP}`);
    return 2;
  }
}

interface Arguments extends MockServerOptions {
  help?: boolean | undefined;
  version?: boolean | undefined;
  host: string;
  port: number;
}

/** @throws {UsageError} */
function readArguments(args: string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '4010' },
        'allow-origin': { type: 'string' },
        control: { type: 'boolean' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    });
    const { 'allow-origin': allowOrigin, port, ...others } = values;
    const [command, ...rest] = positionals;
    if (command !== 'mock' && !others.help && !others.version) {
      throw new Error(
        command === undefined ? 'No command was given' : `Unknown command ${command}`,
      );
    }
    if (rest.length > 0) throw new Error(`mock takes options alone, got ${rest.join(' ')}`);
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
      throw new Error(`--port takes a number from 0 to 65535, got ${port}`);
    }
    return { ...others, allowOrigin, port: Number(port) };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function serve(options: Pick<Arguments, 'host' | 'port'> & MockServerOptions): Promise<void> {
  // The first process of a container gets no signal that it does not ask for, so ask before all else.
  let stop = (): void => process.exit(0);
  const onSignal = () => stop();
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    const server = await startMockServer({ ...options, reference: true });
    stop = () => void server.close();
    const { url } = server;
    const control = options.control ? ` Its control is at ${url}/__mock/.` : '';
    console.log(
      `Contract server on ${url}. Its reference page is at ${url}/.${control} Stop it with Ctrl+C.`,
    );
  } catch (error) {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    const { host, port } = options;
    throw new Error(
      `Port ${port} of ${host} is in use: give another with --port, or 0 for a free one`,
    );
  }
}

function ownVersion(): string {
  // From src/ as from dist/.
  const { version }: typeof import('../package.json') = createRequire(import.meta.url)(
    '../package.json',
  );
  return version;
}
