import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun, run } from './program.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const NAME = 'stripe-payment-attempt';

/**
 * Packs the working tree as a clean checkout gives it: without what git ignores, so that `prepare` has to build.
 *
 * @param folder where all of it goes; the tarball to `destination`, if that is given.
 * @returns the tarball's path.
 */
export async function pack(folder: string, destination = join(folder, 'packed')): Promise<string> {
  const checkout = join(folder, 'checkout');
  await mkdir(checkout, { recursive: true });
  await mkdir(destination, { recursive: true });
  const git = (...args: string[]) =>
    mustRun('git', ['--git-dir', `${checkout}.git`, '--work-tree', ROOT, ...args], { cwd: ROOT });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('checkout-index', '--all', `--prefix=${checkout}/`);
  await symlink(join(ROOT, 'node_modules'), join(checkout, 'node_modules'));
  await mustRun('npm', ['pack', '--pack-destination', destination], { cwd: checkout });
  const [file = ''] = await readdir(destination);
  return join(destination, file);
}

/**
 * Makes a project with the package from `source`, if that is given, and `others` at the versions of our
 * lockfile, out of what `npm ci` has left in npm's cache. It asks no network and shares no node_modules.
 */
export async function createConsumer(
  folder: string,
  { source, others = [] }: { source?: string; others?: string[] },
): Promise<void> {
  const { own, packages } = await readLockfile();
  if (source) packages[`node_modules/${NAME}`] = { ...own, resolved: source };
  const versions = others.map((name) => [name, packages[`node_modules/${name}`]?.version]);
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
  const { code, stdout, stderr } = await run('npm', args, { cwd: folder });
  if (code === 0) return;
  const [, missing] = /request to \S+\/(\S+) failed: cache mode/.exec(stderr) ?? [];
  throw new Error(
    missing === undefined
      ? `npm ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`
      : `npm's cache lacks ${missing}: run \`npm ci\` in the repository, which fills it`,
  );
}

/** Adds packages to a project by hard links to the repository's own: npm takes 15 s to unpack as many. */
export async function linkPackages(folder: string, names: string[]): Promise<void> {
  const { packages } = await readLockfile();
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  const places = Object.keys(neededBy({ dependencies }, packages));
  // Those inside of another come with it, and an optional one may be missing.
  const outer = places
    .filter((place) => place.lastIndexOf('node_modules/') === 0)
    .filter((place) => existsSync(join(ROOT, place)))
    .concat('node_modules/.bin');
  // A copy where the system's temporary folder is on another disk, or cp is not GNU's.
  const script = `
    cp -al --parents "$@" "$FOLDER" 2>/dev/null || for place in "$@"; do
      mkdir -p "$(dirname "$FOLDER/$place")" && cp -a "$place" "$(dirname "$FOLDER/$place")"
    done`;
  const env = { ...process.env, FOLDER: folder };
  await mustRun('sh', ['-c', script, 'sh', ...outer], { cwd: ROOT, env });
}

interface Locked {
  version?: string;
  resolved?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

async function readLockfile(): Promise<{ own: Locked; packages: Record<string, Locked> }> {
  const lock: { packages: Record<string, Locked> } = JSON.parse(
    await readFile(join(ROOT, 'package-lock.json'), 'utf8'),
  );
  const { '': root = {}, ...packages } = lock.packages;
  const { devDependencies: _, ...own } = root;
  return { own, packages };
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
