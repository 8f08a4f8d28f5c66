import { readFile } from 'node:fs/promises';
import { isNode, LineCounter, parse, parseDocument } from 'yaml';
import { keysOf } from '../../src/form/json-pointer.js';
import { CannotCompare } from './cannot-compare.js';
import { Contract, isJsonObject } from './contract.js';

/** Bytes of the largest document that is downloaded. Stripe's has 8 million. */
const LARGEST = 64_000_000;

/** A YAML file of ours. */
export interface YamlFile {
  name: string;
  value: unknown;
  /** Where in it a path of keys leads: `file:line`. */
  where: (path: readonly (string | number)[]) => string;
}

export async function readYaml(name: string): Promise<YamlFile> {
  const lines = new LineCounter();
  const source = parseDocument(await read(name), { lineCounter: lines });
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

/** A published OpenAPI document from a file or a URL, as JSON or YAML. */
export async function readDocument(source: string, milliseconds = 60_000): Promise<Contract> {
  const text = await read(source, milliseconds);
  const content = text.trimStart();
  const isJson = content.startsWith('{');
  // YAML that was cut off is often YAML still.
  if (!isJson && !text.endsWith('\n')) {
    throw new CannotCompare(`${source} is cut off: its last line has no end`);
  }
  let value: unknown;
  try {
    // JSON.parse takes a twentieth of the time.
    value = isJson ? JSON.parse(content) : parse(content, { logLevel: 'error' });
  } catch (error) {
    throw new CannotCompare(`${source} is cut off, or no JSON or YAML: ${reasonOf(error)}`);
  }
  return contractOf(value, source);
}

function contractOf(value: unknown, name: string, where?: (pointer: string) => string): Contract {
  if (!isJsonObject(value) || !/^3\./.test(`${value.openapi}`) || !isJsonObject(value.paths)) {
    throw new CannotCompare(`${name} is no OpenAPI 3 document`);
  }
  return new Contract(value, where);
}

async function read(source: string, milliseconds?: number): Promise<string> {
  const isUrl = milliseconds !== undefined && /^https?:/i.test(source);
  try {
    return await (isUrl ? download(source, milliseconds) : readFile(source, 'utf8'));
  } catch (error) {
    throw new CannotCompare(`${source} cannot be read: ${reasonOf(error)}`);
  }
}

async function download(url: string, milliseconds: number): Promise<string> {
  const { ok, status, body } = await fetch(url, { signal: AbortSignal.timeout(milliseconds) });
  if (!ok) throw new Error(`HTTP status ${status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST) throw new Error(`it is larger than ${LARGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The innermost reason of an error, in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  // A host with several addresses fails once for each.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error.message.split('\n', 1)[0] ?? '';
}
