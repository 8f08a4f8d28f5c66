// npm run gate:prove: breaks the contract on purpose, one thing at a time, and demands that this is seen.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { compareContracts } from './diff/compare-contracts.js';
import { type JsonObject, loadSpec, SpecError } from './gen/load-spec.js';
import { HARMLESS_EDITS } from './prove/harmless-edits.js';
import { mutantsOf } from './prove/mutants-of.js';
import { whyEquivalent } from './prove/why-equivalent.js';

const SPEC = 'spec/openapi.yaml';
const HELP = `Breaks the contract, one thing at a time, and says which part of the gate sees it.

  npm run gate:prove [-- --sample N]

undeclared  each mutant of the spec: compat has to see it, or gen refuse it, unless it means the same
harmless    comments, wording, order, style: nobody may see them
generated   edits of generated/: gen:check has to see them
declared    N mutants (20 by default), each released as a new major version, for compat to be blind: the
            gate looks at them. What it lets through is shown; the contract alone says it.

Exit codes: 0 as it should be, 1 something undeclared, harmless or generated went the wrong way.`;

const { values: options } = parseArgs({
  options: { sample: { type: 'string', default: '20' }, help: { type: 'boolean', default: false } },
});
const wrong: string[] = [];
if (options.help) console.log(HELP);
else {
  const folder = await mkdtemp(join(tmpdir(), 'gate-prove-'));
  try {
    await prove(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
  if (wrong.length > 0) console.log(`\nNot as it should be:\n  ${wrong.join('\n  ')}`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
}

async function prove(folder: string): Promise<void> {
  const left = new Set(['node_modules', '.git', 'dist', 'coverage', 'reports']);
  await cp('.', folder, { recursive: true, filter: (file) => !left.has(basename(file)) });
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  const text = await readFile(SPEC, 'utf8');
  const spec: JsonObject = JSON.parse(JSON.stringify(parse(text)));
  const mutants = mutantsOf(spec);
  const unseen = mutants.filter(({ document }) => compareContracts(spec, document).length === 0);
  let refused = 0;
  for (const mutant of unseen) {
    const reason = whyEquivalent(mutant, spec);
    if (reason) console.log(`means the same: ${mutant.id}: ${reason}`);
    else if (!(await load(stringify(mutant.document), folder))) refused += 1;
    else wrong.push(`${mutant.id} survives`);
  }
  const seen = mutants.length - unseen.length;
  console.log(
    `undeclared: of ${mutants.length} mutants compat sees ${seen}, gen refuses ${refused}`,
  );

  for (const [what, edit] of HARMLESS_EDITS) {
    const document = await load(edit(text), folder);
    const isSeen = !document || compareContracts(spec, document).length > 0;
    console.log(`harmless: ${what}: ${isSeen ? 'seen' : 'unseen'}`);
    if (isSeen) wrong.push(`${what} is seen`);
  }
  await writeFile(join(folder, SPEC), text);
  for (const file of await readdir('generated')) await editGenerated(file, folder);
  await checkGenerated('stray.d.ts', 'a stray file', 'export {};\n', folder);

  const size = Number(options.sample);
  const step = Math.max(1, Math.floor(mutants.length / Math.max(1, size)));
  const sample = mutants.filter((_, index) => index % step === 0).slice(0, size);
  for (const [index, { id, document }] of sample.entries()) {
    const by = await declare(stringify(document), folder);
    console.log(`declared: ${index + 1} of ${sample.length}: ${id}: ${by}`);
  }
}

/** What gen makes of a text: the document, or undefined where it is refused. */
async function load(text: string, folder: string): Promise<JsonObject | undefined> {
  await writeFile(join(folder, SPEC), text);
  return loadSpec(join(folder, SPEC)).catch((error: Error) => {
    // Another error is one of this program.
    if (!(error instanceof SpecError)) throw error;
    return undefined;
  });
}

async function editGenerated(file: string, folder: string): Promise<void> {
  const lines = (await readFile(join('generated', file), 'utf8')).split('\n');
  const middle = Math.floor(lines.length / 2);
  const changed = lines.with(middle, `${lines[middle]} `).join('\n');
  await checkGenerated(file, 'a changed line', changed, folder);
  await checkGenerated(file, 'a dropped line', lines.toSpliced(middle, 1).join('\n'), folder);
  await checkGenerated(file, 'its absence', undefined, folder);
}

async function checkGenerated(
  file: string,
  what: string,
  text: string | undefined,
  folder: string,
): Promise<void> {
  const path = join(folder, 'generated', file);
  const before = await readFile(path, 'utf8').catch(() => undefined);
  await (text === undefined ? rm(path) : writeFile(path, text));
  const isSeen = !(await isGreen(folder, 'gen', '--check'));
  console.log(`generated/${file}: ${what}: ${isSeen ? 'seen' : 'unseen'}`);
  if (!isSeen) wrong.push(`generated/${file}: ${what} goes unseen`);
  await (before === undefined ? rm(path) : writeFile(path, before));
}

/** Releases a mutant as a new major version, and says what in the gate sees it all the same. */
async function declare(text: string, folder: string): Promise<string> {
  if (!(await load(text, folder)) || !(await isGreen(folder, 'gen'))) return 'gen';
  await rm(join(folder, 'spec/released.yaml'));
  if (!(await isGreen(folder, 'compat', '--release'))) return 'compat';
  if (!(await isGreen(folder, 'drift'))) return 'drift';
  return (await isGreen(folder, 'gate')) ? 'nothing, the contract alone says it' : 'gate';
}

function isGreen(cwd: string, script: string, ...args: string[]): Promise<boolean> {
  const command = ['--import', 'tsx', `scripts/${script}.ts`, ...args];
  return new Promise((done) => {
    const child = execFile(process.execPath, command, { cwd, maxBuffer: 2 ** 27 }, () =>
      done(child.exitCode === 0),
    );
  });
}
