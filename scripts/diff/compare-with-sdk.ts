import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CannotRun } from '../support/command.js';
import { Comparison } from './comparison.js';
import type { Contract, Operation } from './contract.js';
import { readTypes, type Types } from './read-types.js';
import { branchOf, type Shape } from './shape.js';
import type { Witness } from './upstream-differences.js';

const OURS = 'generated/openapi.d.ts';
const FORM = 'application/x-www-form-urlencoded';
const NOTHING: Shape = {
  ...{ where: '', key: {}, nullable: false, exclusive: false },
  branches: [branchOf('object')],
};

/** Compares our types with those of the installed SDK, or of a version of it from the registry. */
export async function compareWithSdk(ours: Contract, version?: string): Promise<Witness> {
  if (version === undefined) return compareWithPackage(ours, 'node_modules/stripe', true);
  if (!/^[\w.^~-]+$/.test(version)) throw new CannotRun(`${version} is no version of the SDK`);
  const folder = await mkdtemp(join(tmpdir(), 'drift-'));
  try {
    const flags = ['--prefix', folder, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
    await promisify(execFile)('npm', ['install', ...flags, `stripe@${version}`], {
      cwd: folder,
      timeout: 120_000,
    }).catch(({ stderr }: { stderr?: string }) => {
      const [reason = 'npm failed'] = /(?<=npm error (?!code)).+/.exec(stderr ?? '') ?? [];
      throw new CannotRun(`stripe@${version} cannot be had: ${reason}`);
    });
    return await compareWithPackage(ours, join(folder, 'node_modules/stripe'), false);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** For the installed SDK another API version is a difference; for any other one it is news. */
async function compareWithPackage(
  ours: Contract,
  folder: string,
  isInstalled: boolean,
): Promise<Witness> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').catch(() => {
    throw new CannotRun('The package stripe is not installed: npm ci');
  });
  const name = `stripe ${JSON.parse(manifest).version}`;
  const apiVersion = join(folder, 'esm/apiVersion.js');
  const [, version = '?'] = /'(.*)'/.exec(await readFile(apiVersion, 'utf8').catch(() => '')) ?? [];
  const comparison = new Comparison();
  const methods = await methodsOf(folder);
  const operations = [...ours.operations().values()].map((operation) => ({
    operation,
    method: methods.get(nameOf(operation.method, operation.path)),
  }));
  const files = operations.flatMap(({ method }) => method?.file ?? []);
  // Up to version 21 all types are in one namespace, which begins in this file.
  const types = readTypes([OURS, ...files, join(folder, 'types/index.d.ts')]);
  for (const { operation, method } of operations) {
    if (method && compareMethod(comparison, types, operation, method)) continue;
    const reason = `${name} has no method for ${operation.method} ${operation.path}`;
    comparison.skip(operation.id, '', reason);
  }
  if (isInstalled) {
    const where = ['stripe/esm/apiVersion.js', ours.where(ours.root)] as const;
    const at = { operation: '', name: 'version', where } as const;
    comparison.value(at, 'API version', [version, ours.version]);
  } else if (comparison.notCompared.length === operations.length) {
    throw new CannotRun(`${name} has no method for any of our operations`);
  }
  return { name, version, comparison };
}

/** How the SDK's source names the method and path of a call. */
const CALL = /^ {4}(\w+)\(.*\) \{\s*return this\._makeRequest\('(\w+)', ['`](.*?)['`]/gm;
const CALL_UP_TO_21 = /^ {4}(\w+): stripeMethod\(\{\s*method: '(\w+)',\s*fullPath: '(.*?)'/gm;

interface Method {
  file: string;
  name: string;
}

/** The SDK's methods by HTTP method and path, as its own source says it. */
export async function methodsOf(folder: string): Promise<Map<string, Method>> {
  const resources = join(folder, 'esm/resources');
  const files = await readdir(resources, { recursive: true }).catch(() => []);
  const found = new Map<string, Method>();
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const code = await readFile(join(resources, file), 'utf8');
    const stem = file.replace(/\.js$/, '');
    const layouts = [
      { call: CALL, types: join(resources, `${stem}.d.ts`) },
      { call: CALL_UP_TO_21, types: join(folder, `types/${stem}Resource.d.ts`) },
    ];
    for (const { call, types } of layouts) {
      for (const [, name = '', method = '', path = ''] of code.matchAll(call)) {
        found.set(nameOf(method, path.replaceAll(/\$\{.*?\}/g, '{}')), { file: types, name });
      }
    }
  }
  return found;
}

const nameOf = (method: string, path: string): string =>
  `${method} ${path.replaceAll(/\{.*?\}/g, '{}')}`;

/** Compares params and answer; false where the SDK or we have no types for the answer. */
function compareMethod(
  comparison: Comparison,
  types: Types,
  { id, method }: Operation,
  { file, name }: Method,
): boolean {
  const { params, answer } = types.method(file, name);
  const read = types.at(OURS, 'operations', id, 'responses', '200', 'content', 'application/json');
  if (!answer || !read) return false;
  const [part, ...keys] =
    method === 'GET'
      ? ['query', 'parameters', 'query']
      : ['request', 'requestBody', 'content', FORM];
  const sent = types.at(OURS, 'operations', id, ...keys);
  const place = { operation: id, where: [file, OURS] } as const;
  comparison.shapes({ ...place, name: part }, params ?? NOTHING, sent ?? NOTHING);
  // What the SDK tells about the response itself.
  for (const { fields } of answer.branches) fields.delete('.lastResponse');
  comparison.shapes({ ...place, name: 'response' }, answer, read);
  return true;
}
