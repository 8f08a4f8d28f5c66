import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { run } from '../support/program.js';

interface Step {
  name?: string;
  uses?: string;
  run?: string;
  shell?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}
interface Job {
  'runs-on': string;
  'timeout-minutes'?: number;
  needs?: string;
  environment?: string;
  permissions?: Record<string, string>;
  strategy?: { 'fail-fast': false; matrix: { node: number[] } };
  steps: Step[];
}
interface Workflow {
  name: string;
  on: Record<string, unknown>;
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

/** How most jobs begin. None of them keeps credentials. */
const begin = (node: unknown) => [
  'actions/checkout persist-credentials=false',
  `actions/setup-node node-version=${node} cache=npm`,
];
const [CHECKOUT] = begin(24);
/** The Node of the matrix, where others have a number. */
const OF_MATRIX = /^actions\/setup-node node-version=\S+ matrix\.node \S+ cache=npm$/;
/** What each workflow is there for, step by step. Whoever changes one changes it here as well, on purpose. */
const REVIEWED = {
  'ci.yml': {
    on: { push: { branches: ['main'] }, pull_request: null },
    jobs: {
      gate: {
        strategy: { 'fail-fast': false, matrix: { node: [20, 22, 24, 26] } },
        steps: [CHECKOUT, expect.stringMatching(OF_MATRIX), '.ci/run'],
      },
      git: { steps: [...begin(20), 'npm ci', 'npm run test:git'] },
      environments: { steps: [...begin(20), 'npm ci', 'npm run test:environments'] },
    },
  },
  'release.yml': {
    on: { push: { tags: ['v*'] } },
    jobs: {
      gate: {
        steps: [
          CHECKOUT,
          'actions/setup-node node-version=24',
          `test "$GITHUB_REF_NAME" = "v$(node -p "require('./package.json').version")"`,
          'npm pkg set repository.type=git "repository.url=git+https://github.com/$GITHUB_REPOSITORY.git"',
          expect.stringMatching(/^PACK_DESTINATION=\S+ runner\.temp \S+ \.ci\/run$/),
          'npm run test:git',
          'npm run test:environments',
          'npm run release:contract -- --check',
          expect.stringMatching(
            /^actions\/upload-artifact name=tarball path=\S+ runner\.temp \S+\/release\/\*\.tgz if-no-files-found=error$/,
          ),
        ],
      },
      publish: {
        ...{ needs: 'gate', environment: 'npm' },
        permissions: { contents: 'read', 'id-token': 'write' },
        steps: [
          'actions/download-artifact name=tarball',
          'actions/setup-node node-version=24 package-manager-cache=false',
          'npm publish ./*.tgz --provenance --access public --ignore-scripts',
        ],
      },
    },
  },
  'verify.yml': {
    on: { schedule: [{ cron: '47 4 * * 1' }], workflow_dispatch: null },
    jobs: {
      stripe: {
        steps: [
          ...[...begin(24), 'npm ci'],
          expect.stringMatching(/^STRIPE_SECRET_KEY=\S+ \S+ \S+ shell=bash if /),
          'actions/upload-artifact name=verify path=verify.json if-no-files-found=ignore',
          'test -e verified',
        ],
      },
    },
  },
  'weekly.yml': {
    on: { schedule: [{ cron: '17 4 * * 1' }], workflow_dispatch: null },
    jobs: {
      prove: {
        steps: [
          ...[...begin(20), 'npm ci', 'npm run gate:prove'],
          ...['MUTANTS=client npm run mutants', 'MUTANTS=mock npm run mutants'],
        ],
      },
      fuzz: {
        steps: [
          ...[...begin(24), 'npm ci'],
          'FUZZ_REQUESTS=100000 npm run vitest -- test/mock/fuzz.test.ts',
        ],
      },
      drift: { steps: [...begin(24), 'npm ci', 'npm run drift -- --sdk latest'] },
    },
  },
};

/** A step in one line: what it sets, and its script, or its action without the commit but with what that is given. */
function lineOf({ name: _, with: inputs, shell, uses, run, env, ...others }: Step): string {
  // Such as `if` and `continue-on-error`, which can hide what is red.
  expect(others).toStrictEqual({});
  const settings = (all: object = {}) =>
    Object.entries(all).map(([name, value]) => `${name}=${value}`);
  const action = uses?.split('@')[0] ?? run;
  return [...settings({ ...env, ...(shell && { shell }) }), action, ...settings(inputs)].join(' ');
}

test('each workflow does what it is there for', () => {
  const found = [...workflows].map(([file, { name: _, on, permissions, jobs, ...others }]) => {
    // Such as `env` and `defaults`, which change what each step does.
    expect(others).toStrictEqual({});
    expect(permissions).toStrictEqual({ contents: 'read' });
    const lines = Object.entries(jobs).map(([name, job]) => {
      const { 'runs-on': machine, 'timeout-minutes': _, steps, ...others } = job;
      expect(machine).toBe('ubuntu-latest');
      return [name, { ...others, steps: steps.map(lineOf) }];
    });
    return [file, { on, jobs: Object.fromEntries(lines) }];
  });
  expect(Object.fromEntries(found)).toStrictEqual(REVIEWED);
});

test('each action is one of GitHub, and everywhere at the same commit', () => {
  const pinned = new Set(jobs.flatMap(({ job }) => job.steps.flatMap(({ uses = [] }) => uses)));
  for (const uses of pinned) expect(uses).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
  const names = new Set([...pinned].map((uses) => uses.split('@')[0]));
  expect(names.size).toBe(pinned.size);
});

test('the gate runs on the oldest Node that the package promises', () => {
  const { engines } = manifest;
  const [, floor] = /^>=(\d+)/.exec(engines.node) ?? [];
  const { strategy } = workflows.get('ci.yml')?.jobs.gate ?? {};
  expect(Math.min(...(strategy?.matrix.node ?? []))).toBe(Number(floor));
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

const ASKED = 'run --silent verify -- --stripe --create --json verify.json\n';
test.each([
  ['no key', '', '', true, 'verify: not run, as there is no secret STRIPE_TEST_KEY\n'],
  ['a key', 'sk_test_123', 'exit 0', true, ASKED],
  ['differences', 'sk_test_123', 'exit 1', false, ASKED],
  ['a fault', 'sk_test_123', 'kill $$', false, ASKED],
])('with %s the job that verifies Stripe says so', async (_, key, end, isGreen, said) => {
  const folder = await mkdtemp(join(tmpdir(), 'workflow-'));
  // In the place of npm, one that says what it is called with.
  await writeFile(join(folder, 'npm'), `#!/bin/sh\necho "$@"\n${end}\n`, { mode: 0o755 });
  const env = {
    PATH: `${folder}:${process.env.PATH}`,
    ...{ STRIPE_SECRET_KEY: key, GITHUB_STEP_SUMMARY: join(folder, 'summary') },
  };
  expect(secretStep?.shell).toBe('bash');
  const last = verify?.jobs.stripe?.steps.at(-1)?.run ?? '';
  // As GitHub runs a step of that shell.
  const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c'];
  const asked = await run('bash', [...args, secretStep?.run ?? ''], { env, cwd: folder });
  expect(asked).toMatchObject({ code: 0, stdout: said });
  expect(await readFile(join(folder, 'summary'), 'utf8')).toBe(said);
  expect((await run('bash', [...args, last], { env, cwd: folder })).code).toBe(isGreen ? 0 : 1);
});

test.each(jobs)('no script of $name holds text of an event', ({ job }) => {
  expect(job.steps.filter(({ run }) => run?.includes('${{'))).toStrictEqual([]);
});
