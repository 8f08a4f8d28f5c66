// npm test: the whole gate, cheapest step first. The first red step ends it; a report closes it.
// What stands behind `--` goes to vitest.
import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatTable } from './format-table.js';

interface Step {
  script: string;
  verdict: '✓' | '✗' | '-';
  seconds: number;
  output: string;
}

const STEPS = ['gen:check', 'lint', 'compat', 'typecheck', 'drift', 'vitest'];
/** Steps whose last line is a verdict that belongs into the report. */
const REPORTED = ['compat', 'drift'];

const folder = await mkdtemp(join(tmpdir(), 'gate-'));
const factsFile = join(folder, 'facts.json');
try {
  const steps = await runSteps();
  await report(steps, await readFacts());
} finally {
  await rm(folder, { recursive: true });
}

async function runSteps(): Promise<Step[]> {
  const steps: Step[] = [];
  for (const script of STEPS) {
    const isStopped = steps.some(({ verdict }) => verdict !== '✓');
    if (isStopped) {
      steps.push({ script, verdict: '-', seconds: 0, output: '' });
      continue;
    }
    const start = performance.now();
    const { code, output } = await run(script);
    const seconds = (performance.now() - start) / 1000;
    const verdict = code === 0 ? '✓' : '✗';
    if (verdict === '✗') console.log(output);
    console.log(`${verdict} ${script.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
    steps.push({ script, verdict, seconds, output });
  }
  return steps;
}

/** Runs a script of package.json. The tests show their progress; the others speak only when red. */
function run(script: string): Promise<{ code: number | null; output: string }> {
  const stream = script === 'vitest' ? 'inherit' : 'pipe';
  return new Promise((resolve, reject) => {
    const more = script === 'vitest' ? ['--', ...process.argv.slice(2)] : [];
    const child = spawn('npm', ['run', '--silent', script, ...more], {
      stdio: ['ignore', stream, stream],
      env: { ...process.env, GATE_FACTS: factsFile },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
      });
    }
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}

/** What the tests have found out, by subject. */
async function readFacts(): Promise<[string, string][]> {
  const text = await readFile(factsFile, 'utf8').catch(() => '{}');
  return Object.entries<string>(JSON.parse(text));
}

async function report(steps: Step[], facts: [string, string][]): Promise<void> {
  const { info } = JSON.parse(await readFile('generated/openapi.json', 'utf8'));
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  const isRed = steps.some(({ verdict }) => verdict !== '✓');
  const rows: [string, string][] = [
    ['gate', isRed ? 'RED' : 'green'],
    ['contract', `${info.version}, package ${version}`],
    ...steps
      .filter(({ script, verdict }) => REPORTED.includes(script) && verdict !== '-')
      .map(({ script, output }): [string, string] => [
        script,
        output.trim().split('\n').at(-1) ?? '',
      ]),
    ...facts,
  ];
  console.log(`\n${formatTable(rows)}`);
  if (isRed) process.exitCode = 1;

  const summary = process.env.GITHUB_STEP_SUMMARY;
  if (summary === undefined) return;
  const timed = steps.map(({ script, verdict, seconds }): [string, string] => [
    `${verdict} ${script}`,
    verdict === '-' ? 'not run' : `${seconds.toFixed(1)} s`,
  ]);
  const [head, ...table] = [...rows, ...timed].map(
    (cells) => `| ${cells.map(escapeCell).join(' | ')} |`,
  );
  await appendFile(summary, `${[head, '|---|---|', ...table].join('\n')}\n`);
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('`', '\\`');
}
