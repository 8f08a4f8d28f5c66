import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command cannot do what it is asked; the message says why, for people. */
export class CannotRun extends Error {
  override name = 'CannotRun' as const;
}

type Command = (args: string[]) => Promise<number>;
type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/**
 * A command that gives its exit code: 2 where it cannot run. Beside its options it takes `--help`, and one more
 * argument at most, where `operand` has a name for it.
 */
export function createCommand<const T extends Options>(
  { help, operand, options }: { help: string; operand?: string; options: T },
  act: (values: Values<T>, operand: string | undefined) => Promise<number>,
): Command {
  return async (args) => {
    try {
      if (args.includes('--help')) {
        console.log(help);
        return 0;
      }
      const { values, positionals } = read(args, options, operand !== undefined);
      refuse(
        positionals.length > 1,
        `It takes one ${operand} at most, got ${positionals.join(' ')}`,
      );
      return await act(values, positionals[0]);
    } catch (error) {
      console.error(error instanceof CannotRun ? error.message : error);
      return 2;
    }
  };
}

function read<T extends Options>(args: string[], options: T, allowPositionals: boolean) {
  try {
    return parseArgs({ args, allowPositionals, options });
  } catch (error) {
    throw new CannotRun(`${reasonOf(error)} (try --help)`);
  }
}

/** Refuses arguments where they cannot be meant so. */
export function refuse(isBad: boolean, fault: string): void {
  if (isBad) throw new CannotRun(`${fault} (try --help)`);
}

/** The innermost reason of an error, in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  // A host with several addresses fails once for each.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error.message.split('\n', 1)[0] ?? '';
}

/** Runs a command where its file was started as a program. A test imports it and calls the command itself. */
export async function runAsProgram(url: string, command: Command): Promise<void> {
  const [, program = '', ...args] = process.argv;
  if (realpathSync(program) === fileURLToPath(url)) process.exitCode = await command(args);
}
