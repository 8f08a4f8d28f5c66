import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { type JsonObject, SpecError } from '../gen/load-spec.js';
import { canonicalContract } from './canonical-contract.js';
import type { Change } from './compare-schemas.js';

const CLI = fileURLToPath(import.meta.resolve('@redocly/cli/bin/cli.js'));

interface Report {
  changes: {
    path: string;
    typeName: string;
    kind: string;
    impact: 'major' | 'minor' | 'patch';
    property?: string;
    verdicts: { message: string }[];
  }[];
}

/**
 * What `redocly diff` finds, apart from what it calls a patch. It gets the canonical documents: in
 * the written ones a new example is minor to it, and a new known value of an open enum major.
 */
export async function redoclyOpinion(released: JsonObject, current: JsonObject): Promise<Change[]> {
  const contracts = [released, current].map(canonicalContract);
  // A second and a half for nothing, at nearly every run.
  if (isDeepStrictEqual(contracts[0], contracts[1])) return [];
  const folder = await mkdtemp(join(tmpdir(), 'compat-'));
  try {
    const files = ['released.json', 'current.json'];
    await Promise.all(
      files.map((name, i) => writeFile(join(folder, name), JSON.stringify(contracts[i]))),
    );
    const { changes } = await diff(folder, files);
    return changes.filter(({ impact }) => impact !== 'patch').map(toChange);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function diff(folder: string, files: string[]): Promise<Report> {
  const args = [CLI, 'diff', ...files, '--format', 'json', '--fail-on', 'none'];
  // Neither is for a gate: one calls home, the other asks the registry.
  const env = {
    ...process.env,
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  };
  return new Promise((resolve, reject) => {
    // It reads its configuration from where it runs: there is none in the folder.
    const options = { cwd: folder, env, maxBuffer: 2 ** 26 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      try {
        if (error) throw error;
        resolve(JSON.parse(stdout));
      } catch {
        const reason = stderr.trim().split('\n').slice(-3).join('\n');
        reject(new SpecError(`redocly diff gave no report: ${reason || error?.message}`));
      }
    });
  });
}

function toChange({
  path,
  typeName,
  kind,
  impact,
  property,
  verdicts,
}: Report['changes'][0]): Change {
  const what = [typeName, property, kind].filter(Boolean).join(' ');
  const [verdict] = verdicts;
  return {
    where: decodeURI(path).replace(/^#\//, '').replaceAll('~1', '/').replaceAll('~0', '~'),
    what: `${verdict?.message ?? what} (redocly)`,
    breaking: impact === 'major',
    whom: path.includes('/responses/') ? 'who reads' : 'who sends',
  };
}
