import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { compareContracts } from '../../scripts/diff/compare-contracts.js';
import { loadSpec } from '../../scripts/gen/load-spec.js';
import { HARMLESS_EDITS } from '../../scripts/prove/harmless-edits.js';
import { type Mutant, mutantsOf } from '../../scripts/prove/mutants-of.js';
import { whyEquivalent } from '../../scripts/prove/why-equivalent.js';
import { things } from '../support/edit-document.js';

// What `npm run gate:prove` does at length with the real contract.

const contract = things();
const mutants = mutantsOf(contract);
let file: string;
beforeAll(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'gate-prove-')), 'openapi.yaml');
});
afterAll(() => rm(join(file, '..'), { recursive: true }));

async function isRefused({ document }: Mutant): Promise<boolean> {
  await writeFile(file, stringify(document));
  return loadSpec(file).then(
    () => false,
    () => true,
  );
}

test('mutants are many, each with an id of its own, and each another document', () => {
  expect(mutants.length).toBeGreaterThan(400);
  expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  const texts = new Set(mutants.map(({ document }) => JSON.stringify(document)));
  expect(texts.has(JSON.stringify(contract))).toBe(false);
});

test('compat sees each mutant, unless gen refuses it or it means the same', async () => {
  const unseen = mutants.filter(
    ({ document }) => compareContracts(contract, document).length === 0,
  );
  const unexplained = unseen.filter((mutant) => whyEquivalent(mutant, contract) === undefined);
  const survivors = [];
  for (const mutant of unexplained) if (!(await isRefused(mutant))) survivors.push(mutant.id);
  expect(survivors).toStrictEqual([]);
  expect(unseen.length).toBeLessThan(mutants.length / 20);
});

test.each([
  ['delete required of /components/schemas/thing', undefined],
  ['delete type of /components/schemas/thing/properties/id', undefined],
  ['let be null /components/schemas/customer', undefined],
  ['delete required of /components/parameters/key', 'false is the default'],
  ['delete type of /components/schemas/thing_params/properties/outcome', 'the values say the type'],
])('%s: %s', (id, reason) => {
  expect(whyEquivalent({ id, document: {} }, contract)).toBe(reason);
});

test.each([...HARMLESS_EDITS])('harmless: %s', (_, edit) => {
  const text = readFileSync('test/fixtures/things.yaml', 'utf8');
  const edited = edit(text);
  expect(edited).not.toBe(text);
  expect(compareContracts(contract, parse(edited))).toStrictEqual([]);
});
