import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Runs a command where its file was started as a program. A test imports it and calls the command itself. */
export async function runAsProgram(
  url: string,
  command: (args: string[]) => Promise<number>,
): Promise<void> {
  const [, program = '', ...args] = process.argv;
  if (realpathSync(program) === fileURLToPath(url)) process.exitCode = await command(args);
}
