import { parse } from 'yaml';
import { keysOf } from '../../src/form/json-pointer.js';
import { CannotRun, reasonOf } from '../support/command.js';
import { isJsonObject } from '../support/json.js';
import { readText, readYaml } from '../support/read-yaml.js';
import { Contract } from './contract.js';

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
    throw new CannotRun(`${source} is cut off: its last line has no end`);
  }
  let value: unknown;
  try {
    // JSON.parse takes a twentieth of the time.
    value = isJson ? JSON.parse(content) : parse(content, { logLevel: 'error' });
  } catch (error) {
    throw new CannotRun(`${source} is cut off, or no JSON or YAML: ${reasonOf(error)}`);
  }
  return contractOf(value, source);
}

function contractOf(value: unknown, name: string, where?: (pointer: string) => string): Contract {
  if (!isJsonObject(value) || !/^3\./.test(`${value.openapi}`) || !isJsonObject(value.paths)) {
    throw new CannotRun(`${name} is no OpenAPI 3 document`);
  }
  return new Contract(value, where);
}

async function read(url: string, milliseconds: number): Promise<string> {
  if (!/^https?:/i.test(url)) return readText(url);
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(milliseconds) });
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return await response.text();
  } catch (error) {
    throw new CannotRun(`${url} cannot be read: ${reasonOf(error)}`);
  }
}
