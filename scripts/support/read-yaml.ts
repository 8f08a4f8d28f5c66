import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { CannotRun, reasonOf } from './command.js';

/** A YAML file of ours. */
export interface YamlFile {
  name: string;
  value: unknown;
  /** Where in it a path of keys leads, as far as that goes: `file:line`. */
  where: (path: Path) => string;
  /** The same with its column: `file:line:column`. */
  place: (path: Path) => string;
}
type Path = readonly (string | number)[];

/** @throws {CannotRun} with a line for each fault of its YAML. */
export async function readYaml(name: string): Promise<YamlFile> {
  const lines = new LineCounter();
  const source = parseDocument(await readText(name), { lineCounter: lines });
  const placeOf = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const faults = [...source.errors, ...source.warnings].map(
    ({ pos: [offset], message }) =>
      `${placeOf(offset)} is no YAML: ${message.replace(/\n.*/s, '')}`,
  );
  if (faults.length > 0) throw new CannotRun(faults.join('\n'));
  const place = (path: Path): string => {
    const node = source.getIn(path, true);
    if (isNode(node) && node.range) return placeOf(node.range[0]);
    return path.length > 0 ? place(path.slice(0, -1)) : placeOf(0);
  };
  return {
    name,
    value: source.toJS({ maxAliasCount: -1 }),
    where: (path) => place(path).replace(/:\d+$/, ''),
    place,
  };
}

export async function readText(name: string): Promise<string> {
  return readFile(name, 'utf8').catch((cause) => {
    throw new CannotRun(`${name} cannot be read: ${reasonOf(cause)}`, { cause });
  });
}
