import { relative, resolve } from 'node:path';
import ts from 'typescript';
import { CannotCompare } from './cannot-compare.js';
import { type Branch, EMPTY_BRANCH, type Field, joinScalars, type Shape } from './shape.js';

export interface Types {
  checker: ts.TypeChecker;
  /** A file's exported type; undefined where there is none, or it cannot be resolved. */
  exported: (file: string, name: string) => ts.Type | undefined;
  /** The signatures of a method of the class in a file. */
  methods: (file: string, name: string) => readonly ts.Signature[];
  shapeOf: (type: ts.Type, where?: string) => Shape;
}

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.NodeNext,
  lib: ['lib.es2023.d.ts'],
  types: [],
  skipLibCheck: true,
  noEmit: true,
};

/** Reads the types in files with the TypeScript compiler. */
export function readTypes(files: readonly string[]): Types {
  const program = ts.createProgram([...files], OPTIONS);
  const checker = program.getTypeChecker();
  const sourceOf = (file: string) => program.getSourceFile(resolve(file));
  return {
    checker,
    exported: (file, name) => {
      const source = sourceOf(file);
      const module = source && checker.getSymbolAtLocation(source);
      const symbol = module && checker.getExportsOfModule(module).find((one) => one.name === name);
      const type = symbol && checker.getDeclaredTypeOfSymbol(symbol);
      return !type || type.flags & ts.TypeFlags.Any ? undefined : type;
    },
    methods: (file, name) =>
      (sourceOf(file)?.statements ?? []).filter(ts.isClassDeclaration).flatMap((statement) => {
        const method = checker.getTypeAtLocation(statement).getProperty(name);
        return method ? checker.getTypeOfSymbol(method).getCallSignatures() : [];
      }),
    shapeOf: (type, where) => shapeOfType(checker, type, where ?? placeOf(type.symbol)),
  };
}

function shapeOfType(checker: ts.TypeChecker, type: ts.Type, where: string): Shape {
  const parts = type.isUnion() ? type.types : [type];
  const isNull = ({ flags }: ts.Type): boolean => (flags & ts.TypeFlags.Null) !== 0;
  const branches = parts
    .filter((part) => !isNull(part) && !(part.flags & ts.TypeFlags.Undefined))
    .map((part) => branchOf(checker, part, where));
  const isUnknown = branches.some(({ type }) => type === 'any');
  return {
    where,
    key: type,
    nullable: isUnknown || parts.some(isNull),
    exclusive: false,
    branches: joinScalars(branches),
  };
}

const SCALARS: readonly [flags: ts.TypeFlags, type: string][] = [
  [ts.TypeFlags.StringLike, 'string'],
  [ts.TypeFlags.NumberLike, 'number'],
  [ts.TypeFlags.BooleanLike, 'boolean'],
];

function branchOf(checker: ts.TypeChecker, type: ts.Type, where: string): Branch {
  const scalar = SCALARS.find(([flags]) => type.flags & flags)?.[1];
  // `string & {}` is any string beside the named ones.
  const isOther =
    type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String);
  if (scalar || isOther) {
    const isLiteral = type.isStringLiteral() || type.isNumberLiteral();
    const isBoolean = (type.flags & ts.TypeFlags.BooleanLiteral) !== 0;
    const values = isLiteral
      ? [type.value]
      : isBoolean
        ? [checker.typeToString(type) === 'true']
        : [];
    return { ...EMPTY_BRANCH, type: scalar ?? 'string', values, open: values.length === 0 };
  }
  if (type.flags & ts.TypeFlags.Unknown) return EMPTY_BRANCH;
  if (checker.isArrayType(type)) {
    const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    const items = item && (() => shapeOfType(checker, item, where));
    return { ...EMPTY_BRANCH, type: 'array', items };
  }
  const isCallable = type.getCallSignatures().length > 0;
  if (isCallable || !(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) {
    throw new CannotCompare(`${where}: ${checker.typeToString(type)} has no place in JSON`);
  }
  const rest = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
  const fields = new Map(
    checker
      .getPropertiesOfType(type)
      // The SDK has `deleted?: void` where another answer has `deleted: true`.
      .filter((symbol) => !isNothing(checker.getTypeOfSymbol(symbol)))
      .map((symbol) => [symbol.name, fieldOf(checker, symbol)]),
  );
  return {
    ...{ ...EMPTY_BRANCH, type: 'object', fields },
    // `unknown` is what an object without fields of its own may hold.
    rest:
      rest && !(rest.flags & ts.TypeFlags.Unknown) ? () => shapeOfType(checker, rest, where) : true,
  };
}

const isNothing = (type: ts.Type): boolean =>
  (type.isUnion() ? type.types : [type]).every(({ flags }) => flags & ts.TypeFlags.VoidLike);

function fieldOf(checker: ts.TypeChecker, symbol: ts.Symbol): Field {
  const type = checker.getTypeOfSymbol(symbol);
  // The type of an optional field has undefined in it as well.
  const isOptional =
    type.isUnion() && type.types.some(({ flags }) => flags & ts.TypeFlags.Undefined);
  return { required: !isOptional, shape: () => shapeOfType(checker, type, placeOf(symbol)) };
}

/** `file:line` of a declaration; a package's files go by the package's name. */
function placeOf(symbol: ts.Symbol | undefined): string {
  const [declaration] = symbol?.declarations ?? [];
  if (!declaration) return symbol?.name ?? '';
  const source = declaration.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(declaration.getStart());
  const [, inPackage] = /(?:^|.*\/)node_modules\/(.*)/.exec(source.fileName) ?? [];
  return `${inPackage ?? relative('', source.fileName)}:${line + 1}`;
}
