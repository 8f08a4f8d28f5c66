// npm run gate:prove: breaks things on purpose, and demands that the gate goes red.
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { isJsonObject } from './diff/canonical-contract.js';
import { compareContracts } from './diff/compare-contracts.js';
import { verdictOf } from './diff/judge-contract.js';
import type { JsonObject } from './gen/load-spec.js';
import { editSpec, HARMLESS_EDITS } from './prove/edit-spec.js';
import { Progress } from './prove/progress.js';
import { ScratchCopy } from './prove/scratch-copy.js';
import { type Fault, sampleFaults, specFaults } from './prove/spec-faults.js';

const SAMPLE = 260;
const HELP = `Breaks the contract in scratch copies, one thing at a time, and says which step of the gate caught it.

  npm run gate:prove -- [--pass PASS] [--only ID_OR_KIND] [--sample N]

  --pass    undeclared  faults in the spec, regenerated
            declared    the same, released as a new major version: compat is blind then
            generated   edits of generated/
            harmless    edits that must stay green
  --only    one fault, or those of one kind
  --sample  at most so many faults of the spec, of every kind, and the same ones each time;
            ${SAMPLE} by default, 0 for all

A fault is over with the first step that is red, cheapest first; survivors meet the whole gate.
Exit codes: 0 as it should be, 1 something went the wrong way, 2 red before anything is broken.`;

/** Declared faults that no witness can know of: by id, why. */
const ALLOWED: ReadonlyMap<string, string> = new Map<string, string>();

const PASSES = ['undeclared', 'declared', 'generated', 'harmless'] as const;
type Pass = (typeof PASSES)[number];

const tsx = (script: string, ...args: string[]): string[] => ['--import', 'tsx', script, ...args];
const vitest = (...files: string[]): string[] => [
  'node_modules/vitest/vitest.mjs',
  ...['run', '--config', 'test/vitest.config.ts', '--bail', '1', ...files],
];
const LINT =
  'node_modules/@redocly/cli/bin/cli.js lint spec/openapi.yaml --config spec/redocly.yaml';

/** The dearest of the witnesses. */
const CONTRACT = 'vitest: contract';
/** Parts of the gate that are cheap by themselves. */
const WITNESSES: ReadonlyMap<string, string[]> = new Map([
  ['compat', tsx('scripts/compat.ts')],
  ['lint', LINT.split(' ')],
  ['drift', tsx('scripts/drift.ts')],
  ['vitest: literal rows', vitest('rows.test.ts')],
  ['vitest: published facts', vitest('test/scripts/drift.test.ts')],
  [
    'vitest: sample record, wire forms',
    vitest('sample-record.test.ts', 'test/client/wire.test.ts'),
  ],
  [CONTRACT, vitest(...['examples', 'request', 'server'].map((it) => `contract/${it}.`))],
]);

interface Trial {
  pass: Pass;
  id: string;
  what: string;
  /** Breaks something, and names the step that sees it at once. */
  apply: (copy: ScratchCopy) => Promise<string | undefined>;
  witnesses: string[];
  /** Whether the whole gate has a look at what the witnesses let through. */
  meetsGate: boolean;
  /** The step that is red. */
  caughtBy?: string | undefined;
}

