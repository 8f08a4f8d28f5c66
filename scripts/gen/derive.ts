import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { deriveTask } from './derive-task.js';
import type { JsonObject } from './load-spec.js';
import { nameObjects } from './name-objects.js';

const BANNER = '// Made by `npm run gen` from spec/openapi.yaml. Do not edit.\n';

/** The files of generated/ by name, as they follow from the spec. */
export async function derive(document: JsonObject): Promise<Map<string, string>> {
  const { info } = document;
  const version = typeof info === 'object' && info !== null && 'version' in info && info.version;
  if (typeof version !== 'string') throw new TypeError('info.version is not a string');
  const literal = JSON.stringify(version);

  // It writes into what it is given.
  const types = await openapiTS(JSON.stringify(document), {
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    emptyObjectsUnknown: true,
    defaultNonNullable: false,
    transform: openEnum,
  });
  return new Map([
    ['api-version.d.ts', `${BANNER}export declare const API_VERSION: ${literal};\n`],
    ['api-version.js', `${BANNER}export const API_VERSION = ${literal};\n`],
    ['openapi.d.ts', BANNER + tidy(nameObjects(astToString(types)))],
    ['conductor-task.json', `${JSON.stringify(deriveTask(document), null, 2)}\n`],
    ['openapi.json', `${JSON.stringify(document)}\n`],
  ]);
}

/**
 * Descriptions as the text of their comments: as a tag, editors show them behind its name, and lines that are
 * set in as code. The format goes, because the description says it in words. And tabs in place of the four
 * spaces that TypeScript prints for each, a seventh of the file.
 */
function tidy(code: string): string {
  return code
    .replace(/^ *(\*|\/\*\*) Format: .*\n/gm, '')
    .replace(/^( *\*) {5}/gm, '$1 ')
    .replace(/(\/\*\*\s(?: *\* )?)@description /g, '$1')
    .replace(/^( *\*) @description /gm, '$1\n$1 ')
    .replace(/^(?: {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4));
}

/**
 * An open enum, `anyOf: [{enum}, {type: string}]`, would collapse to `string`. As `'a' | 'b' | (string & {})`
 * it takes any string and editors still offer the known values.
 */
function openEnum({ anyOf }: { anyOf?: unknown[] }): ts.TypeNode | undefined {
  const branches = anyOf ?? [];
  if (!branches.every(isTextOrNull)) return undefined;
  const values = branches.flatMap((branch) => branch.enum ?? []);
  const isOpen = branches.some((branch) => branch.type === 'string' && branch.enum === undefined);
  if (!isOpen || values.length === 0) return undefined;

  const { factory } = ts;
  const literals = values.map((value) =>
    factory.createLiteralTypeNode(factory.createStringLiteral(value)),
  );
  const anyString = factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createTypeLiteralNode([]),
  ]);
  const nothing = branches.some((branch) => branch.type === 'null')
    ? [factory.createLiteralTypeNode(factory.createNull())]
    : [];
  return factory.createUnionTypeNode([
    ...literals,
    factory.createParenthesizedType(anyString),
    ...nothing,
  ]);
}

interface TextOrNull {
  type: 'string' | 'null';
  enum?: string[];
}

function isTextOrNull(schema: unknown): schema is TextOrNull {
  const { type }: { type?: unknown } = Object(schema);
  return type === 'string' || type === 'null';
}
