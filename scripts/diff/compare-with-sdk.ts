import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type ts from 'typescript';
import { CannotCompare } from './cannot-compare.js';
import { Comparison } from './comparison.js';
import type { Contract } from './contract.js';
import { type Operation, operationsOf } from './entry-of.js';
import { readTypes, type Types } from './read-types.js';
import { EMPTY_BRANCH, type Shape } from './shape.js';
import type { Witness } from './upstream-differences.js';

const OURS = 'generated/openapi.d.ts';
const FORM = 'application/x-www-form-urlencoded';

/** Compares our types with those of the installed SDK, or of a version of it from the registry. */
export async function compareWithSdk(ours: Contract, version?: string): Promise<Witness> {
  if (version === undefined) return compareWithPackage(ours, 'node_modules/stripe', true);
  if (!/^[\w.^~-]+$/.test(version)) throw new CannotCompare(`${version} is no version of the SDK`);
  const folder = await mkdtemp(join(tmpdir(), 'drift-'));
  try {
    const flags = ['--prefix', folder, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
    await promisify(execFile)('npm', ['install', ...flags, `stripe@${version}`], {
      cwd: folder,
      timeout: 120_000,
    }).catch(({ stderr }: { stderr?: string }) => {
      const [reason = 'npm failed'] = /(?<=npm error (?!code)).+/.exec(stderr ?? '') ?? [];
      throw new CannotCompare(`stripe@${version} cannot be had: ${reason}`);
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
    throw new CannotCompare('The package stripe is not installed: npm ci');
  });
  const { version: release }: { version: string } = JSON.parse(manifest);
  const name = `stripe ${release}`;
  const apiVersion = join(folder, 'esm/apiVersion.js');
  const [, theirs = '?'] = /'(.*)'/.exec(await readFile(apiVersion, 'utf8').catch(() => '')) ?? [];
  const comparison = new Comparison();
  const operations = [...operationsOf(ours).values()];
  const methods = await methodsOf(folder);
  const found = operations.flatMap((operation) => {
    const method = methods.get(nameOf(operation.method, operation.path));
    return method ? [{ operation, method }] : [];
  });
  const types = readTypes([OURS, ...new Set(found.map(({ method }) => method.file))]);
  for (const operation of operations) {
    const method = found.find((each) => each.operation === operation)?.method;
    const params = method && compareMethod(comparison, types, operation, method);
    if (params) continue;
    const reason = `${name} has no method for ${operation.method} ${operation.path}`;
    comparison.notCompared.push({ operation: operation.id, place: '', reason });
  }
  if (isInstalled) {
    const at = { operation: '', name: 'version', whom: 'everyone' } as const;
    const where = [
      { where: 'stripe/esm/apiVersion.js' },
      { where: ours.where(ours.root) },
    ] as const;
    comparison.value(at, 'API version', [theirs, ours.version], where);
  }
  return { name, version: theirs, comparison };
}

interface Method {
  file: string;
  name: string;
}

/** The SDK's methods by HTTP method and path, as its own source says it. */
export async function methodsOf(folder: string): Promise<Map<string, Method>> {
  const resources = join(folder, 'esm/resources');
  const files = await readdir(resources, { recursive: true }).catch(() => []);
  const found = new Map<string, Method>();
  const call = /^ {4}(\w+)\(.*\) \{\s*return this\._makeRequest\('(\w+)', ['`](.*?)['`]/gm;
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    for (const [, name = '', method = '', path = ''] of (
      await readFile(join(resources, file), 'utf8')
    ).matchAll(call)) {
      const types = join(resources, file.replace(/\.js$/, '.d.ts'));
      found.set(nameOf(method, path.replaceAll(/\$\{.*?\}/g, '{}')), { file: types, name });
    }
  }
  return found;
}

const nameOf = (method: string, path: string): string =>
  `${method} ${path.replaceAll(/\{.*?\}/g, '{}')}`;

/** Compares params and answer; false where the SDK has no types for them. */
function compareMethod(
  comparison: Comparison,
  types: Types,
  operation: Operation,
  { file, name }: Method,
): boolean {
  const { checker, shapeOf } = types;
  const signatures = types.methods(file, name);
  const parameterOf = (signature: ts.Signature): ts.Symbol | undefined =>
    signature.parameters.find((parameter) => parameter.name === 'params');
  const signature = signatures.find(parameterOf) ?? signatures[0];
  if (!signature) return false;
  const params = parameterOf(signature);
  const answer = checker.getAwaitedType(signature.getReturnType());
  const operations = types.exported(OURS, 'operations');
  const ours = (...keys: string[]): Shape | undefined => {
    const type = [operation.id, ...keys].reduce(
      (above, key) => above && typeOfField(checker, above, key),
      operations,
    );
    return type && shapeOf(type);
  };
  const part = operation.method === 'GET' ? 'query' : 'request';
  const sent =
    part === 'query' ? ours('parameters', 'query') : ours('requestBody', 'content', FORM);
  const none: Shape = {
    ...{ where: OURS, key: {}, nullable: false, exclusive: false },
    branches: [{ ...EMPTY_BRANCH, type: 'object' }],
  };
  const theirParams =
    params && shapeOf(checker.getNonNullableType(checker.getTypeOfSymbol(params)));
  const place = { operation: operation.id, name: part, whom: 'who sends' } as const;
  comparison.shapes(place, theirParams ?? none, sent ?? none);

  const read = ours('responses', '200', 'content', 'application/json');
  if (!answer || !read) return false;
  const theirAnswer = shapeOf(answer);
  // What the SDK tells about the response itself.
  for (const { fields } of theirAnswer.branches) fields.delete('lastResponse');
  comparison.shapes({ ...place, name: 'response', whom: 'who reads' }, theirAnswer, read);
  return true;
}

function typeOfField(checker: ts.TypeChecker, type: ts.Type, key: string): ts.Type | undefined {
  const symbol = checker.getPropertyOfType(type, key);
  const found = symbol && checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  return found && checker.typeToString(found) !== 'never' ? found : undefined;
}
