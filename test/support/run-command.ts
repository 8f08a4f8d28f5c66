import ts from 'typescript';
import { vi } from 'vitest';

// TypeScript keeps the folder of its first call, and other tests of this process use it as well.
ts.sys.getCurrentDirectory();

/**
 * Runs a command in a folder, in this process: starting a program takes a second or two. What it printed, and its
 * exit code.
 */
export async function runCommand(
  command: (args: string[]) => Promise<number>,
  folder: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const said = { stdout: '', stderr: '' };
  const log = vi.spyOn(console, 'log').mockImplementation((text) => {
    said.stdout += `${text}\n`;
  });
  const error = vi.spyOn(console, 'error').mockImplementation((text) => {
    said.stderr += `${text instanceof Error ? text.stack : text}\n`;
  });
  const before = process.cwd();
  process.chdir(folder);
  try {
    return { code: await command(args), ...said };
  } finally {
    process.chdir(before);
    log.mockRestore();
    error.mockRestore();
  }
}
