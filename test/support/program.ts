import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GROUPS, killGroup } from './clean-up.js';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** By process group. */
const running = new Map<number, ChildProcess>();

/**
 * Starts a program in a process group of its own. The group is killed when the program ends, when the test file
 * ends (see each-file.ts), and when the run of the tests is stopped.
 */
export function start(command: string, args: string[], options: SpawnOptions = {}): ChildProcess {
  const child = spawn(command, args, { ...options, detached: true });
  const { pid } = child;
  if (pid === undefined) return child;
  const note = process.env.RUN_FOLDER && join(process.env.RUN_FOLDER, GROUPS, String(pid));
  if (note) writeFileSync(note, '');
  running.set(pid, child);
  child.once('exit', () => {
    running.delete(pid);
    killGroup(pid);
    if (note) rmSync(note, { force: true });
  });
  return child;
}

/** Runs a program to its end, whatever that is. One that was killed has the code -1. */
export async function run(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<Outcome> {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk) => {
      output[stream] += chunk;
    });
  }
  const [code] = await once(child, 'close');
  return { code: code ?? -1, ...output };
}

/** Runs a program that has to succeed, and gives what it prints. */
export async function mustRun(
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, options);
  if (code === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
}

/** The first that a program says. One that ends before has nothing to say. */
export async function said(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', resolve);
    child.once('exit', (code) =>
      reject(new Error(`It ended with ${code} before it said anything`)),
    );
  });
}

/** Kills all programs that are under way, and waits until they are gone. */
export async function endPrograms(): Promise<void> {
  await Promise.all(
    [...running].map(async ([group, child]) => {
      const exit = once(child, 'exit');
      killGroup(group);
      await exit;
    }),
  );
}
