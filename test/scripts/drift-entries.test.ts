import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { Comparison } from '../../scripts/diff/comparison.js';
import { settle } from '../../scripts/diff/upstream-differences.js';
import { drift } from '../../scripts/drift.js';
import { derive } from '../../scripts/gen/derive.js';
import type { JsonObject } from '../../scripts/support/json.js';
import { readYaml } from '../../scripts/support/read-yaml.js';
import { ROOT } from '../support/consumer.js';
import { editDocument, renamed, things, to } from '../support/edit-document.js';
import { run } from '../support/program.js';
import { publishedThings } from '../support/published-things.js';
import { runCommand } from '../support/run-command.js';

const DIFFERENCES = 'spec/upstream-differences.yaml';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drift-test-'));
  for (const name of ['spec', 'generated']) await mkdir(join(folder, name));
});

const write = (file: string, text: string) => writeFile(join(folder, file), text);

/** A package of the official SDK's form, for the small contract. */
async function writeSdk(version: string, more: string, apiVersion: string): Promise<void> {
  const root = 'node_modules/stripe/esm';
  await mkdir(join(folder, root, 'resources'), { recursive: true });
  await write(
    'node_modules/stripe/package.json',
    JSON.stringify({ name: 'stripe', version, type: 'module' }),
  );
  await write(`${root}/apiVersion.js`, `export const ApiVersion = '${apiVersion}';\n`);
  await write(
    `${root}/resources/Things.js`,
    `export class Things {
    update(id, params, options) {
        return this._makeRequest('POST', \`/v1/things/\${encodeURIComponent(id)}\`, params, options);
    }
}
`,
  );
  await write(
    `${root}/resources/Things.d.ts`,
    `interface Customer { email?: string | null }
interface Thing {
  created: number; customer?: Customer | null; description?: string | null; extra?: {}; id: string;
  metadata?: { [key: string]: string }; object: 'thing'; owner: Customer; reported_by: 'self' | 'stripe' | (string & {});
}
interface Params {
  count: number; description?: string; expand?: string[]; failed?: { failed_at: number }; ${more}
  metadata?: '' | { [key: string]: string }; outcome?: 'canceled' | 'failed' | 'guaranteed'; shipping?: { city?: string };
}
type Response<T> = T & { lastResponse: { statusCode: number } };
export declare class Things {
  update(id: string, params?: Params, options?: { apiKey?: string }): Promise<Response<Thing>>;
}
`,
  );
}

async function writeContract(document: JsonObject): Promise<void> {
  await write('spec/openapi.yaml', stringify(document));
  const types = (await derive(document)).get('openapi.d.ts') ?? '';
  await write('generated/openapi.d.ts', types);
}

const inProcess = (...args: string[]) => runCommand(drift, folder, ...args);

