import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** Writes the spec in the folder as `yaml` does, so that a test can edit its text however it is written. */
export async function unifySpec(folder: string): Promise<void> {
  const file = join(folder, 'spec/openapi.yaml');
  const document: unknown = parse(await readFile(file, 'utf8'));
  await writeFile(file, stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 }));
}
