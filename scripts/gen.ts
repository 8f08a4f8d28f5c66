// npm run gen: derives generated/ from the spec and says what changed.
// npm run gen:check: writes nothing, and fails where generated/ is not what the spec gives.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { derive } from './gen/derive.js';
import { loadSpec, SpecError } from './gen/load-spec.js';

const SPEC = 'spec/openapi.yaml';
const OUTPUT = 'generated';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

try {
  const changes = await compare(await derive(await loadSpec(SPEC)));
  if (values.check) check(changes);
  else await write(changes);
} catch (error) {
  if (!(error instanceof SpecError)) throw error;
  console.error(`${error.message}\n${OUTPUT}/ is left as it was.`);
  process.exitCode = 1;
}

interface Change {
  file: string;
  /** What the spec gives; undefined where the file should not be there. */
  wanted: string | undefined;
  /** What is there; undefined where the file is missing. */
  found: string | undefined;
}

async function compare(derived: Map<string, string>): Promise<Change[]> {
  await mkdir(OUTPUT, { recursive: true });
  const names = new Set([...derived.keys(), ...(await readdir(OUTPUT))]);
  return Promise.all(
    [...names].sort().map(async (name) => {
      const file = `${OUTPUT}/${name}`;
      const found = await readFile(file, 'utf8').catch(() => undefined);
      return { file, wanted: derived.get(name), found };
    }),
  );
}

function check(changes: Change[]): void {
  const stale = changes.filter(({ wanted, found }) => wanted !== found);
  for (const change of stale) console.error(`${change.file} is stale: ${describe(change)}`);
  if (stale.length > 0) {
    console.error(`Run \`npm run gen\` and commit ${OUTPUT}/.`);
    process.exitCode = 1;
  }
}

async function write(changes: Change[]): Promise<void> {
  const width = Math.max(...changes.map(({ file }) => file.length));
  for (const change of changes) {
    const { file, wanted, found } = change;
    if (wanted === undefined) await rm(file, { recursive: true });
    else if (wanted !== found) await writeFile(file, wanted);
    console.log(`${file.padEnd(width)} ${wanted === found ? 'unchanged' : describe(change)}`);
  }
}

function describe({ wanted, found }: Change): string {
  if (wanted === undefined) return 'does not follow from the spec';
  if (found === undefined) return 'is new';
  return `+${linesMissing(wanted, found)} −${linesMissing(found, wanted)} lines`;
}

/** How many lines of `text` have no like in `other`. */
function linesMissing(text: string, other: string): number {
  const rest = new Map<string, number>();
  for (const line of other.split('\n')) rest.set(line, (rest.get(line) ?? 0) + 1);
  return text.split('\n').filter((line) => {
    const left = rest.get(line) ?? 0;
    rest.set(line, left - 1);
    return left <= 0;
  }).length;
}
