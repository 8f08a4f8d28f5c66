// What the README says of the package, against where it stands.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT } from '../support/consumer.js';
import { readme, tableOf } from '../support/readme.js';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** The options of an interface, each with the default that its comment tells. */
function optionsOf(name: string): { option: string; fallback: string }[] {
  const file = join(ROOT, 'src/client/client-types.ts');
  const source = ts.createSourceFile(
    file,
    readFileSync(file, 'utf8'),
    ts.ScriptTarget.ES2023,
    true,
  );
  const found = source.statements.find(
    (node) => ts.isInterfaceDeclaration(node) && node.name.text === name,
  );
  if (!found || !ts.isInterfaceDeclaration(found)) throw new Error(`No interface ${name}`);
  return found.members.map((member) => {
    const comment = ts
      .getJSDocCommentsAndTags(member)
      .map((node) => node.getText())
      .join();
    const [, fallback = '–'] =
      /Default: (.*?)(?:, which .*?|,? of the moment .*?)?\.\s/.exec(comment) ?? [];
    return { option: member.name?.getText() ?? '', fallback };
  });
}

const rows = tableOf('option').flatMap(([names = '', fallback = '']) =>
  [...names.matchAll(/`(\w+)`/g)].map(([, option = '']) => ({ option, fallback })),
);

test('the table of options is that of the types, with their defaults', () => {
  const declared = [...optionsOf('ClientOptions'), ...optionsOf('SharedOptions')];
  const plain = (all: typeof rows) =>
    all.map(({ option, fallback }) => `${option}: ${fallback.replaceAll('`', '')}`).toSorted();
  expect(plain(rows)).toStrictEqual(plain(declared));
});

test('a call takes the last rows, and the options that the text names', () => {
  const shared = optionsOf('SharedOptions').map(({ option }) => option);
  const last = tableOf('option')
    .slice(-5)
    .flatMap(([names = '']) => names.match(/\w+/g) ?? []);
  expect(last.toSorted()).toStrictEqual(shared.toSorted());
  const [, own = ''] =
    /A call takes those of the last five rows for itself, and (.*)\./.exec(readme) ?? [];
  expect((own.match(/\w+(?=`)/g) ?? []).toSorted()).toStrictEqual(
    optionsOf('CallOptions')
      .map(({ option }) => option)
      .toSorted(),
  );
});

test('the table of errors has each code', () => {
  const source = readFileSync(join(ROOT, 'src/client/errors.ts'), 'utf8');
  const [, type = ''] = /type ConnectionErrorCode = (.*?);/s.exec(source) ?? [];
  const codes = tableOf('`error.code`').map(([code = '']) => code.replaceAll('`', ''));
  expect(codes.toSorted()).toStrictEqual((type.match(/\w+/g) ?? []).toSorted());
});

/** Figures in the text, and where they stand. */
const FIGURES: [inReadme: RegExp, file: string, there: RegExp][] = [
  [/an amount of (\d+) `usd`/, 'src/mock/types.ts', /made at its first report: (\d+) of `usd`/],
  [/the last ([\d,]+) requests/, 'src/mock/types.ts', /The last ([\d,]+) requests/],
  [/--port, (\d+) by default/, 'src/run-cli.ts', /port: \{ type: 'string', default: '(\d+)'/],
  [/curl http:\/\/localhost:(\d+)\//, 'README.md', /EXPOSE (\d+)/],
];
test.each(FIGURES)('the figure in %s is that of %s', (inReadme, file, there) => {
  const [, figure] = inReadme.exec(readme) ?? [];
  expect(figure).toBeDefined();
  expect(there.exec(readFileSync(join(ROOT, file), 'utf8'))?.[1]).toBe(figure);
});

test.each(['README.md', '.github/CONTRIBUTING.md'])(
  'the scripts and files in %s are there',
  (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const scripts = [...text.matchAll(/npm run ([a-z][\w:]*)/g)].map(([, name = '']) => name);
    const files = [...text.matchAll(/`((src|scripts|spec|test|generated)\/[\w./-]*)`/g)];
    expect(scripts).toContain('gate');
    expect(scripts.filter((name) => !(name in manifest.scripts))).toStrictEqual([]);
    const missing = files.filter(([, name = '']) => !existsSync(join(ROOT, name)));
    expect(missing.map(([, name]) => name)).toStrictEqual([]);
  },
);

test('the table of imports has each entry', () => {
  const named = tableOf('import').flatMap(([cell = '']) => cell.match(/(?<=`)[^`,]+(?=`)/g) ?? []);
  const entries = named.map((name) => name.replace(/^(stripe-payment-attempt)?/, '.'));
  const exported = Object.keys(manifest.exports).filter((entry) => entry !== './package.json');
  expect(entries.filter((entry) => entry.startsWith('.')).toSorted()).toStrictEqual(
    exported.toSorted(),
  );
});

test('what the README links to is there, and what it says of Node is the floor', () => {
  const links = [...readme.matchAll(/\]\(((?!https?:)[^)#]+)/g)].map(([, link = '']) => link);
  expect(links).toContain('CHANGELOG.md');
  expect(links).toContain('.github/CONTRIBUTING.md');
  for (const link of links) expect(existsSync(join(ROOT, link))).toBe(true);
  expect(`>=${/Node ([\d.]+) and newer/.exec(readme)?.[1]}`).toBe(manifest.engines.node);
});
