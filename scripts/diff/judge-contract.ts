import { readFile } from 'node:fs/promises';
import { loadSpec } from '../gen/load-spec.js';
import { CannotRun } from '../support/command.js';
import type { JsonObject } from '../support/json.js';
import { compareContracts } from './compare-contracts.js';
import type { Difference } from './comparison.js';

export const CURRENT = 'spec/openapi.yaml';
export const RELEASED = 'spec/released.yaml';
const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

export interface Judgement {
  changes: Difference[];
  isDeclared: boolean;
  /** What to do about it, with the lines to paste. */
  verdict: string;
}

/** Compares the contract with its last release. */
export async function judgeContract(): Promise<Judgement> {
  const [before, after, version, changelog] = await Promise.all([
    load(RELEASED, 'npm run release:contract writes it'),
    load(CURRENT, 'it is the contract'),
    packageVersion(),
    readFile('CHANGELOG.md', 'utf8').catch(() => ''),
  ]);
  const released = String(before['x-released-as']);
  if (!VERSION.test(released)) throw new CannotRun(`${RELEASED}:1:1 x-released-as is no version`);
  return verdictOf({ changes: compareContracts(before, after), released, version, changelog });
}

/** Whether the version and the changelog declare the changes. */
export function verdictOf(contract: {
  changes: Difference[];
  /** The version that the contract was last released as. */
  released: string;
  /** What package.json says. */
  version: string;
  changelog: string;
}): Judgement {
  const { changes, released, version, changelog } = contract;
  const judged = (isDeclared: boolean, verdict: string) => ({ changes, isDeclared, verdict });
  const breaking = changes.filter((change) => change.breaking).length;
  if (changes.length === 0) {
    return isBelow(version, released)
      ? judged(false, `package.json says ${version}, older than the released ${released}.`)
      : judged(true, `The contract is the one released as ${released}.`);
  }
  const [major = 0, minor = 0] = released.split('.').map(Number);
  const needed = breaking > 0 ? `${major + 1}.0.0` : `${major}.${minor + 1}.0`;
  const isOld = isBelow(version, needed);
  const heading = `## ${isOld ? needed : plain(version)}`;
  const steps: string[] = [];
  const lacks: string[] = [];
  if (isOld) {
    steps.push(`Run: npm version --no-git-tag-version ${needed}`);
    lacks.push(`version ${needed} or higher; package.json says ${version}`);
  }
  if (!hasEntry(changelog, heading)) {
    steps.push(`Add to CHANGELOG.md, below its first heading:\n\n${linesFor(heading, changes)}`);
    lacks.push(`a line in CHANGELOG.md under "${heading}"`);
  }
  const count = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}, ${breaking} breaking`;
  if (steps.length === 0) return judged(true, `${count}: declared by version ${version}.`);
  return judged(false, `${steps.join('\n')}\n\n${count}: needs ${lacks.join(', and ')}.`);
}

/** A section of the CHANGELOG, to be put into better words. */
function linesFor(heading: string, changes: Difference[]): string {
  const lines = changes.map(
    ({ name, breaking }) =>
      `- ${breaking ? 'Breaking: ' : ''}\`${name}\`: what changed, for those who use it`,
  );
  return [heading, '', ...new Set(lines)].join('\n');
}

/** The version in package.json. */
export async function packageVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  if (VERSION.test(version)) return version;
  throw new CannotRun(`package.json: the version is not of the form 1.2.3, but ${version}`);
}

async function load(file: string, hint: string): Promise<JsonObject> {
  return loadSpec(file).catch((error) => {
    throw error.cause?.code === 'ENOENT' ? new CannotRun(`${file} is missing: ${hint}.`) : error;
  });
}

/** A pre-release counts as the release that it leads to. */
const plain = (version: string): string => version.replace(/[-+].*/, '');

const isBelow = (version: string, other: string): boolean =>
  plain(version).localeCompare(plain(other), 'en', { numeric: true }) < 0;

/** Whether a line stands under the heading that is no heading itself. */
function hasEntry(changelog: string, heading: string): boolean {
  const sections = changelog.split(/^(?=##? )/m).map((section) => section.trim().split(/\s*\n\s*/));
  const found = sections.find(([first]) => first === heading || first?.startsWith(`${heading} `));
  return found?.some((line) => line && !line.startsWith('#')) ?? false;
}
