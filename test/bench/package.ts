// Run with `npx tsx test/bench/package.ts`: what the package weighs beside the official SDK.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { formatTable } from '../../scripts/support/format-table.js';
import { createConsumer, NAME, pack, ROOT, write } from '../support/consumer.js';
import { mustRun } from '../support/program.js';

const IMPORTS = 21;
const COMPILATIONS = 7;
const COMPILERS = { 'tsc 5.9': 'typescript', 'tsc 7': 'typescript-7' };

/** What a project of each contender holds; the one with nothing is what the others are measured from. */
const PROJECTS = {
  ours: {
    'client.mjs': `import { createClient } from '${NAME}';
      export const stripe = createClient({ apiKey: 'sk_test_1' });`,
    'import.mjs': timedImport(NAME),
    'types.mts': `import type { ReportPaymentAttemptParams } from '${NAME}/types';
      export const params: ReportPaymentAttemptParams = { initiated_at: 1 };`,
  },
  stripe: {
    'client.mjs': `import Stripe from 'stripe';
      export const stripe = new Stripe('sk_test_1');`,
    'import.mjs': timedImport('stripe'),
    'types.mts': `import type Stripe from 'stripe';
      export const params: Stripe.PaymentRecordReportPaymentAttemptParams = { initiated_at: 1 };`,
  },
  nothing: { 'types.mts': 'export const params: { initiated_at: number } = { initiated_at: 1 };' },
};
type Project = keyof typeof PROJECTS;
const ALL: readonly Project[] = ['ours', 'stripe', 'nothing'];
const CONTENDERS: readonly Project[] = ['ours', 'stripe'];

/** What `--extendedDiagnostics` counts, and how much of its unit makes one of ours. */
const DIAGNOSTICS = [
  { what: 'files', pattern: /^Files: +([\d.]+)/gm, unit: 1 },
  { what: 'lines', pattern: /^Lines(?: of \w+)?: +([\d.]+)/gm, unit: 1 },
  { what: 'memory, MB', pattern: /^Memory used: +([\d.]+)K/gm, unit: 1 / 1000 },
  { what: 'time, ms', pattern: /^Total time: +([\d.]+)s/gm, unit: 1000 },
];

const folder = await mkdtemp(join(tmpdir(), 'bench-package-'));
try {
  await setUp();
  console.log(await compare());
} finally {
  await rm(folder, { recursive: true });
}

async function setUp(): Promise<void> {
  console.error('packing, and installing both');
  const tarball = await pack(folder);
  await createConsumer(join(folder, 'ours'), { source: `file:${tarball}` });
  await createConsumer(join(folder, 'stripe'), { others: ['stripe'] });
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: [],
    noEmit: true,
  };
  for (const project of ALL) {
    const config = { 'tsconfig.json': { compilerOptions, files: ['types.mts'] } };
    await write(join(folder, project), { ...PROJECTS[project], ...config });
  }
}

async function compare(): Promise<string> {
  const compilers = Object.entries(COMPILERS);
  const bundle = await ofEach(CONTENDERS, bundleSize);
  const installed = await ofEach(CONTENDERS, installedSize);
  const rows = [
    row('bundle, gzip kB', (project) => (bundle.get(project) ?? 0) / 1000, 1),
    row('installed, kB', (project) => (installed.get(project) ?? 0) / 1000),
  ];

  const times = await rounds(IMPORTS, CONTENDERS, importTime);
  rows.push(row('import, ms', (project) => median(times.get(project) ?? []), 1));

  for (const [name, compiler] of compilers) {
    const compile = (project: Project) => diagnose(compiler, project);
    const runs = await rounds(COMPILATIONS, ALL, compile);
    for (const [index, { what }] of DIAGNOSTICS.entries()) {
      const of = (project: Project) =>
        median((runs.get(project) ?? []).map((numbers) => numbers[index] ?? Number.NaN));
      rows.push(row(`${name}: ${what} added`, (project) => of(project) - of('nothing'), 1));
    }
  }
  const { version } = JSON.parse(
    await readFile(join(ROOT, 'node_modules/stripe/package.json'), 'utf8'),
  );
  const head = ['', NAME, `stripe ${version}`, 'ratio'];
  return `Node ${process.version}; medians of ${IMPORTS} imports in fresh processes and ${COMPILATIONS} compilations
${formatTable([head, ...rows])}`;
}

function row(metric: string, of: (project: Project) => number, digits = 0): string[] {
  const [ours, stripe] = [of('ours'), of('stripe')];
  // A difference from an empty project may be nothing but noise.
  const ratio = ours <= 0 ? '-' : `1 : ${(stripe / ours).toFixed(0)}`;
  return [metric, ours.toFixed(digits), stripe.toFixed(digits), ratio];
}

async function ofEach<T>(
  projects: readonly Project[],
  measure: (project: Project) => Promise<T>,
): Promise<Map<Project, T>> {
  const results = new Map<Project, T>();
  for (const project of projects) results.set(project, await measure(project));
  return results;
}

/** Measures all of them in turn, round by round, because the load of the machine changes. */
async function rounds<T>(
  count: number,
  projects: readonly Project[],
  measure: (project: Project) => Promise<T>,
): Promise<Map<Project, T[]>> {
  const results = new Map<Project, T[]>(projects.map((project) => [project, []]));
  for (let round = 0; round < count; round++) {
    for (const [project, result] of await ofEach(projects, measure)) {
      results.get(project)?.push(result);
    }
    console.error(`${measure.name}: round ${round + 1} of ${count}`);
  }
  return results;
}

/** Bytes of the client with all that it needs, minified and compressed. */
async function bundleSize(project: Project): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, project, 'client.mjs')],
    bundle: true,
    minify: true,
    platform: 'neutral',
    // The SDK's build for runtimes without Node; we have one for all.
    conditions: ['worker'],
    format: 'esm',
    write: false,
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

/** Bytes of all files that an install leaves, dependencies included. */
async function installedSize(project: Project): Promise<number> {
  const modules = join(folder, project, 'node_modules');
  const entries = await readdir(modules, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

function timedImport(name: string): string {
  return `const start = performance.now();
    await import('${name}');
    console.log(performance.now() - start);`;
}

async function importTime(project: Project): Promise<number> {
  return Number(await mustRun(process.execPath, ['import.mjs'], { cwd: join(folder, project) }));
}

/** The numbers of DIAGNOSTICS. */
async function diagnose(compiler: string, project: Project): Promise<number[]> {
  const tsc = join(ROOT, 'node_modules', compiler, 'bin/tsc');
  const args = [tsc, '--extendedDiagnostics'];
  const output = await mustRun(process.execPath, args, { cwd: join(folder, project) });
  return DIAGNOSTICS.map(({ pattern, unit }) => {
    const found = [...output.matchAll(pattern)].map(([, number]) => Number(number) * unit);
    if (found.length === 0) throw new Error(`No ${pattern} in:\n${output}`);
    return found.reduce((sum, number) => sum + number, 0);
  });
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
