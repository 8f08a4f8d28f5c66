import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { derive } from '../gen/derive.js';
import { type JsonObject, loadSpec } from '../gen/load-spec.js';

const PREFIX = join(tmpdir(), 'gate-prove-');
const SPEC = 'spec/openapi.yaml';
const RELEASED = 'spec/released.yaml';
/** Longer than any step takes; whatever hangs is red. */
const TIMEOUT = 600_000;

/** A copy of the repository in a temporary folder, to break things in. */
export class ScratchCopy {
  readonly #folder: string;
  /** The files that an edit can touch, as they were. */
  readonly #pristine = new Map<string, string>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Copies what git knows and what it does not ignore, but for the files named. */
  static async create(root: string, without: string[] = []): Promise<ScratchCopy> {
    const { stdout } = await promisify(execFile)(
      'git',
      ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
      { cwd: root },
    );
    const { stdout: gone } = await promisify(execFile)('git', ['ls-files', '-z', '--deleted'], {
      cwd: root,
    });
    const left = new Set([...gone.split('\0'), ...without]);
    const copy = new ScratchCopy(await mkdtemp(PREFIX));
    for (const file of stdout.split('\0').filter((name) => name !== '' && !left.has(name))) {
      await mkdir(dirname(copy.#at(file)), { recursive: true });
      await cp(join(root, file), copy.#at(file));
    }
    await copy.#linkPackages(join(root, 'node_modules'));
    const generated = (await readdir(copy.#at('generated'))).map((name) => `generated/${name}`);
    for (const file of [SPEC, RELEASED, 'package.json', 'CHANGELOG.md', ...generated]) {
      copy.#pristine.set(file, await readFile(copy.#at(file), 'utf8'));
    }
    return copy;
  }

  /** Links them one by one, so that what tools keep in node_modules stays out of the repository. */
  async #linkPackages(from: string): Promise<void> {
    await mkdir(this.#at('node_modules'));
    for (const name of await readdir(from)) {
      const isCache = name.startsWith('.') && name !== '.bin';
      if (!isCache) await symlink(resolve(from, name), this.#at(`node_modules/${name}`));
    }
  }

  /** A copy of this copy, so that both are of the same moment. */
  async clone(): Promise<ScratchCopy> {
    const copy = new ScratchCopy(await mkdtemp(PREFIX));
    await cp(this.#folder, copy.#folder, { recursive: true, verbatimSymlinks: true });
    for (const [file, text] of this.#pristine) copy.#pristine.set(file, text);
    return copy;
  }

  /** The files of generated/. */
  get generated(): string[] {
    return [...this.#pristine.keys()].filter((file) => file.startsWith('generated/'));
  }

  /** A file as it was before any edit. */
  pristine(file = SPEC): string {
    const text = this.#pristine.get(file);
    if (text === undefined) throw new Error(`${file} is not among the files to be edited`);
    return text;
  }

  /** Takes back all edits. */
  async reset(): Promise<void> {
    for (const name of await readdir(this.#at('generated'))) {
      if (!this.#pristine.has(`generated/${name}`))
        await this.write(`generated/${name}`, undefined);
    }
    for (const [file, text] of this.#pristine) await this.write(file, text);
  }

  /** Writes a file, or takes it away. */
  async write(file: string, text: string | undefined): Promise<void> {
    if (text === undefined) await rm(this.#at(file));
    else await writeFile(this.#at(file), text);
  }

  /** Writes the spec and regenerates, as `npm run gen` does. Throws where it cannot. */
  async writeSpec(text: string): Promise<JsonObject> {
    await this.write(SPEC, text);
    const document = await loadSpec(this.#at(SPEC));
    for (const [name, content] of await derive(document)) {
      await this.write(`generated/${name}`, content);
    }
    return document;
  }

  /** Declares the contract as it is now: released under the next major version. */
  async declare(): Promise<void> {
    const manifest = this.pristine('package.json');
    const [, current = '', major = ''] = /"version": "((\d+)[^"]*)"/.exec(manifest) ?? [];
    const version = `${Number(major) + 1}.0.0`;
    await this.write('package.json', manifest.replace(`"${current}"`, `"${version}"`));
    const changelog = this.pristine('CHANGELOG.md');
    const entry = `## ${version}\n\n- Another contract.\n\n## `;
    await this.write('CHANGELOG.md', changelog.replace('## ', entry));
    // The form that `npm run release:contract` gives it, without its second comparison.
    const [head] = this.pristine(RELEASED).split('x-released-as:', 1);
    const spec = await readFile(this.#at(SPEC), 'utf8');
    await this.write(RELEASED, `${head}x-released-as: ${version}\n${spec}`);
  }

  /** Runs Node in the copy. */
  run(args: string[]): Promise<{ code: number; output: string }> {
    // A gate that is meant to be red reports to nobody; and the tools are not to call home.
    const { GITHUB_STEP_SUMMARY: _, GATE_FACTS: __, ...inherited } = process.env;
    const env = { ...inherited, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const options = { cwd: this.#folder, env, timeout: TIMEOUT, maxBuffer: 2 ** 27 };
    return new Promise((done) => {
      const child = execFile(process.execPath, args, options, (_, stdout, stderr) =>
        done({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  }

  /** Ready for the end of the process, which waits for nothing. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #at(file: string): string {
    return join(this.#folder, file);
  }
}
