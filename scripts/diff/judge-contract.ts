import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type JsonObject, loadSpec, SpecError } from '../gen/load-spec.js';
import { compareContracts } from './compare-contracts.js';
import type { Difference } from './comparison.js';

export const CURRENT = 'spec/openapi.yaml';
export const RELEASED = 'spec/released.yaml';

export interface Judgement {
  changes: Difference[];
  /** The version that the contract was last released as. */
  released: string;
  /** What package.json says. */
  version: string;
  isDeclared: boolean;
  /** What to do about it, with the lines to paste. */
  verdict: string;
}

/** Compares the contract in a folder with its last release. */
export async function judgeContract(folder = '.'): Promise<Judgement> {
  const [before, after, version, changelog] = await Promise.all([
    load(join(folder, RELEASED), 'npm run release:contract writes it'),
    load(join(folder, CURRENT), 'it is the contract'),
    packageVersion(folder),
    readFile(join(folder, 'CHANGELOG.md'), 'utf8').catch(() => ''),
  ]);
  const released = before['x-released-as'];
  if (typeof released !== 'string' || !parseVersion(released)) {
    throw new SpecError(`${RELEASED}:1:1 x-released-as is no version`);
  }
  const changes = compareContracts(before, after);
  return { changes, released, version, ...verdictOf({ changes, released, version, changelog }) };
}

/** Whether the version and the changelog declare the changes. */
export function verdictOf(contract: {
  changes: Difference[];
  released: string;
  version: string;
  changelog: string;
}): Pick<Judgement, 'isDeclared' | 'verdict'> {
  const { changes, released, version, changelog } = contract;
  const breaking = changes.filter((change) => change.breaking).length;
  const needed = neededVersion(released, severity(changes));
  const count = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}, ${breaking} breaking`;
  const refused = (verdict: string) => ({ isDeclared: false, verdict });

  if (changes.length === 0) {
    if (isBelow(version, released)) {
      return refused(`package.json says ${version}, older than the released ${released}.`);
    }
    return { isDeclared: true, verdict: `The contract is the one released as ${released}.` };
  }
  const isOld = isBelow(version, needed);
  const heading = `## ${isOld ? needed : (parseVersion(version) ?? []).join('.')}`;
  const isListed = hasEntry(changelog, heading);
  if (!isOld && isListed) {
    return { isDeclared: true, verdict: `${count}: declared by version ${version}.` };
  }
  const lacks = [
    ...(isOld ? [`version ${needed} or higher; package.json says ${version}`] : []),
    ...(isListed ? [] : [`a line in CHANGELOG.md under "${heading}"`]),
  ];
  const steps = [
    ...(isOld ? [`Run: npm version --no-git-tag-version ${needed}`] : []),
    ...(isListed
      ? []
      : [`Add to CHANGELOG.md, below its first heading:\n\n${linesFor(heading, changes)}`]),
  ];
  return refused(`${steps.join('\n')}\n\n${count}: needs ${lacks.join(', and ')}.`);
}

/** A section of the CHANGELOG, to be put into better words. */
function linesFor(heading: string, changes: Difference[]): string {
  const places = [
    ...new Set(changes.map(({ name, breaking }) => `${breaking ? 'Breaking: ' : ''}\`${name}\``)),
  ];
  const lines = places.map((place) => `- ${place}: what changed, for those who use it`);
  return [heading, '', ...lines].join('\n');
}

/** The version in the package.json of a folder. */
export async function packageVersion(folder = '.'): Promise<string> {
  let version: unknown;
  try {
    ({ version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  } catch (error) {
    throw new SpecError(`package.json: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof version === 'string' && parseVersion(version)) return version;
  throw new SpecError(`package.json: the version is not of the form 1.2.3, but ${version}`);
}

async function load(file: string, hint: string): Promise<JsonObject> {
  return loadSpec(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new SpecError(`${file} is missing: ${hint}.`) : error;
  });
}

const severity = (changes: Difference[]): 0 | 1 | 2 =>
  changes.some(({ breaking }) => breaking) ? 2 : changes.length > 0 ? 1 : 0;

function neededVersion(released: string, severity: 0 | 1 | 2): string {
  const [major = 0, minor = 0] = parseVersion(released) ?? [];
  if (severity === 0) return released;
  return severity === 2 ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
}

function isBelow(version: string, other: string): boolean {
  const [a, b] = [parseVersion(version) ?? [], parseVersion(other) ?? []];
  const index = a.findIndex((part, i) => part !== b[i]);
  return (a[index] ?? 0) < (b[index] ?? 0);
}

/** A pre-release counts as the release that it leads to. */
function parseVersion(version: string): number[] | undefined {
  const [, ...parts] = /^(\d+)\.(\d+)\.(\d+)(?:[-+][\w.+-]+)?$/.exec(version) ?? [];
  return parts.length === 3 ? parts.map(Number) : undefined;
}

/** Whether a line stands under the heading that is no heading itself. */
function hasEntry(changelog: string, heading: string): boolean {
  const lines = changelog.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => line === heading || line.startsWith(`${heading} `));
  if (start < 0) return false;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^##? /.test(line));
  return rest.slice(0, end < 0 ? undefined : end).some((line) => line && !line.startsWith('#'));
}
