import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const NAME = 'stripe-payment-attempt';

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end, whatever that is; one that hangs ends with -1. */
export function run(command: string, args: string[], cwd: string): Promise<Outcome> {
  const options = { cwd, timeout: 240_000, maxBuffer: 2 ** 27 };
  return new Promise((resolve) => {
    const child = execFile(command, args, options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** Runs a program that has to succeed, and gives what it prints. */
export async function mustRun(command: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, cwd);
  if (code === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`);
}

/** Builds and packs the working tree into a folder that is empty, and gives the tarball's path. */
export async function pack(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await mustRun('npm', ['pack', '--pack-destination', folder], ROOT);
  const [file = ''] = await readdir(folder);
  return join(folder, file);
}

/**
 * Makes a project with the package from `source`, if that is given, and `others` at the versions of our
 * lockfile, out of what `npm ci` has left in npm's cache. It asks no network and shares no node_modules.
 */
export async function createConsumer(
  folder: string,
  { source, others = [] }: { source?: string; others?: string[] },
): Promise<void> {
  const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
  const { '': own, ...packages } = lock.packages;
  const { devDependencies: _, ...published } = own;
  if (source) packages[`node_modules/${NAME}`] = { ...published, resolved: source };
  const versions = others.map((name) => [name, packages[`node_modules/${name}`].version]);
  const manifest = {
    name: 'consumer',
    version: '0.0.0',
    private: true,
    type: 'module',
    dependencies: { ...(source && { [NAME]: source }), ...Object.fromEntries(versions) },
  };
  const { name, version } = manifest;
  const locked = { '': manifest, ...neededBy(manifest, packages) };
  await write(folder, {
    'package.json': manifest,
    'package-lock.json': { name, version, lockfileVersion: 3, packages: locked },
  });
  const args = ['ci', '--offline', '--no-audit', '--no-fund'];
  const { code, stdout, stderr } = await run('npm', args, folder);
  if (code === 0) return;
  const [, missing] = /request to \S+\/(\S+) failed: cache mode/.exec(stderr) ?? [];
  throw new Error(
    missing === undefined
      ? `npm ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`
      : `npm's cache lacks ${missing}: run \`npm ci\` in the repository, which fills it`,
  );
}

interface Locked {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** The part of a lockfile that a project needs: npm 10 installs all of one, asked for or not. */
function neededBy(project: Locked, packages: Record<string, Locked>): Record<string, Locked> {
  const needed = new Map<string, Locked>();
  const add = (owner: string, locked: Locked): void => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = locked;
    const peers = Object.keys(peerDependencies).filter(
      (name) => !peerDependenciesMeta[name]?.optional,
    );
    const own = { ...locked.dependencies, ...locked.optionalDependencies };
    for (const name of [...Object.keys(own), ...peers]) {
      const place = placesFrom(owner, name).find((path) => path in packages);
      const found = place === undefined ? undefined : packages[place];
      if (place === undefined || found === undefined || needed.has(place)) continue;
      needed.set(place, found);
      add(`${place}/`, found);
    }
  };
  add('', project);
  return Object.fromEntries(needed);
}

/** Where a package finds another, the nearest place first. */
function placesFrom(owner: string, name: string): string[] {
  const place = `${owner}node_modules/${name}`;
  const outer = owner.lastIndexOf('node_modules/');
  return outer < 0 ? [place] : [place, ...placesFrom(owner.slice(0, outer), name)];
}

/** Writes files by name, JSON where the content is no text. */
export async function write(folder: string, files: Record<string, unknown>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(
      join(folder, name),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2),
    );
  }
}