const { values: options } = parseArgs({
  options: {
    pass: { type: 'string' },
    only: { type: 'string' },
    sample: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) console.log(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const { pass, sample } = options;
  if (!PASSES.some((each) => each === (pass ?? each)) || !/^\d*$/.test(sample ?? '')) {
    console.error('There is no such pass, or the sample is no number (try --help).');
    return 2;
  }
  const start = performance.now();
  const copies = [await ScratchCopy.create('.', ['test/scripts/gate-prove.test.ts'])];
  const [first] = copies;
  if (!first) return 2;
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  process.once('exit', () => {
    for (const copy of copies) copy.remove();
  });
  const order = await measure(first);
  if (!order) return 2;

  const trials = trialsFor(first, order);
  if (trials.length === 0) {
    console.error('There is no such fault (try --help).');
    return 2;
  }
  copies.push(await first.clone());
  const progress = new Progress(trials.length, 'trials');
  const queue = [...trials];
  const work = async (copy: ScratchCopy): Promise<void> => {
    for (let trial = queue.shift(); trial; trial = queue.shift()) {
      trial.caughtBy = await cheapestRed(trial, copy);
      progress.add(trial.meetsGate && !trial.caughtBy ? `only the gate is left: ${trial.id}` : '');
    }
  };
  await Promise.all(copies.map(work));

  const survivors = trials.filter(({ caughtBy, meetsGate }) => meetsGate && !caughtBy);
  // One at a time: a test that runs out of time beside another gate would be no witness.
  const gates = new Progress(survivors.length, 'whole gates');
  for (const trial of survivors) {
    await first.reset();
    await trial.apply(first);
    trial.caughtBy = await gate(first);
    gates.add();
  }
  return report(trials, (performance.now() - start) / 1000);
}

/** Runs every witness on what is not broken. Gives them cheapest first, or nothing if one is red. */
async function measure(copy: ScratchCopy): Promise<string[] | undefined> {
  const costs = new Map<string, number>();
  for (const [name, args] of [
    ['gen:check', tsx('scripts/gen.ts', '--check')] as const,
    ...WITNESSES,
  ]) {
    const start = performance.now();
    const { code, output } = await copy.run(args);
    if (code !== 0) {
      console.error(`${name} is red before anything is broken:\n${output}`);
      return undefined;
    }
    costs.set(name, performance.now() - start);
  }
  const order = [...costs].sort(([, a], [, b]) => a - b);
  console.log(
    `Cost: ${order.map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}`,
  );
  return order.map(([name]) => name).filter((name) => WITNESSES.has(name));
}

function trialsFor(copy: ScratchCopy, order: string[]): Trial[] {
  const spec = copy.pristine();
  const document: unknown = parse(spec);
  if (!isJsonObject(document)) throw new TypeError('The spec is no mapping');
  const passes = PASSES.filter((pass) => (options.pass ?? pass) === pass);
  const isMeant = ({ id, kind }: { id: string; kind: string }): boolean =>
    [undefined, id, kind].includes(options.only);
  const size = Number(options.sample ?? (options.only ? 0 : SAMPLE));
  const known = specFaults(document);
  for (const id of ALLOWED.keys()) {
    if (!known.some((fault) => fault.id === id))
      throw new Error(`There is no fault ${id} to allow`);
  }
  const faults = known.filter(isMeant);
  const sample = size > 0 ? sampleFaults(faults, size) : faults;
  const blind = order.filter((name) => name !== 'compat');
  const cheap = order.filter((name) => name !== CONTRACT);
  const broken = (fault: Fault) => ({
    id: fault.id,
    what: `${fault.kind}: ${fault.place}`,
    meetsGate: true,
  });
  const all: Record<Pass, Trial[]> = {
    undeclared: sample.map((fault) => ({
      ...broken(fault),
      pass: 'undeclared',
      witnesses: order,
      apply: (each) => breakSpec(each, fault, isUndeclared),
    })),
    declared: sample.map((fault) => ({
      ...broken(fault),
      pass: 'declared',
      witnesses: blind,
      apply: (each) => breakSpec(each, fault, declare),
    })),
    generated: generatedEdits(copy).filter(({ id }) => isMeant({ id, kind: 'generated' })),
    harmless: harmlessEdits(spec, cheap).filter(({ id }) => isMeant({ id, kind: 'harmless' })),
  };
  return passes.flatMap((pass) => all[pass]);
}

function harmlessEdits(spec: string, witnesses: string[]): Trial[] {
  const trial = (what: string, meetsGate: boolean, apply: Trial['apply']): Trial => {
    return { pass: 'harmless', id: `harmless@${what}`, what, witnesses, meetsGate, apply };
  };
  const edits = [...HARMLESS_EDITS].map(([what, edit], index) =>
    trial(what, index === HARMLESS_EDITS.size - 1, async (copy) =>
      (await regenerate(copy, edit(spec))) ? undefined : 'gen',
    ),
  );
  // Else the declared pass would be caught by the declaration itself.
  return [...edits, trial('declared, and nothing changed', true, declare)];
}

/** Writes the spec with the fault in it. One that no longer generates is caught right there. */
async function breakSpec(
  copy: ScratchCopy,
  { edit }: Fault,
  then: (copy: ScratchCopy, document: JsonObject) => Promise<string | undefined>,
): Promise<string | undefined> {
  const document = await regenerate(copy, editSpec(copy.pristine(), edit));
  return document ? then(copy, document) : 'gen';
}

async function regenerate(copy: ScratchCopy, text: string): Promise<JsonObject | undefined> {
  return copy.writeSpec(text).catch((error: Error) => {
    // Another error is one of this program, and no red step.
    if (error.name !== 'SpecError') throw error;
    return undefined;
  });
}

/** The heart of `npm run compat`, without the start of two processes. */
async function isUndeclared(copy: ScratchCopy, document: JsonObject): Promise<string | undefined> {
  const before: unknown = parse(copy.pristine('spec/released.yaml'));
  const manifest: unknown = JSON.parse(copy.pristine('package.json'));
  if (!isJsonObject(before) || !isJsonObject(manifest)) throw new TypeError('No mapping');
  const { isDeclared } = verdictOf({
    changes: compareContracts(before, document),
    released: String(before['x-released-as']),
    version: String(manifest.version),
    changelog: copy.pristine('CHANGELOG.md'),
  });
  return isDeclared ? undefined : 'compat';
}

async function declare(copy: ScratchCopy): Promise<undefined> {
  await copy.declare();
}

function generatedEdits(copy: ScratchCopy): Trial[] {
  const trial = (what: string, file: string, edit: (lines: string[]) => string[] | undefined) => ({
    pass: 'generated' as const,
    id: `generated@${file}:${what}`,
    what: `${file}: ${what}`,
    witnesses: [],
    meetsGate: false,
    apply: async (each: ScratchCopy) => {
      const lines = each.generated.includes(file) ? each.pristine(file).split('\n') : [];
      await each.write(file, edit(lines)?.join('\n'));
      const { code } = await each.run(tsx('scripts/gen.ts', '--check'));
      return code === 0 ? undefined : 'gen:check';
    },
  });
  const middle = (lines: string[]): number => Math.floor(lines.length / 2);
  return [
    ...copy.generated.flatMap((file) => [
      trial('a line changed', file, (lines) =>
        lines.with(middle(lines), `${lines[middle(lines)]} `),
      ),
      trial('a line dropped', file, (lines) => lines.toSpliced(middle(lines), 1)),
      trial('a line added', file, (lines) => lines.toSpliced(middle(lines), 0, '')),
      trial('deleted', file, () => undefined),
    ]),
    trial('a stray file', 'generated/stray.d.ts', () => ['export {};', '']),
  ];
}

async function cheapestRed(trial: Trial, copy: ScratchCopy): Promise<string | undefined> {
  await copy.reset();
  const atOnce = await trial.apply(copy);
  if (atOnce) return atOnce;
  for (const name of trial.witnesses) {
    const { code } = await copy.run(WITNESSES.get(name) ?? []);
    if (code !== 0) return name;
  }
  return undefined;
}

/**
 * Which step of the whole gate is red, with the first test that failed. The tests of the package are left
 * out, because its budget is one for the length of the spec as well.
 */
async function gate(copy: ScratchCopy): Promise<string | undefined> {
  const { code, output } = await copy.run(
    tsx('scripts/gate.ts', '--project', 'source', '--bail', '1'),
  );
  if (code === 0) return undefined;
  const [, step = '?'] = /^✗ (\S+)/m.exec(output) ?? [];
  const [, test = ''] = /FAIL\S* +(.*)/.exec(output) ?? [];
  return `whole gate: ${step} ${test}`.trim();
}

function report(trials: Trial[], seconds: number): number {
  const width = Math.max(...trials.map(({ what }) => what.length));
  const scores: string[] = [];
  const wrong: string[] = [];
  for (const pass of PASSES) {
    const ofPass = trials.filter((trial) => trial.pass === pass);
    if (ofPass.length === 0) continue;
    console.log(`\n${pass}`);
    for (const { id, what, caughtBy } of ofPass) {
      const reason = pass === 'declared' ? ALLOWED.get(id) : undefined;
      const isGreen = caughtBy === undefined;
      const verdict = caughtBy ?? (pass === 'harmless' ? 'green' : 'SURVIVED');
      const line = `${what.padEnd(width)}  ${verdict}${reason ? ` (expected: ${reason})` : ''}`;
      console.log(`  ${line}`);
      if (isGreen !== (pass === 'harmless' || reason !== undefined))
        wrong.push(`${id}: ${verdict}`);
    }
    const right = ofPass.filter(
      ({ caughtBy }) => (caughtBy === undefined) === (pass === 'harmless'),
    );
    scores.push(`${pass} ${right.length}/${ofPass.length}`);
  }
  if (wrong.length > 0) console.log(`\nNot as it should be:\n  ${wrong.join('\n  ')}`);
  console.log(`\n${scores.join(', ')} in ${seconds.toFixed(0)} s`);
  return wrong.length > 0 ? 1 : 0;
}
