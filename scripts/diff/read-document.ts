import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parse, parseDocument } from 'yaml';
import { keysOf } from '../../src/form/json-pointer.js';
import { CannotCompare } from './cannot-compare.js';
import { Contract, isJsonObject } from './contract.js';

const LARGE = 2 ** 20;
const LARGEST = 64 * LARGE;

/** A YAML file of ours. */
export interface YamlFile {
  name: string;
  value: unknown;
  /** Where in it a path of keys leads: `file:line`. */
  where: (path: readonly (string | number)[]) => string;
}

export async function readYaml(name: string): Promise<YamlFile> {
  const lines = new LineCounter();
  const source = parseDocument(await readText(name), { lineCounter: lines });
  const [error] = source.errors;
  if (error) throw new CannotCompare(`${name} is no YAML: ${reasonOf(error)}`);
  return {
    name,
    value: source.toJS({ maxAliasCount: -1 }),
    where: (path) => {
      const node = source.getIn(path, true);
      const [offset = 0] = (isNode(node) && node.range) || [];
      return `${name}:${lines.linePos(offset).line}`;
    },
  };
}

/** A contract of ours, whose places are lines of its file. */
export async function readContract(file: string): Promise<Contract> {
  const { value, where } = await readYaml(file);
  return contractOf(value, file, (pointer) => where(keysOf(pointer)));
}

/** A published OpenAPI document from a file or a URL. */
export async function readDocument(
  source: string,
  progress: (text: string) => void = () => {},
  milliseconds = 60_000,
): Promise<Contract> {
  const isUrl = /^https?:/i.test(source);
  const text = await (isUrl ? download(source, progress, milliseconds) : readText(source));
  if (text.length > LARGE) progress(`Parsing ${megabytes(text.length)}`);
  return contractOf(parseText(source, text), source);
}

function contractOf(value: unknown, name: string, where?: (pointer: string) => string): Contract {
  const isOpenApi = isJsonObject(value) && /^3\./.test(String(value.openapi));
  if (!isOpenApi || !isJsonObject(value.paths)) {
    throw new CannotCompare(`${name} is no OpenAPI 3 document`);
  }
  return new Contract(value, where);
}

const readText = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: Error) => {
    throw new CannotCompare(`${file} cannot be read: ${error.message}`);
  });

async function download(
  url: string,
  progress: (text: string) => void,
  milliseconds: number,
): Promise<string> {
  const signal = AbortSignal.timeout(milliseconds);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const { ok, status, statusText, body } = await fetch(url, { signal });
    if (!ok) throw new CannotCompare(`${url} answered ${status} ${statusText}`);
    for await (const chunk of body ?? []) {
      size += chunk.length;
      if (size > LARGEST) throw new CannotCompare(`${url} is larger than ${megabytes(LARGEST)}`);
      if (size > LARGE) progress(`Reading ${megabytes(size)}`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof CannotCompare) throw error;
    const reason = signal.aborted ? `it takes over ${milliseconds} ms` : reasonOf(error);
    throw new CannotCompare(`${url} cannot be read after ${size} bytes: ${reason}`);
  }
  return Buffer.concat(chunks).toString();
}

function parseText(source: string, text: string): unknown {
  const content = text.trimStart();
  const [start] = content;
  if (start === undefined) throw new CannotCompare(`${source} is empty`);
  if (start === '<') throw new CannotCompare(`${source} is a web page, no OpenAPI document`);
  if (start !== '{' && !text.endsWith('\n')) {
    throw new CannotCompare(`${source} is cut off: its last line has no end`);
  }
  try {
    return start === '{' ? JSON.parse(content) : parse(content, { logLevel: 'error' });
  } catch (error) {
    const format = start === '{' ? 'JSON' : 'YAML';
    throw new CannotCompare(`${source} is cut off or no ${format}: ${reasonOf(error)}`);
  }
}

const megabytes = (size: number): string => `${(size / LARGE).toFixed(1)} MB`;

/** The innermost reason of an error, in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  // A host with several addresses fails once for each.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error.message.split('\n', 1)[0] ?? '';
}
