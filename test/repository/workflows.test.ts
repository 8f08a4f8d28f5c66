import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
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
  expect(left).toStrictEqual(['test:git']);
  for (const name of left) {
    expect(commands).toContain(`npm run ${name}`);
    expect(release).toContain(`npm run ${name}`);
  }
});

test('a release is published after the gate, by a job that runs nothing of the repository', () => {
  const release = workflows.get('release.yml');
  expect(release?.on.push?.tags).toStrictEqual(['v*']);
  expect(release?.jobs.gate?.steps.map(({ run }) => run)).toContain('.ci/run');
  const trusted = jobs.filter(({ job }) => JSON.stringify(job).match(/secrets\.|id-token/));
  expect(trusted.map(({ name }) => name)).toStrictEqual(['release.yml publish']);
  const publish = release?.jobs.publish;
  expect(publish?.needs).toBe('gate');
  const commands = publish?.steps.flatMap(({ run }) => run ?? []);
  expect(commands).toStrictEqual([expect.stringMatching(/^npm publish .*--provenance/)]);
  expect(JSON.stringify(publish)).not.toContain('actions/checkout');
});
