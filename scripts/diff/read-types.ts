import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { CannotRun } from '../support/command.js';
import type { Json } from '../support/json.js';
import { type Branch, branchOf, type Field, joinScalars, type Shape } from './shape.js';

export interface Types {
  /** An exported type, or what it has below some keys; undefined where there is none, or no reading it. */
  at: (file: string, name: string, ...keys: string[]) => Shape | undefined;
  /** What a method of the class in a file takes as `params`, and what it answers with. */
  method: (file: string, name: string) => { params?: Shape; answer?: Shape };
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  // What JSON is made of is in the oldest library; the newest has 58 files more to read.
  lib: ['lib.es5.d.ts'],
  types: [],
  skipLibCheck: true,
  noEmit: true,
};

/** Reads the types in files with the TypeScript compiler. */
export function readTypes(files: readonly string[]): Types {
  const paths = files.map((file) => resolve(file));
  const program = ts.createProgram(paths, OPTIONS);
  const checker = program.getTypeChecker();
  const shapeOf = (type: ts.Type): Shape => shapeOfType(checker, type);
  const typeOf = (symbol: ts.Symbol): ts.Type =>
    checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
  return {
    at: (file, name, ...keys) => {
      const source = program.getSourceFile(resolve(file));
      const module = source && checker.getSymbolAtLocation(source);
      const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
      let type = symbol && checker.getDeclaredTypeOfSymbol(symbol);
      for (const key of keys) {
        const field = type && checker.getPropertyOfType(type, key);
        type = field && typeOf(field);
      }
      return !type || type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)
        ? undefined
        : shapeOf(type);
    },
    method: (file, name) => {
      const signatures = classesIn(program.getSourceFile(resolve(file))).flatMap((one) => {
        const method = checker.getTypeAtLocation(one).getProperty(name);
        return method ? checker.getTypeOfSymbol(method).getCallSignatures() : [];
      });
      const paramsOf = ({ parameters }: ts.Signature) =>
        parameters.find((parameter) => parameter.name === 'params');
      const signature = signatures.find(paramsOf) ?? signatures[0];
      const params = signature && paramsOf(signature);
      const answer = signature && checker.getAwaitedType(signature.getReturnType());
      return {
        ...(params && { params: shapeOf(typeOf(params)) }),
        ...(answer && { answer: shapeOf(answer) }),
      };
    },
  };
}

/** The classes of a file, those in its namespaces as well. */
function classesIn(node: ts.Node | undefined): ts.ClassDeclaration[] {
  const found: ts.ClassDeclaration[] = [];
  const visit = (child: ts.Node): void => {
    if (ts.isClassDeclaration(child)) found.push(child);
    else if (ts.isModuleDeclaration(child) || ts.isModuleBlock(child)) child.forEachChild(visit);
  };
  node?.forEachChild(visit);
  return found;
}

function shapeOfType(checker: ts.TypeChecker, type: ts.Type, where = placeOf(type.symbol)): Shape {
  const parts = type.isUnion() ? type.types : [type];
  const isNull = ({ flags }: ts.Type): boolean => (flags & ts.TypeFlags.Null) !== 0;
  const branches = parts
    .filter((part) => !isNull(part) && !(part.flags & ts.TypeFlags.Undefined))
    .map((part) => readType(checker, part));
  const isUnknown = branches.some(({ type }) => type === 'any');
  const nullable = isUnknown || parts.some(isNull);
  return { where, key: type, nullable, exclusive: false, branches: joinScalars(branches) };
}

const SCALARS: readonly [flags: ts.TypeFlags, type: string][] = [
  [ts.TypeFlags.StringLike, 'string'],
  [ts.TypeFlags.NumberLike, 'number'],
  [ts.TypeFlags.BooleanLike, 'boolean'],
];

function readType(checker: ts.TypeChecker, type: ts.Type): Branch {
  const scalar = SCALARS.find(([flags]) => type.flags & flags)?.[1];
  if (scalar) {
    const values: Json[] = [];
    if (type.isStringLiteral() || type.isNumberLiteral()) values.push(type.value);
    else if (type.flags & ts.TypeFlags.BooleanLiteral) {
      values.push(checker.typeToString(type) === 'true');
    }
    return branchOf(scalar, { values, open: values.length === 0 });
  }
  if (type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String)) {
    // `string & {}` is any string beside the named ones.
    return branchOf('string');
  }
  if (type.flags & ts.TypeFlags.Unknown) return branchOf('any');
  const fields = new Map<string, Field>();
  const inner = (suffix: string, of: ts.Type | undefined): void => {
    // `unknown` is what an object without fields of its own may hold.
    if (!of || of.flags & ts.TypeFlags.Unknown) return;
    fields.set(suffix, { required: false, shape: () => shapeOfType(checker, of, '') });
  };
  if (checker.isArrayType(type)) {
    inner('[]', checker.getIndexTypeOfType(type, ts.IndexKind.Number));
    return branchOf('array', { fields });
  }
  const isCallable = type.getCallSignatures().length > 0;
  if (isCallable || !(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) {
    throw new CannotRun(`${checker.typeToString(type)} has no place in JSON`);
  }
  inner('{}', checker.getIndexTypeOfType(type, ts.IndexKind.String));
  for (const symbol of checker.getPropertiesOfType(type)) {
    const field = checker.getTypeOfSymbol(symbol);
    const parts = field.isUnion() ? field.types : [field];
    // The SDK has `deleted?: void` where another answer has `deleted: true`.
    if (parts.every(({ flags }) => flags & ts.TypeFlags.VoidLike)) continue;
    const isOptional =
      symbol.flags & ts.SymbolFlags.Optional ||
      parts.some(({ flags }) => flags & ts.TypeFlags.Undefined);
    fields.set(`.${symbol.name}`, {
      required: !isOptional,
      shape: () => shapeOfType(checker, field, placeOf(symbol)),
    });
  }
  return branchOf('object', { fields });
}

/** `file:line` of a declaration; a package's files go by the package's name. */
function placeOf(symbol: ts.Symbol | undefined): string {
  const [declaration] = symbol?.declarations ?? [];
  if (!declaration) return '';
  const source = declaration.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart());
  const [, inPackage] = /(?:^|.*\/)node_modules\/(.*)/.exec(source.fileName) ?? [];
  return `${inPackage ?? relative('', source.fileName)}:${line + 1}`;
}