describe('npm run drift', () => {
  beforeEach(async () => {
    await writeSdk('1.0.0', 'note?: string;', '2026-10-28.endive');
    const note = to({ type: 'string' });
    const fields = 'components schemas thing_params properties note';
    await writeContract(editDocument(things(), fields, note));
    await write('spec/published.yaml', stringify(editDocument(publishedThings(), fields, note)));
    await write(DIFFERENCES, '[]\n');
  });

  test('the program exits with 0 in step, and says what was compared', async () => {
    const program = ['--import', import.meta.resolve('tsx'), join(ROOT, 'scripts/drift.ts')];
    expect(await run(process.execPath, program, { cwd: folder })).toStrictEqual({
      code: 0,
      stdout:
        'In step with stripe 1.0.0 (2026-10-28.endive) and spec/published.yaml (2026-10-28.endive): 10 request fields, 11 response fields, 3 error fields, 0 deliberate differences.\n',
      stderr: '',
    });
  });

  test('prints one entry for a field that neither witness has; with a reason it is green', async () => {
    const fields = 'components schemas thing_params properties fee';
    await writeContract(editDocument(things(), fields, to({ type: 'integer', minimum: 0 })));
    await write('spec/published.yaml', stringify(publishedThings()));
    await writeSdk('1.0.0', '', '2026-10-28.endive');
    const red = await inProcess();
    expect(red.code).toBe(1);
    const [, entry = ''] = /written:\n\n([\s\S]*?)\n\nDrift from/.exec(red.stdout) ?? [];
    expect(entry).toBe('- kind: extra\n  what: field\n  places:\n    - request.fee\n  reason: ""');
    await write(DIFFERENCES, `${entry.replace('reason: ""', 'reason: Ours alone.')}\n`);
    expect(await inProcess()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/1 deliberate differences/),
    });

    // As many entries as differences in kind, each to paste below those that are there.
    await writeSdk('1.0.0', 'gone?: string; other?: string;', '2026-11-30.endive');
    const { stdout } = await inProcess();
    const [, more = ''] = /written:\n\n([\s\S]*?)\n\nDrift from/.exec(stdout) ?? [];
    expect(more.match(/^- /gm)).toHaveLength(2);
    await appendFile(
      join(folder, DIFFERENCES),
      more.replaceAll('reason: ""', 'reason: Ours alone.'),
    );
    expect(await inProcess()).toMatchObject({ code: 0 });
  });

  test('exits with 1 on drift in a table, and on a stale entry', async () => {
    await write(DIFFERENCES, '- { kind: extra, what: field, places: [request.x], reason: x }\n');
    // The SDK has the note.
    const theirs = editDocument(publishedThings(), 'info version', to('2027-01-01.fern'));
    await write('spec/published.yaml', stringify(theirs));
    const { code, stdout } = await inProcess();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^API version: ours is 2026-10-28\.endive, that of spec\/published\.yaml is 2027-01-01\.fern\.$/m,
    );
    expect(stdout).toMatch(/^place +kind +what +ours +theirs +where in ours +where in theirs$/m);
    expect(stdout).toMatch(
      /^request\.note +extra +field +optional string +– +spec\/openapi\.yaml:\d+ +#\/paths/m,
    );
    expect(stdout).toMatch(
      /^spec\/upstream-differences\.yaml:1: request\.x no longer differs \(extra: field\); drop it\.$/m,
    );
    expect(stdout).toMatch(/^Drift from .+: differences: 1, stale entries: 1, 10 request fields/m);
  });

  test('reads the types of SDKs up to 21, which are in one namespace', async () => {
    const sdk = 'node_modules/stripe';
    const name = `${sdk}/esm/resources/Things`;
    const types = await readFile(join(folder, `${name}.d.ts`), 'utf8');
    await write(
      `${name}.js`,
      `export const Things = StripeResource.extend({
    update: stripeMethod({ method: 'POST', fullPath: '/v1/things/{id}' }),
});
`,
    );
    await mkdir(join(folder, sdk, 'types'));
    const module = `declare module 'stripe' { namespace Stripe { ${types.replace('note?', 'fee?')} } }`;
    await write(`${sdk}/types/ThingsResource.d.ts`, module.replace('declare class', 'class'));
    await write(`${sdk}/types/index.d.ts`, '/// <reference path="./ThingsResource.d.ts" />');
    const { stdout } = await inProcess();
    expect(stdout).toMatch(/^request\.fee .* stripe\/types\/ThingsResource\.d\.ts:\d+$/m);
    await rm(join(folder, sdk, 'types'), { recursive: true });
  });

  test('compares nothing where no witness has an operation, and says so', async () => {
    await writeContract(editDocument(things(), 'paths', renamed('/v1/things/{id}', '/v1/x/{id}')));
    expect(await inProcess()).toMatchObject({ code: 2, stderr: 'Nothing was compared\n' });
  });

  test('says what no witness speaks of, and keeps what a document adds', async () => {
    const path = 'paths /v1/other';
    const post = { operationId: 'PostOther', responses: { 200: { description: 'Done.' } } };
    await writeContract(editDocument(things(), path, to({ post })));
    const theirs = editDocument(publishedThings(), path, to({ post }));
    const note = 'components schemas thing_params properties outcome x-stripeBypassValidation';
    await write('document.json', JSON.stringify(editDocument(theirs, note, to(true))));
    const { stdout } = await inProcess();
    expect(stdout).toMatch(
      /^Not compared with stripe 1\.0\.0: PostOther; stripe 1\.0\.0 has no method for POST \/v1\/other\.$/m,
    );
    expect(stdout).toMatch(
      /^Not compared with spec\/published\.yaml: PostOther; .* --keep FILE_OR_URL adds it\.$/m,
    );
    await inProcess('--keep', 'document.json');
    expect(await readFile(join(folder, 'spec/published.yaml'), 'utf8')).toMatch(
      /\/v1\/other:\n +post:\n +operationId: PostOther/,
    );
    expect(await readFile(join(folder, 'spec/published.yaml'), 'utf8')).toMatch(
      /schema:\n +\$ref: "#\/components\/schemas\/thing_params"/,
    );
    const { stdout: again } = await inProcess();
    expect(again).not.toMatch(/^Not compared with spec/m);
    expect(again).toMatch(/ request\.outcome +missing +x-stripeBypassValidation/m);
  });

  test.each([
    [['/nowhere.json'], /^\/nowhere\.json cannot be read: ENOENT.*\n$/],
    [['--keep'], /^--keep needs a document \(try --help\)\n$/],
    [['--fast'], /^Unknown option '--fast'.* \(try --help\)\n$/],
    [['--sdk', '../x'], /^\.\.\/x is no version of the SDK\n$/],
    [['--sdk', '23 --global'], /^23 --global is no version of the SDK\n$/],
  ])('exits with 2 on %j, in one line', async (args, message) => {
    expect(await inProcess(...args)).toStrictEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});

