import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { ROOT } from './consumer.js';

export const readme = await readFile(join(ROOT, 'README.md'), 'utf8');

/** The code blocks of a language. */
export function blocks(language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...readme.matchAll(pattern)].map(([, code = '']) => code);
}

/** The cells of the rows of a table, by what its head begins with. */
export function tableOf(head: string): string[][] {
  const [, rows = ''] = readme.split(`\n| ${head} |`)[1]?.split(/^.*\n\|[-|]+\n/) ?? [];
  const [table = ''] = rows.split('\n\n');
  return table
    .split('\n')
    .map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

/** The recipe for a test runner. */
export const recipe: string = blocks('ts').find((code) => code.includes('beforeAll(')) ?? '';

/** The examples for interceptors, by package. */
export const interceptors: ReadonlyMap<string, string> = new Map(
  ['msw', 'nock', 'undici'].map((name) => [
    name,
    blocks('ts').find((code) => code.includes(`from '${name}'`)) ?? '',
  ]),
);

/** Code without types, for runners that take JavaScript. */
export function withoutTypes(code: string): string {
  const compilerOptions = { target: ScriptTarget.ES2023, module: ModuleKind.ESNext };
  return transpileModule(code, { compilerOptions }).outputText;
}

/** The figures of a row of the first table, ours and the official SDK's. */
export function figuresOf(row: string): number[] {
  const found = readme.split('\n').find((line) => line.startsWith(`| ${row} |`)) ?? '';
  return found
    .split(' | ')
    .slice(1)
    .map((cell) => Number.parseFloat(cell));
}
