import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { compareContracts } from '../../scripts/diff/compare-contracts.js';
import { loadSpec } from '../../scripts/gen/load-spec.js';
import { CannotRun } from '../../scripts/support/command.js';
import type { JsonObject } from '../../scripts/support/json.js';
import { HARMLESS_EDITS } from './harmless-edits.js';
import { mutantsOf } from './mutants-of.js';
import { whyEquivalent } from './why-equivalent.js';

/** Tests that compat sees whatever is broken in a contract, one thing at a time, and nothing else. */
export function proveContract(text: string, isOurs = false): void {
  const contract: JsonObject = JSON.parse(JSON.stringify(parse(text)));
  const mutants = mutantsOf(contract);
  let file: string;
  beforeAll(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'gate-prove-')), 'openapi.yaml');
  });

  async function isRefused(edited: string): Promise<boolean> {
    await writeFile(file, edited);
    return loadSpec(file).then(
      () => false,
      (error: Error) => {
        if (!(error instanceof CannotRun)) throw error;
        return true;
      },
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
    const survivors = [];
    for (const mutant of unseen) {
      if (whyEquivalent(mutant, contract)) continue;
      if (!(await isRefused(stringify(mutant.document)))) survivors.push(mutant.id);
    }
    expect(survivors).toStrictEqual([]);
    expect(unseen.length).toBeLessThan(mutants.length / 20);
  });

  test.each([...HARMLESS_EDITS])('harmless: %s', async (_, edit) => {
    const edited = edit(text);
    expect(edited).not.toBe(text);
    if (isOurs) expect(await isRefused(edited)).toBe(false);
    expect(compareContracts(contract, parse(edited))).toStrictEqual([]);
  });
}
