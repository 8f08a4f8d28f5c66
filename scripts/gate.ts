// npm run gate: the loop after an edit, with the contract's own tests. npm test: that, and all other tests.
// The tests run where all checks are green; a report closes it. What stands behind `--` goes to vitest.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable } from './support/format-table.js';

interface Step {
  /** A script of package.json. */
  script: string;
  args?: string[];
  /** Whether its last line is a verdict for the report. */
  isReported?: boolean;
  /** What mends it where it is red; most steps say so themselves. */
  mend?: string;
}
interface Outcome {
  step: Step;
  verdict: '✓' | '✗' | '-';
  seconds: number;
  output: string;
}

const [mode, ...more] = process.argv.slice(2);
const isWhole = mode === '--all';
const CHECKS: Step[] = [
  { script: 'drift', isReported: true },
  { script: 'gen:check' },
  { script: 'typecheck' },
  { script: 'compat', isReported: true },
  { script: 'verify', isReported: true },
  { script: 'lint', mend: '`npm run lint:fix` mends what needs no decision.' },
];
const EVERYTHING = ['main', 'page', 'package'].map((name) => `--project=${name}`);
const OF_THE_CONTRACT = ['test/contract/', 'test/repository/public-api'];
const TESTS: Step = {
  script: 'vitest',
  args: ['--', ...(isWhole ? EVERYTHING : ['--project=main', ...OF_THE_CONTRACT]), ...more],
  mend: '`npm run vitest -- FILE` runs one file, `-- FILE -t NAME` one test.',
};
/** How the paths of the tests begin that have to run. What stands behind `--` chooses others. */
const GATE_TESTS = more.length > 0 ? undefined : isWhole ? 'test/' : OF_THE_CONTRACT.join(' ');
const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
// npm passes a signal on to its shell, and the shell ends without a word to us.
const parent = process.ppid;
setInterval(() => process.ppid === parent || stop(), 500).unref();

// Red until the report says otherwise.
process.exitCode = 1;
const folder = await mkdtemp(join(tmpdir(), 'gate-'));
const factsFile = join(folder, 'facts.json');
try {
  const outcomes = await runChecks();
  const isRed = outcomes.some(({ verdict }) => verdict !== '✓');
  const tests: Outcome = isRed
    ? { step: TESTS, verdict: '-', seconds: 0, output: '' }
    : await run(TESTS);
  const facts = await readFacts();
  // Tests that were not counted did not run.
  if (tests.verdict === '✓' && facts.length === 0) tests.verdict = '✗';
  outcomes.push(tests);
  await report(outcomes, facts);
} finally {
  await rm(folder, { recursive: true });
}

/** Ends the steps under way, each with all that it has started. */
function stop(): void {
  for (const { pid } of running) {
    try {
      if (pid !== undefined) process.kill(-pid);
    } catch {
      // It has just ended.
    }
  }
  rmSync(folder, { recursive: true, force: true });
  process.exit(1);
}

/** All of them, also after a red one: an edit may have to be declared in several places. */
async function runChecks(): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = CHECKS.entries();
  const work = async (): Promise<void> => {
    for (const [index, step] of queue) outcomes[index] = await run(step);
  };
  // Two at a time.
  await Promise.all([work(), work()]);
  return outcomes;
}

/** The tests show their progress; the others speak only when red. */
async function run(step: Step): Promise<Outcome> {
  const { script, args = [], mend } = step;
  const stream = step === TESTS ? 'inherit' : 'pipe';
  const start = performance.now();
  const child = spawn('npm', ['run', '--silent', script, ...args], {
    stdio: ['ignore', stream, stream],
    detached: true,
    env: { ...process.env, GATE_FACTS: factsFile, GATE_TESTS },
  });
  running.add(child);
  let output = '';
  for (const said of [child.stdout, child.stderr]) {
    said?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, 'close');
  running.delete(child);
  const seconds = (performance.now() - start) / 1000;
  const verdict = code === 0 ? '✓' : '✗';
  if (verdict === '✗') console.log([output.trimEnd(), mend].filter(Boolean).join('\n\n'));
  console.log(`${verdict} ${script.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
  return { step, verdict, seconds, output };
}

/** What the tests have found out, by subject. */
async function readFacts(): Promise<[string, string][]> {
  const text = await readFile(factsFile, 'utf8').catch(() => '{}');
  return Object.entries<string>(JSON.parse(text));
}

async function report(outcomes: Outcome[], facts: [string, string][]): Promise<void> {
  const { info } = JSON.parse(await readFile('generated/openapi.json', 'utf8'));
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const isRed = outcomes.some(({ verdict }) => verdict !== '✓');
  const rows = [
    ['gate', isRed ? 'RED' : 'green'],
    ['contract', `${info.version}, package ${version}`],
    ...outcomes
      .filter(({ step, verdict }) => step.isReported && verdict !== '-')
      .map(({ step, output }) => [step.script, output.trim().split('\n').at(-1) ?? '']),
    ...facts,
  ];
  console.log(`\n${formatTable(rows)}`);
  if (!isRed) process.exitCode = 0;

  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary === undefined) return;
  const timed = outcomes.map(({ step, verdict, seconds }) => [
    `${verdict} ${step.script}`,
    verdict === '-' ? 'not run' : `${seconds.toFixed(1)} s`,
  ]);
  const [head, ...table] = [...rows, ...timed].map(
    (cells) => `| ${cells.map((text) => text.replaceAll(/[|`]/g, '\\$&')).join(' | ')} |`,
  );
  await appendFile(summary, `${[head, '|---|---|', ...table].join('\n')}\n`);
}
