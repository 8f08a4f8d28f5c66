import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NAME, ROOT } from '../support/consumer.js';
import { packed } from '../support/packed.js';
import { mustRun } from '../support/program.js';

/** What users and release machines act on. Whoever changes package.json changes it here as well, on purpose. */
const REVIEWED = {
  name: 'stripe-payment-attempt',
  description:
    "The contract of Stripe's report_payment_attempt endpoint: an OpenAPI fragment, its types, a thin client, and a contract server to test against",
  keywords: ['stripe', 'payment-records', 'openapi', 'contract', 'types', 'mock'],
  license: 'MIT',
  type: 'module',
  engines: { node: '>=20.19' },
  main: './dist/index.js',
  types: './dist/index.d.ts',
  typesVersions: {
    '*': { types: ['./generated/openapi.d.ts'], mock: ['./dist/mock/index.d.ts'] },
  },
  exports: {
    '.': { types: './dist/index.d.ts', default: './dist/index.js' },
    './types': { types: './generated/openapi.d.ts', default: './generated/openapi.js' },
    './mock': { types: './dist/mock/index.d.ts', default: './dist/mock/index.js' },
    './openapi.yaml': './spec/openapi.yaml',
    './openapi.json': './generated/openapi.json',
    './control.yaml': './spec/control.yaml',
    './package.json': './package.json',
  },
  bin: { 'stripe-payment-attempt': 'dist/cli.js' },
  files: ['dist', 'generated/{*.js,*.d.ts,openapi.json}', 'spec/{openapi,control}.yaml'],
  sideEffects: false,
  scripts: {
    start: 'tsx scripts/start.ts',
    gate: 'node --import tsx scripts/gate.ts',
    pretest: 'node --import tsx test/prove/gate.ts && node --import tsx test/prove/canary.ts',
    test: 'node --import tsx scripts/gate.ts --all',
    'test:git': 'npm run vitest -- --project git',
    'test:environments': 'npm run vitest -- --project environments',
    gen: 'tsx scripts/gen.ts',
    'gen:check': 'tsx scripts/gen.ts --check',
    compat: 'tsx scripts/compat.ts',
    'release:contract': 'tsx scripts/compat.ts --release',
    drift: 'tsx scripts/drift.ts',
    verify: 'node --import tsx scripts/verify.ts',
    mock: 'tsx scripts/mock.ts',
    docs: 'tsx scripts/docs.ts',
    screenshot: 'tsx scripts/screenshot.ts',
    bench:
      'npm run build && vitest bench --run --config test/vitest.config.ts && tsx test/bench/call.ts && tsx test/bench/contract-server.ts && tsx test/bench/package.ts && tsx test/bench/page.ts --lighthouse',
    'gate:prove':
      'npm run vitest -- --project prove && FAULTS=all npm run vitest -- planted && npm run mutants',
    mutants: 'stryker run test/stryker.config.mjs',
    build: 'tsx scripts/build.ts',
    lint: 'biome check --error-on-warnings . && redocly lint spec/openapi.yaml spec/control.yaml --config spec/redocly.yaml',
    'lint:fix': 'biome check --write .',
    typecheck:
      'node node_modules/typescript-7/bin/tsc -p . && node node_modules/typescript-7/bin/tsc -p src --noEmit && node node_modules/typescript-7/bin/tsc -p src/reference/page',
    vitest: 'vitest run --config test/vitest.config.ts',
    prepublishOnly: 'npm run release:contract -- --check',
    prepare: 'npm run build',
  },
  dependencies: { 'openapi-fetch': '0.17.0' },
  peerDependencies: { '@stoplight/prism-http': '*' },
  peerDependenciesMeta: { '@stoplight/prism-http': { optional: true } },
  publishConfig: { access: 'public', provenance: true },
  allowScripts: { '@parcel/watcher': false, esbuild: true, msw: false },
};

/** A package in the lockfile. */
interface Locked {
  integrity?: string;
  resolved?: string;
  hasInstallScript?: boolean;
}

const { bare } = await packed();
const read = async (file: string) => JSON.parse(await readFile(file, 'utf8'));

test('the packed manifest is as it was reviewed', async () => {
  const manifest = await read(join(bare, 'node_modules', NAME, 'package.json'));
  const { version: _, repository: __, devDependencies, ...rest } = manifest;
  expect(rest).toStrictEqual(REVIEWED);
  // An upgrade of a tool is no change of the package. A range would make each install another.
  const loose = Object.entries<string>(devDependencies).filter(([name, range]) => {
    // `undici-6` is another version of undici.
    const other = `npm:${name.replace(/-\d+$/, '')}@`;
    return !/^\d+\.\d+\.\d+$/.test(range.replace(other, ''));
  });
  expect(loose).toStrictEqual([]);
});

test('each locked package is known by its content', async () => {
  const { packages } = await read(join(ROOT, 'package-lock.json'));
  const { '': own, ...others } = packages;
  const locked = Object.entries<Locked>(others);
  // The registry is that of whoever installs: an address would be of another place.
  const open = locked.filter(
    ([, { integrity = '', resolved }]) => !integrity.startsWith('sha512-') || resolved,
  );
  expect(own.name).toBe(NAME);
  expect(open.map(([place]) => place)).toStrictEqual([]);
  const withScripts = locked.filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(withScripts.map(([place]) => place.replace('node_modules/', '')).toSorted()).toStrictEqual(
    Object.keys(REVIEWED.allowScripts).toSorted(),
  );
});

test('no file of the repository tells npm to install otherwise', async () => {
  const names = ['.npmrc', 'npm-shrinkwrap.json'].flatMap((name) => [name, `**/${name}`]);
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...names];
  expect(await mustRun('git', args, { cwd: ROOT })).toBe('');
});
