// npm test: the whole gate, cheapest step first. The first red step ends it.
import { spawn } from 'node:child_process';

const STEPS = ['gen:check', 'lint', 'typecheck', 'vitest'];

for (const [index, step] of STEPS.entries()) {
  const start = performance.now();
  const { code, output } = await run(step);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (code !== 0) console.log(output);
  console.log(`${code === 0 ? '✓' : '✗'} ${step.padEnd(10)} ${seconds.padStart(6)} s`);
  if (code !== 0) {
    for (const skipped of STEPS.slice(index + 1)) console.log(`- ${skipped.padEnd(10)} not run`);
    process.exitCode = 1;
    break;
  }
}

/** Runs a script of package.json. The tests show their progress; the others speak only when red. */
function run(step: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', step], {
      stdio: [
        'ignore',
        ...Array<'inherit' | 'pipe'>(2).fill(step === 'vitest' ? 'inherit' : 'pipe'),
      ],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}
