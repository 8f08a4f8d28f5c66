import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { run } from '../support/program.js';

interface Step {
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}
interface Job {
  needs?: string;
  permissions?: Record<string, string>;
  strategy?: { matrix: { node: number[] } };
  steps: Step[];
}
interface Workflow {
  on: Record<string, { tags?: string[] } | null>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = new URL('../../.github/workflows/', import.meta.url);
const workflows = new Map<string, Workflow>(
  readdirSync(folder).map((name) => [name, parse(readFileSync(new URL(name, folder), 'utf8'))]),
);
const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const jobs = [...workflows].flatMap(([file, workflow]) =>
  Object.entries(workflow.jobs).map(([name, job]) => ({ name: `${file} ${name}`, job })),
);

test.each([...workflows])('%s may only read, unless a job says more', (_, { permissions }) => {
  expect(permissions).toStrictEqual({ contents: 'read' });
});

test.each(jobs)('$name pins its actions by commit and keeps no credentials', ({ job }) => {
  for (const { uses, with: inputs } of job.steps) {
    if (uses === undefined) continue;
    expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
    if (uses.startsWith('actions/checkout@')) {
      expect(inputs).toMatchObject({ 'persist-credentials': false });
    }
  }
});

test('the gate runs on the oldest Node that the package promises', () => {
  const { engines } = manifest;
  const [, floor] = /^>=(\d+)/.exec(engines.node) ?? [];
  const gate = workflows.get('ci.yml')?.jobs.gate;
  expect(Math.min(...(gate?.strategy?.matrix.node ?? []))).toBe(Number(floor));
  expect(gate?.steps.map(({ run }) => run)).toContain('.ci/run');
});

test('what npm test leaves out runs as a job beside the gate, and before a release', () => {
  const left = Object.keys(manifest.scripts).filter((name) => name.startsWith('test:'));
  const { gate: _, ...beside } = workflows.get('ci.yml')?.jobs ?? {};
  const commands = Object.values(beside).flatMap(({ steps }) => steps.map(({ run }) => run));
  const release = workflows.get('release.yml')?.jobs.gate?.steps.map(({ run }) => run);
  expect(left).toStrictEqual(['test:git', 'test:environments']);
  for (const name of left) {
    expect(commands).toContain(`npm run ${name}`);
    expect(release).toContain(`npm run ${name}`);
  }
});

/** The step that has a secret, and its workflow. */
const [[verify, secretStep] = []] = [...workflows.values()].flatMap((workflow) =>
  Object.values(workflow.jobs).flatMap(({ steps }) =>
    steps
      .filter((step) => JSON.stringify(step).includes('secrets.'))
      .map((step) => [workflow, step] as const),
  ),
);

test('one step has a secret, the key of test mode, in a workflow that nobody else can start', () => {
  const all = [...workflows.values()].map((workflow) => JSON.stringify(workflow)).join();
  expect(all.match(/secrets\.\w+/g)).toStrictEqual(['secrets.STRIPE_TEST_KEY']);
  expect(Object.keys(secretStep?.env ?? {})).toStrictEqual(['STRIPE_SECRET_KEY']);
  expect(Object.keys(verify?.on ?? {}).toSorted()).toStrictEqual(['schedule', 'workflow_dispatch']);
});

test.each([
  ['no key', '', '', 0, 'verify: not run, as there is no secret STRIPE_TEST_KEY\n'],
  [
    'a key',
    'sk_test_123',
    'exit 0',
    0,
    'run --silent verify -- --stripe --create --json verify.json\n',
  ],
  [
    'differences',
    'sk_test_123',
    'exit 1',
    1,
    'run --silent verify -- --stripe --create --json verify.json\n',
  ],
])('with %s the step that verifies Stripe says so', async (_, key, end, code, said) => {
  const folder = await mkdtemp(join(tmpdir(), 'workflow-'));
  // In the place of npm, one that says what it is called with.
  await writeFile(join(folder, 'npm'), `#!/bin/sh\necho "$@"\n${end}\n`, { mode: 0o755 });
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    ...{ STRIPE_SECRET_KEY: key, GITHUB_STEP_SUMMARY: join(folder, 'summary') },
  };
  expect(secretStep?.shell).toBe('bash');
  // As GitHub runs a step of that shell.
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', secretStep?.run ?? ''];
  expect(await run('bash', args, { env, cwd: folder })).toMatchObject({ code, stdout: said });
  expect(await readFile(join(folder, 'summary'), 'utf8')).toBe(said);
});

test('no script of a step holds text of an event', () => {
  for (const { job } of jobs) {
    for (const step of job.steps) expect(step.run ?? '').not.toContain('${{');
  }
});

test('a release is published after the gate, by a job that runs nothing of the repository', () => {
  const release = workflows.get('release.yml');
  expect(release?.on.push?.tags).toStrictEqual(['v*']);
  expect(release?.jobs.gate?.steps.map(({ run }) => run)).toContain('.ci/run');
  const trusted = jobs.filter(({ job }) => JSON.stringify(job).includes('id-token'));
  expect(trusted.map(({ name }) => name)).toStrictEqual(['release.yml publish']);
  const publish = release?.jobs.publish;
  expect(publish?.needs).toBe('gate');
  const commands = publish?.steps.flatMap(({ run }) => run ?? []);
  expect(commands).toStrictEqual([expect.stringMatching(/^npm publish .*--provenance/)]);
  expect(JSON.stringify(publish)).not.toContain('actions/checkout');
});
