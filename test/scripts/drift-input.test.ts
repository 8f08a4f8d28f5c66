import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { driftFromDocument } from '../../scripts/diff/compare-with-openapi.js';
import { type CannotCompare, Comparison, settle } from '../../scripts/diff/upstream-differences.js';
import { upstreamDocument } from './upstream-document.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSX = import.meta.resolve('tsx');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drift-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(text: string): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.txt`);
  await writeFile(file, text);
  return file;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}/spec3.json`;
}

/** What a comparison that cannot be made is refused with. */
const refusal = (comparison: Promise<unknown>): Promise<unknown> =>
  comparison.then(
    () => 'compared',
    ({ name, message }: CannotCompare) => `${name}: ${message}`,
  );

describe('a document', () => {
  const published = JSON.stringify(upstreamDocument());

  test.each([
    ['is empty', '\n', /is empty$/],
    ['is cut off', published.slice(0, -9), /is cut off or no JSON: .*position \d+/],
    [
      'is cut off within YAML',
      stringify(upstreamDocument()).slice(0, -9),
      /cut off: its last line/,
    ],
    ['is no YAML', 'a: [\n', /is cut off or no YAML: /],
    ['is a web page', '<!doctype html>', /is a web page, no OpenAPI document$/],
    ['is a text', 'not found\n', /is no OpenAPI 3 document$/],
    ['is Swagger 2', '{ "swagger": "2.0", "paths": {} }', /is no OpenAPI 3 document$/],
    ['has no paths', '{ "openapi": "3.0.0" }', /is no OpenAPI 3 document$/],
    ['lacks the operation', '{ "openapi": "3.0.0", "paths": {} }', /has no POST \/v1\/payment_rec/],
    [
      'lacks the form',
      published.replace(/"schema":{"type":"object"/, '"schema":{"$ref":"#/x"'),
      /has no request to compare$/,
    ],
    [
      'refers to itself',
      published
        .replace('"anyOf":[{', '"anyOf":[{"$ref":"#/components/schemas/error"},{')
        .replace(
          '"error":{"type":"object"',
          '"error":{"anyOf":[{"$ref":"#/components/schemas/error"}]',
        ),
      /refers to itself$/,
    ],
  ])('that %s is refused in one line', async (_, text, message) => {
    const answer = await refusal(driftFromDocument(await fileOf(text)));
    expect(answer).toMatch(/^CannotCompare: [^\n]+$/);
    expect(answer).toMatch(message);
  });

  test('that is not there is refused', async () => {
    expect(await refusal(driftFromDocument(join(folder, 'no')))).toMatch(/cannot be read: ENOENT/);
  });

  test.each([
    ['JSON', published],
    ['YAML', stringify(upstreamDocument())],
  ])('as %s comes from a URL too', async (_, text) => {
    const url = await serve((_, response) => response.end(text));
    expect(await driftFromDocument(url)).toMatchObject({ name: url, drift: [], stale: [] });
  });

  test.each<[string, RegExp, RequestListener]>([
    [
      'an error',
      /answered 404 Not Found$/,
      (_, response) => response.writeHead(404).end(published),
    ],
    ['a web page', /is a web page/, (_, response) => response.end(' <html>')],
    [
      'half of it',
      /is cut off or no JSON/,
      (_, response) => response.end(published.slice(0, 5000)),
    ],
    [
      'half of what it promised',
      /cannot be read after 5000 bytes: /,
      (_, response) => {
        response.writeHead(200, { 'content-length': published.length });
        response.write(published.slice(0, 5000), () => setTimeout(() => response.destroy(), 50));
      },
    ],
    ['nothing for long', /cannot be read after 0 bytes: it takes over 300 ms$/, () => {}],
    [
      'no end',
      /is larger than 64\.0 MB$/,
      (_, response) => {
        const more = (error?: Error | null): void => {
          if (!error && !response.destroyed) response.write(Buffer.alloc(2 ** 20), more);
        };
        more();
      },
    ],
  ])('from a URL that answers with %s is refused', async (_, message, listener) => {
    const milliseconds = listener.length === 0 ? 300 : 20_000;
    const url = await serve(listener);
    expect(await refusal(driftFromDocument(url, undefined, milliseconds))).toMatch(message);
  });

  test('from a host that does not answer is refused', async () => {
    expect(await refusal(driftFromDocument('http://127.0.0.1:1/'))).toMatch(
      /bad port|ECONNREFUSED/,
    );
  });

  test('of many megabytes is compared as well, and says so meanwhile', async () => {
    const other = { type: 'object', properties: { text: { type: 'string', maxLength: 5000 } } };
    const others = Array.from({ length: 70_000 }, (_, index) => [`other_${index}`, other]);
    const { components, ...document } = upstreamDocument();
    const schemas = { ...Object.fromEntries(others), ...Object(components).schemas };
    const large = { ...document, components: { schemas } };
    const steps: string[] = [];
    const file = await fileOf(JSON.stringify(large));
    expect(await driftFromDocument(file, (step) => steps.push(step))).toMatchObject({ drift: [] });
    expect(steps).toStrictEqual([expect.stringMatching(/^Parsing [5-9]\.\d MB$/)]);
  });
});

describe('the list of deliberate differences', () => {
  const settled = async (text: string) =>
    refusal(settle('sdk', new Comparison(), await fileOf(text)));

  test.each([
    ['a: 1', /is no list$/],
    ['- [', /is no YAML: /],
    ['\n- witness: sdk', /txt:2 is no complete entry$/],
    ['- { witness: sdk, kind: a, what: a, places: [a], reason: "" }', /:1 is no complete entry$/],
    ['- { witness: sdk, kind: a, what: a, places: [], reason: a }', /:1 is no complete entry$/],
    [
      '- { witness: sdk, kind: a, what: a, places: [a], reason: a, x: a }',
      /:1 is no complete entry$/,
    ],
  ])('is refused where it is %j', async (text, message) => {
    expect(await settled(text)).toMatch(message);
  });

  test('explains no difference by another name, kind, text, or place', async () => {
    const comparison = new Comparison();
    const at = { ours: { where: 'a' }, theirs: { where: 'b' } };
    comparison.add('request.a.b', at, 'stricter', 'maxLength', { ours: '1', theirs: '2' });
    const entry = { witness: 'sdk', kind: 'stricter', what: 'maxLength', reason: 'x' };
    const drifts = async (change: object): Promise<boolean> => {
      const file = await fileOf(stringify([{ ...entry, places: ['request.a.b'], ...change }]));
      const { drift, stale, deliberate } = await settle('sdk', comparison, file);
      expect([stale.length, deliberate]).toStrictEqual(drift.length > 0 ? [1, 0] : [0, 1]);
      return drift.length > 0;
    };
    for (const change of [{}, { ours: '1', theirs: '2' }, { places: ['request.*.b'] }]) {
      expect(await drifts(change)).toBe(false);
    }
    for (const change of [
      { kind: 'looser' },
      { what: 'minLength' },
      { ours: '3' },
      { theirs: '3' },
      { places: ['request.a'] },
      { places: ['request.*'] },
      { places: ['request.*.b'], except: ['a'] },
    ]) {
      expect(await drifts(change)).toBe(true);
    }
  });
});

describe('npm run drift', () => {
  function drift(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
    return new Promise((resolve) => {
      const script = join(ROOT, 'scripts/drift.ts');
      const child = execFile(
        process.execPath,
        ['--import', TSX, script, ...args],
        { cwd: ROOT },
        (_, out, err) => resolve({ code: child.exitCode, out, err }),
      );
    });
  }

  test('exits with 0 in step, and says what was compared', async () => {
    const { code, out } = await drift(await fileOf(JSON.stringify(upstreamDocument())));
    expect(out).toMatch(
      /^In step with .+ \(2026-10-28\.endive\): 38 request fields, 67 response fields, 17 error fields compared, \d+ deliberate differences\.\n$/,
    );
    expect(code).toBe(0);
  });

  test('exits with 1 on drift, in a table', async () => {
    const text = JSON.stringify(upstreamDocument())
      .replace('2026-10-28.endive', '2027-01-01.fern')
      .replace('"livemode":{"type":"boolean"}', '"livemode":{"type":"string"}');
    const { code, out } = await drift(await fileOf(text));
    expect(out).toMatch(/^API version: ours is 2026-10-28\.endive, theirs is 2027-01-01\.fern\.$/m);
    expect(out).toMatch(/^place +kind +what +ours +theirs +where in ours +where in theirs$/m);
    expect(out).toMatch(
      /^response\.livemode +different +type +boolean +string +spec\/.+:\d+ +#\/comp/m,
    );
    expect(out).toMatch(/^Drift from .+: 1 difference, 38 request fields/m);
    expect(code).toBe(1);
  });

  test('exits with 1 on a stale entry', async () => {
    const closed = '"required":["failed_at"],"additionalProperties":false';
    const text = JSON.stringify(upstreamDocument()).replace('"required":["failed_at"]', closed);
    const { code, out } = await drift(await fileOf(text));
    expect(out).toMatch(
      /^spec\/upstream-differences\.yaml:\d+: request\.failed no longer differs \(stricter: unknown fields\); drop it\.$/m,
    );
    expect(out).toMatch(/^Drift from .+: 1 stale entry, 38 request fields/m);
    expect(code).toBe(1);
  });

  test.each([
    [['/nowhere.json'], /^\/nowhere\.json cannot be read: ENOENT.*\n$/],
    [['a', '--sdk', 'latest'], /^Either --sdk or a document \(try --help\)\n$/],
    [['--fast'], /^Unknown option '--fast'.* \(try --help\)\n$/],
  ])('exits with 2 on %j, in one line', async (args, message) => {
    expect(await drift(...args)).toStrictEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(message),
    });
  });
});
