import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asObject } from '../../scripts/diff/canonical-contract.js';
import { compareContracts } from '../../scripts/diff/compare-contracts.js';
import { derive } from '../../scripts/gen/derive.js';
import { createAjv, type Json, type JsonObject, loadSpec } from '../../scripts/gen/load-spec.js';
import { editSpec, HARMLESS_EDITS } from '../../scripts/prove/edit-spec.js';
import { type Fault, sampleFaults, specFaults } from '../../scripts/prove/spec-faults.js';

// What `npm run gate:prove` does at length, with the witnesses that need no process of their own.

const SPEC = readFileSync(new URL('../../spec/openapi.yaml', import.meta.url), 'utf8');
let folder: string;
let spec: JsonObject;
let faults: Fault[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gate-prove-'));
  spec = await load(SPEC);
  faults = specFaults(spec);
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string): Promise<JsonObject> {
  const file = join(folder, 'openapi.yaml');
  await writeFile(file, text);
  return JSON.parse(JSON.stringify(await loadSpec(file)));
}

/** The witnesses that are red. */
async function redOn(text: string): Promise<string[]> {
  const document = await load(text).catch(() => undefined);
  if (!document) return ['gen'];
  await derive(document);
  return [
    ...(compareContracts(spec, document).length > 0 ? ['compat'] : []),
    ...(areExamplesValid(document) ? [] : ['examples']),
  ];
}

/** Whether each example stands beside a schema that it fits. */
function areExamplesValid(document: JsonObject): boolean {
  const ajv = createAjv(document);
  const isFit = (node: Json, pointer: string): boolean => {
    if (typeof node !== 'object' || node === null) return true;
    const { schema, example, examples } = asObject(node);
    const values = Object.values(asObject(examples)).map((each) => asObject(each).value);
    const $ref = `openapi.json#${encodeURI(pointer)}/schema`;
    return (
      (!schema ||
        [example, ...values]
          .filter((value) => value !== undefined)
          .every((value) => ajv.validate({ $ref }, value))) &&
      Object.entries(node)
        .filter(([key]) => !['example', 'examples', 'schema'].includes(key))
        .every(([key, child]) =>
          isFit(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
        )
    );
  };
  return isFit(document, '');
}

describe('the faults', () => {
  test('are many, each with an id of its own', () => {
    expect(faults.length).toBeGreaterThan(500);
    expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
  });

  test('are of every kind', () => {
    const kinds = new Set(faults.map(({ kind }) => kind));
    expect([...kinds].sort()).toStrictEqual(
      [
        ...['body-optional', 'branch-dropped', 'closedness-gained', 'closedness-lost'],
        ...['dialect-dropped', 'encoding-dropped', 'encoding-explode-changed'],
        ...['encoding-explode-dropped', 'encoding-style-changed', 'encoding-style-dropped'],
        ...['enum-closed', 'enum-dropped', 'enum-opened', 'enum-value-added'],
        ...['enum-value-dropped', 'enum-value-renamed', 'example-dropped', 'example-field-added'],
        ...['example-field-dropped', 'example-spoilt', 'example-status-changed'],
        ...['format-changed', 'format-dropped', 'header-dropped', 'header-renamed', 'limit-added'],
        ...['limit-dropped', 'limit-lowered', 'limit-raised', 'map-values-dropped'],
        ...['media-type-changed', 'method-changed', 'null-gained', 'null-lost'],
        ...['operation-renamed', 'parameter-added', 'parameter-dropped', 'parameter-moved'],
        ...['parameter-renamed', 'parameter-required', 'path-renamed', 'path-slash-added'],
        ...['path-version-changed', 'pattern-changed', 'pattern-dropped', 'property-added'],
        ...['property-dropped', 'property-names-dropped', 'property-optional'],
        ...['property-renamed', 'property-required', 'ref-retargeted', 'required-property-added'],
        ...['requirement-dropped', 'response-body-dropped', 'scheme-changed', 'scheme-dropped'],
        ...['scheme-type-changed', 'security-combined', 'security-dropped', 'security-optional'],
        ...['server-added', 'server-changed', 'server-dropped', 'status-changed'],
        ...['status-dropped', 'type-changed', 'version-changed', 'version-renamed'],
      ].sort(),
    );
  });

  test('are sampled the same way each time, from every kind', () => {
    const sample = sampleFaults(faults, 200);
    expect(sample.length).toBeGreaterThan(150);
    expect(sample.length).toBeLessThanOrEqual(200);
    expect(sampleFaults(faults, 200)).toStrictEqual(sample);
    expect(new Set(sample.map(({ kind }) => kind))).toStrictEqual(
      new Set(faults.map(({ kind }) => kind)),
    );
  });

  test('change something, each of them', () => {
    const idle = faults.filter(({ edit }) => {
      const edited = structuredClone(spec);
      edit(edited);
      return isDeepStrictEqual(edited, spec);
    });
    expect(idle).toStrictEqual([]);
  });
});

test('an edit leaves everything else in the spec as it is written', () => {
  const edited = editSpec(SPEC, (document) => delete document.servers);
  const lines = new Set(edited.split('\n'));
  expect(SPEC.split('\n').filter((line) => line.startsWith('#') && !lines.has(line))).toStrictEqual(
    [],
  );
  expect(editSpec(edited, () => {})).toBe(edited);
});

test.each([
  ['type-changed@/components/schemas/address_param/properties/city', 'compat'],
  ['property-renamed@/components/schemas/report_payment_attempt_params:outcome', 'compat'],
  ['property-required@/components/schemas/report_payment_attempt_params:failed', 'compat'],
  ['closedness-lost@/components/schemas/address_param', 'compat'],
  ['enum-closed@/components/schemas/payment_record/properties/reported_by', 'compat'],
  ['null-lost@/components/schemas/payment_record/properties/description', 'compat'],
  ['limit-raised@/components/parameters/idempotency_key/schema:maxLength', 'compat'],
  ['scheme-dropped@:basicAuth', 'compat'],
  ['server-changed@', 'compat'],
  ['version-changed@/info', 'compat'],
  [
    'type-changed@/components/schemas/report_payment_attempt_params/properties/metadata/anyOf/0/propertyNames',
    'gen',
  ],
  ['example-spoilt@/components/parameters/stripe_version', 'examples'],
])('%s is caught by %s', async (id, witness) => {
  const fault = faults.find((each) => each.id === id);
  expect(fault).toBeDefined();
  expect(await redOn(editSpec(SPEC, fault?.edit ?? (() => {})))).toContain(witness);
});

test.each([...HARMLESS_EDITS])('harmless: %s', async (what, edit) => {
  const text = edit(SPEC);
  if (what !== 'nothing changed') expect(text).not.toBe(SPEC);
  expect(await redOn(text)).toStrictEqual([]);
});
