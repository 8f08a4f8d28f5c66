// npm run gen: derives generated/ from the spec and says what changed.
// npm run gen:check: writes nothing, and fails where generated/ is not what the spec gives.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { derive } from './gen/derive.js';
import { loadSpec } from './gen/load-spec.js';
import { CannotRun, runAsProgram } from './support/command.js';

const SPEC = 'spec/openapi.yaml';
const OUTPUT = 'generated';

export async function gen(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { check: { type: 'boolean', default: false } } });
  try {
    return await write(await derive(await loadSpec(SPEC)), values.check);
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error;
    console.error(`${error.message}\n${OUTPUT}/ is left as it was.`);
    return 1;
  }
}

/** Writes what was derived, or checks that it is there; the exit code. */
async function write(derived: Map<string, string>, isCheck: boolean): Promise<number> {
  await mkdir(OUTPUT, { recursive: true });
  const names = new Set([...derived.keys(), ...(await readdir(OUTPUT))]);
  const width = Math.max(...[...names].map((name) => name.length));
  let isStale = false;
  for (const name of [...names].sort()) {
    const file = `${OUTPUT}/${name}`;
    const wanted = derived.get(name);
    const found = await readFile(file, 'utf8').catch(() => undefined);
    const change = wanted === found ? 'unchanged' : describe(wanted, found);
    if (!isCheck) {
      if (wanted === undefined) await rm(file, { recursive: true });
      else if (wanted !== found) await writeFile(file, wanted);
      console.log(`${OUTPUT}/${name.padEnd(width)} ${change}`);
    } else if (wanted !== found) {
      console.error(`${file} is stale: ${change}`);
      isStale = true;
    }
  }
  if (isStale) console.error(`Run \`npm run gen\` and commit ${OUTPUT}/.`);
  return isStale ? 1 : 0;
}

function describe(wanted: string | undefined, found: string | undefined): string {
  if (wanted === undefined) return 'does not follow from the spec';
  if (found === undefined) return 'is new';
  return `+${linesMissing(wanted, found)} −${linesMissing(found, wanted)} lines`;
}

/** How many lines of `text` have no like in `other`. */
function linesMissing(text: string, other: string): number {
  const rest = other.split('\n');
  return text.split('\n').filter((line) => {
    const index = rest.indexOf(line);
    if (index >= 0) rest.splice(index, 1);
    return index < 0;
  }).length;
}

await runAsProgram(import.meta.url, gen);