describe('the list of deliberate differences', () => {
  const settled = async (text: string) => {
    await write('list.yaml', text);
    const comparison = new Comparison();
    const place = { operation: 'PostX', name: 'request.a.b', where: ['', ''] } as const;
    comparison.add(place, 'maxLength', 'stricter', ['2', '1']);
    const file = await readYaml(join(folder, 'list.yaml'));
    return settle([{ name: 'it', version: '1', comparison }], file);
  };

  test.each([
    ['a: 1', /is no list$/],
    ['- [', /is no YAML: /],
    ['\n- kind: a', /yaml:2 is no complete entry$/],
    ['- { kind: a, what: a, places: [a], reason: "" }', /:1 is no complete entry$/],
    ['- { kind: a, what: a, places: [], reason: a }', /:1 is no complete entry$/],
    ['- { kind: a, what: a, places: [a], reason: a, x: a }', /:1 is no complete entry$/],
  ])('is refused where it is %j', async (text, message) => {
    await expect(settled(text)).rejects.toThrow(message);
  });

  test.each<[boolean, object]>([
    [true, {}],
    [true, { ours: '1', theirs: '2' }],
    [true, { places: ['request.*.b'] }],
    [true, { operations: ['PostY', 'PostX'] }],
    [false, { kind: 'looser' }],
    [false, { what: 'minLength' }],
    [false, { ours: '3' }],
    [false, { theirs: '3' }],
    [false, { places: ['request.a'] }],
    [false, { places: ['request.*'] }],
    [false, { places: ['request.*.b'], except: ['a'] }],
    [false, { operations: ['PostY'] }],
  ])('explains a difference: %j %j', async (isExplained, change) => {
    const entry = { kind: 'stricter', what: 'maxLength', reason: 'x', places: ['request.a.b'] };
    const { drift, stale, deliberate } = await settled(stringify([{ ...entry, ...change }]));
    expect([drift.length, stale.length, deliberate]).toStrictEqual(
      isExplained ? [0, 0, 1] : [1, 1, 0],
    );
  });
});
