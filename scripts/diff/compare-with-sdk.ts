import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { readSpec } from './compare-with-openapi.js';
import {
  CannotCompare,
  Comparison,
  EMPTY_SHAPE,
  type Field,
  type Report,
  type Shape,
  settle,
} from './upstream-differences.js';

const OURS = 'generated/openapi.d.ts';
const SDK = `
import type Stripe from 'stripe';
export type Request = Stripe.PaymentRecordReportPaymentAttemptParams;
export type Response = Stripe.PaymentRecord;
export type Version = Stripe.LatestApiVersion;
`;

/** Compares our types with those of the installed SDK, or of a version of it from the registry. */
export async function driftFromSdk(version?: string): Promise<Report> {
  if (version === undefined) return compareWithSdk(process.cwd(), true);
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
    return await compareWithSdk(folder, false);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** For the installed SDK another API version is a difference; for any other one it is news. */
async function compareWithSdk(folder: string, isInstalled: boolean): Promise<Report> {
  const witness = join(folder, 'drift-witness.mts');
  const { shapeOf, packageVersion } = readTypes({ [witness]: SDK }, [OURS]);
  const release = packageVersion(witness, 'stripe');
  if (release === undefined) throw new CannotCompare('The package stripe is not installed');
  const name = `stripe ${release}`;
  const theirs = (type: string): Shape => {
    const shape = shapeOf(witness, type);
    if (!shape) throw new CannotCompare(`${name} has no type for the ${type.toLowerCase()}`);
    return shape;
  };
  const ours = (type: string): Shape => {
    const shape = shapeOf(OURS, type);
    if (!shape) throw new CannotCompare(`${OURS} has no type ${type}`);
    return shape;
  };

  const comparison = new Comparison();
  const request = { ours: ours('ReportPaymentAttemptParams'), theirs: theirs('Request') };
  comparison.shapes('request', request);
  comparison.shapes('response', { ours: ours('PaymentRecord'), theirs: theirs('Response') });

  const spec = await readSpec();
  const version = theirs('Version');
  const versions = {
    ours: spec.version,
    theirs: [...version.values].map((value) => String(JSON.parse(value))).join(),
  };
  if (isInstalled) {
    const at = { ours: { where: spec.where('/info/version') }, theirs: { where: name } };
    comparison.texts('version', at, 'API version', versions);
  }
  const { fields, notCompared } = comparison;
  return { name, versions, fields, notCompared, ...(await settle('sdk', comparison)) };
}

interface TypeReader {
  /** The shape of an exported type; undefined where there is none, or it cannot be resolved. */
  shapeOf: (file: string, name: string) => Shape | undefined;
  /** The version of the package that an import in the file leads to. */
  packageVersion: (file: string, name: string) => string | undefined;
}

/** Reads types from source texts by file name, and from files on disk. */
export function readTypes(
  texts: { [file: string]: string },
  files: readonly string[] = [],
): TypeReader {
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2023.d.ts'],
    types: [],
    skipLibCheck: true,
    noEmit: true,
  };
  const host = ts.createCompilerHost(options);
  const fromDisk = { readFile: host.readFile, fileExists: host.fileExists };
  const virtual = new Map(Object.entries(texts).map(([file, text]) => [resolve(file), text]));
  host.readFile = (file) => virtual.get(resolve(file)) ?? fromDisk.readFile(file);
  host.fileExists = (file) => virtual.has(resolve(file)) || fromDisk.fileExists(file);
  const roots = [...virtual.keys(), ...files.map((file) => resolve(file))];
  const program = ts.createProgram(roots, options, host);
  const checker = program.getTypeChecker();

  return {
    shapeOf: (file, name) => {
      const source = program.getSourceFile(resolve(file));
      const module = source && checker.getSymbolAtLocation(source);
      const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
      const type = symbol && checker.getDeclaredTypeOfSymbol(symbol);
      if (!type || type.flags & ts.TypeFlags.Any) return undefined;
      return shapeOfType(checker, type, placeOf(type.symbol ?? symbol));
    },
    packageVersion: (file, name) =>
      ts.resolveModuleName(
        name,
        resolve(file),
        options,
        host,
        undefined,
        undefined,
        ts.ModuleKind.ESNext,
      ).resolvedModule?.packageId?.version,
  };
}

function shapeOfType(checker: ts.TypeChecker, type: ts.Type, where: string): Shape {
  const shape: Shape = {
    ...EMPTY_SHAPE,
    where,
    types: new Set(),
    values: new Set(),
    fields: new Map(),
  };
  const parts = type.isUnion() ? type.types : [type];
  for (const part of parts) {
    if (part.flags & ts.TypeFlags.Null) shape.nullable = true;
    else if (!(part.flags & ts.TypeFlags.Undefined)) addType(checker, part, shape);
  }
  // A union of both is how TypeScript spells boolean.
  if (shape.values.has('true') && shape.values.has('false')) {
    shape.values.delete('true');
    shape.values.delete('false');
    shape.open = true;
  }
  return shape;
}

function addType(checker: ts.TypeChecker, type: ts.Type, shape: Shape): void {
  const scalar = SCALARS.find(([flags]) => type.flags & flags);
  // OtherString, an intersection, is any string beside the named ones.
  const isOther =
    type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String);
  if (scalar || isOther) {
    shape.types.add(scalar?.[1] ?? 'string');
    if (type.isStringLiteral() || type.isNumberLiteral()) {
      shape.values.add(JSON.stringify(type.value));
    } else if (type.flags & ts.TypeFlags.BooleanLiteral) {
      shape.values.add(checker.typeToString(type));
    } else shape.open = true;
  } else if (checker.isArrayType(type)) {
    const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    shape.types.add('array');
    if (item) shape.items = () => shapeOfType(checker, item, shape.where);
  } else if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
    addFields(checker, type, shape);
  } else {
    throw new CannotCompare(`${shape.where}: ${checker.typeToString(type)} has no place in JSON`);
  }
}

const SCALARS: readonly [flags: ts.TypeFlags, type: string][] = [
  [ts.TypeFlags.StringLike, 'string'],
  [ts.TypeFlags.NumberLike, 'number'],
  [ts.TypeFlags.BooleanLike, 'boolean'],
];

function addFields(checker: ts.TypeChecker, type: ts.Type, shape: Shape): void {
  shape.types.add('object');
  for (const symbol of checker.getPropertiesOfType(type)) {
    const fieldType = checker.getTypeOfSymbol(symbol);
    // The type of an optional field has undefined in it as well.
    const isOptional =
      fieldType.isUnion() && fieldType.types.some(({ flags }) => flags & ts.TypeFlags.Undefined);
    const field: Field = {
      required: !isOptional,
      shape: () => shapeOfType(checker, fieldType, placeOf(symbol)),
    };
    shape.fields.set(symbol.name, field);
  }
  const rest = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
  if (rest) shape.rest = () => shapeOfType(checker, rest, shape.where);
}

/** `file:line` of a declaration; a package's files go by the package's name. */
function placeOf(symbol: ts.Symbol): string {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration) return symbol.name;
  const source = declaration.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart());
  const [, inPackage] = /.*\/node_modules\/(.*)/.exec(source.fileName) ?? [];
  return `${inPackage ?? relative('', source.fileName)}:${line + 1}`;
}
