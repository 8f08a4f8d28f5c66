import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Json, JsonObject } from '../gen/load-spec.js';
import {
  CannotCompare,
  Comparison,
  each,
  REQUIRED,
  type Report,
  readYaml,
  type Shape,
  type Sides,
  settle,
} from './upstream-differences.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const LARGE = 2 ** 20;
const LARGEST = 64 * LARGE;

/** An OpenAPI document. */
export interface OpenApi {
  root: JsonObject;
  version: string;
  /** Where in it a JSON pointer leads, for people. */
  where: (pointer: string) => string;
}

/** Compares the spec with a published OpenAPI document from a file or a URL. */
export async function driftFromDocument(
  source: string,
  progress: (text: string) => void = () => {},
  milliseconds = 60_000,
): Promise<Report> {
  const ours = await readSpec();
  const text = /^https?:/i.test(source)
    ? await download(source, progress, milliseconds)
    : await readFile(source, 'utf8').catch((error: Error) => {
        throw new CannotCompare(`${source} cannot be read: ${error.message}`);
      });
  if (text.length > LARGE) progress(`Parsing ${megabytes(text.length)}`);
  const theirs = openApi(parseDocument(source, text), source, (pointer) => `#${pointer}`);
  const comparison = compareDocuments(ours, theirs, source);
  const { fields, notCompared } = comparison;
  if (notCompared.some(({ place }) => place === 'request')) {
    throw new CannotCompare(`${source} has no request to compare`);
  }
  const versions = { ours: ours.version, theirs: theirs.version };
  return { name: source, versions, fields, notCompared, ...(await settle('openapi', comparison)) };
}

/** Our own spec, from the working directory. */
export async function readSpec(): Promise<OpenApi> {
  const file = 'spec/openapi.yaml';
  const { value, where } = await readYaml(file);
  return openApi(value, file, (pointer) => where(keysOf(pointer)));
}

function openApi(value: unknown, name: string, where: OpenApi['where']): OpenApi {
  if (!isObject(value) || !/^3\./.test(String(value.openapi)) || !isObject(value.paths)) {
    throw new CannotCompare(`${name} is no OpenAPI 3 document`);
  }
  return { root: value, version: String(object(value.info).version), where };
}

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

function parseDocument(source: string, text: string): unknown {
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
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  // A host with several addresses fails once for each.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error.message.split('\n', 1)[0] ?? '';
}

/** A node of a document, references followed. */
class Node {
  readonly document: OpenApi;
  readonly pointer: string;
  readonly value: Json | undefined;
  /** Name of what it refers to. */
  readonly component: string | undefined;
  /** A reference that leads nowhere. */
  readonly dangling: string | undefined;
  readonly #target: string;

  constructor(document: OpenApi, pointer: string, value: Json | undefined) {
    const seen = new Set<string>();
    this.document = document;
    this.pointer = pointer;
    this.#target = pointer;
    this.value = value;
    while (isObject(this.value) && typeof this.value.$ref === 'string') {
      const { $ref, ...siblings }: JsonObject & { $ref?: Json } = this.value;
      const reference = String($ref);
      const target = seen.has(reference) ? undefined : valueAt(document.root, reference);
      seen.add(reference);
      this.#target = reference.slice(1);
      this.component = keysOf(reference).at(-1);
      if (!isObject(target)) this.dangling = reference;
      this.value = { ...object(target), ...siblings };
    }
  }

  get fields(): JsonObject {
    return object(this.value);
  }
  get where(): string {
    return this.document.where(this.pointer);
  }
  get(key: string): Node {
    const value = Object.hasOwn(this.fields, key) ? this.fields[key] : undefined;
    return new Node(this.document, `${this.#target}/${escapeKey(key)}`, value);
  }
  /** The elements of a list, or the entries of an object, by key. */
  children(): [string, Node][] {
    const entries: [string, Json][] = Object.entries(
      Array.isArray(this.value) ? this.value : this.fields,
    );
    return entries.map(([key, value]) => [
      key,
      new Node(this.document, `${this.#target}/${escapeKey(key)}`, value),
    ]);
  }
}

/** Compares our one operation with theirs of the same path and method. */
export function compareDocuments(ours: OpenApi, theirs: OpenApi, name: string): Comparison {
  const [found] = Object.entries(object(ours.root.paths)).flatMap(([path, item]) =>
    METHODS.filter((method) => method in object(item)).map((method) => [path, method] as const),
  );
  if (!found) throw new CannotCompare('The spec has no operation');
  const [path, method] = found;
  const roots = each({ ours, theirs }, (document) => new Node(document, '', document.root));
  const items = each(roots, (root) => root.get('paths').get(path));
  const operations = each(items, (item) => item.get(method));
  if (!isObject(operations.theirs.value)) {
    throw new CannotCompare(`${name} has no ${method.toUpperCase()} ${path}`);
  }

  const comparison = new Comparison();
  /** Adds the names that one side has alone, and returns what stands under those of both. */
  const shared = (prefix: string, what: string, sides: Sides<Node>, nameOf = nameOfEntry) => {
    const byName = (node: Node): Map<string, Node> =>
      new Map(node.children().map(([key, child]) => [nameOf(key, child), child]));
    const named = each(sides, byName);
    const names = new Set([...named.ours.keys(), ...named.theirs.keys()]);
    return [...names].flatMap((key) => {
      const place = `${prefix}${key}`;
      const { ours, theirs } = each(named, (nodes) => nodes.get(key));
      if (ours && theirs) return [{ key, place, at: { ours, theirs } }];
      const at = { ours: ours ?? sides.ours, theirs: theirs ?? sides.theirs };
      const texts = each({ ours, theirs }, (node) => node && 'present');
      comparison.add(place, at, ours ? 'extra' : 'missing', what, texts);
      return [];
    });
  };
  /** A property of the operation, or of what it stands in. */
  const nearest = (key: string) => ({
    ours: nearestOf(key, operations.ours, items.ours, roots.ours),
    theirs: nearestOf(key, operations.theirs, items.theirs, roots.theirs),
  });
  const schemas = (place: string, sides: Sides<Node>): void =>
    comparison.shapes(
      place,
      each(sides, (side) => shapeOf(side.get('schema'))),
    );
  const isRequired = ({ fields }: Node): boolean => fields.required === true;

  shared('server ', 'server', nearest('servers'), (_, server) => String(server.fields.url));
  const security = shared('security ', 'security', nearest('security'), nameOfSecurity);
  for (const { key, place } of security) {
    const schemes = each(roots, (root) => root.get('components').get('securitySchemes').get(key));
    if (Object.values(schemes).some(({ value }) => value === undefined)) continue;
    const texts = each(schemes, ({ fields }) => `${fields.type} ${fields.scheme ?? ''}`);
    comparison.texts(place, schemes, 'scheme', texts);
  }
  for (const owners of [items, operations]) {
    const lists = each(owners, (owner) => owner.get('parameters'));
    for (const { place, at } of shared('', 'parameter', lists, nameOfParameter)) {
      comparison.flag(place, at, 'required', isRequired, REQUIRED);
      comparison.texts(place, at, 'style', each(at, styleOf));
      schemas(place, at);
    }
  }

  const bodies = each(operations, (operation) => operation.get('requestBody'));
  comparison.flag('request', bodies, 'required', isRequired, REQUIRED);
  const forms = each(bodies, (body) => body.get('content'));
  for (const { at } of shared('request ', 'media type', forms)) {
    schemas('request', at);
    const encodings = each(at, (form) => form.get('encoding'));
    const names = Object.keys({ ...encodings.ours.fields, ...encodings.theirs.fields });
    for (const field of names) {
      const fields = each(encodings, (encoding) => encoding.get(field));
      comparison.texts(`request.${field}`, fields, 'encoding', each(fields, styleOf));
    }
  }
  const responses = each(operations, (operation) => operation.get('responses'));
  for (const { key, at } of shared('status ', 'status', responses)) {
    const place = PARTS.get(key) ?? `answer ${key}`;
    const headers = each(at, (response) => response.get('headers'));
    shared(`${place} header `, 'header', headers, nameOfHeader);
    const contents = each(at, (response) => response.get('content'));
    for (const { at } of shared(`${place} `, 'media type', contents)) schemas(place, at);
  }
  return comparison;
}

/** What the answers are called, by status. */
const PARTS = new Map([
  ['200', 'response'],
  ['default', 'error'],
]);

const nameOfEntry = (key: string, _: Node): string => key;
const nameOfSecurity = (_: string, { fields }: Node): string =>
  Object.keys(fields).sort().join(' and ') || 'none';
const nameOfHeader = (key: string, _: Node): string => key.toLowerCase();
const nameOfParameter = (_: string, { fields }: Node): string =>
  fields.in === 'header' ? `header ${fields.name}`.toLowerCase() : `${fields.in} ${fields.name}`;

function nearestOf(key: string, ...nodes: [Node, ...Node[]]): Node {
  const owner = nodes.find((node) => Object.hasOwn(node.fields, key)) ?? nodes[0];
  return owner.get(key);
}

/** How a parameter or a field of a form is spelt, with the defaults of OpenAPI. */
function styleOf({ fields }: Node): string {
  const { in: location, style, explode, contentType, allowReserved } = fields;
  const name = style ?? (location === 'path' || location === 'header' ? 'simple' : 'form');
  const isExploded = explode ?? name === 'form';
  const parts = [name, isExploded && 'explode', contentType, allowReserved && 'allowReserved'];
  return parts.filter(Boolean).join(', ');
}

/** Keywords that a shape holds elsewhere, and those that bind nobody. */
const NO_LIMITS = new Set(
  (
    'type nullable enum const properties required items additionalProperties anyOf oneOf ' +
    'title description example examples deprecated default externalDocs $comment'
  ).split(' '),
);
const SCALARS = new Set(['string', 'number', 'integer', 'boolean']);

function shapeOf(node: Node, depth = 0): Shape {
  if (depth > 20) throw new CannotCompare(`${node.where} refers to itself`);
  const { fields: schema, where, component, dangling } = node;
  const values = [schema.enum ?? [], 'const' in schema ? [schema.const] : []].flat();
  const literals = values.filter((value) => value !== null);
  const named = [schema.type ?? implied(schema, literals)].flat().map(String);
  const types = new Set(named.flatMap((type) => (type === 'number' ? [type, 'integer'] : [type])));
  types.delete('null');
  const rest = node.get('additionalProperties');
  const required = Array.isArray(schema.required) ? schema.required : [];
  const own: Shape = {
    where,
    types,
    nullable: schema.nullable === true || named.includes('null') || values.includes(null),
    values: new Set(literals.map((value) => JSON.stringify(value))),
    open: literals.length === 0 && [...types].some((type) => SCALARS.has(type)),
    fields: new Map(
      node
        .get('properties')
        .children()
        .map(([name, field]) => [
          name,
          { required: required.includes(name), shape: () => shapeOf(field) },
        ]),
    ),
    closed: rest.value === false,
    items: isObject(schema.items) ? () => shapeOf(node.get('items')) : undefined,
    rest: isObject(rest.value) ? () => shapeOf(rest) : undefined,
    limits: Object.fromEntries(
      Object.entries(schema).filter(([key]) => !NO_LIMITS.has(key) && !key.startsWith('x-')),
    ),
    component,
    dangling,
  };
  const branches = ['anyOf', 'oneOf'].flatMap((key) => node.get(key).children());
  // Stripe answers with the mere ID unless `expand` asks for the whole object.
  const isExpandable = 'x-expansionResources' in schema;
  return branches
    .map(([, branch]) => shapeOf(branch, depth + 1))
    .filter(({ types }) => !isExpandable || types.has('string'))
    .reduce(union, own);
}

/** The types of a schema that does not say. */
function implied(schema: JsonObject, values: Json[]): string[] {
  if ('anyOf' in schema || 'oneOf' in schema) return [];
  if ('enum' in schema || 'const' in schema) return values.map((value) => typeof value);
  if ('properties' in schema || 'additionalProperties' in schema) return ['object'];
  return 'items' in schema ? ['array'] : ['anything'];
}

function union(one: Shape, other: Shape): Shape {
  // What one kind of object must have, another kind may lack.
  const isChoice = one.types.has('object') && other.types.has('object');
  const fields = new Map([...one.fields, ...other.fields]);
  for (const [name, field] of isChoice ? fields : []) {
    const required = [one, other].every(({ fields }) => fields.get(name)?.required);
    fields.set(name, { ...field, required });
  }
  return {
    where: one.where,
    types: new Set([...one.types, ...other.types]),
    nullable: one.nullable || other.nullable,
    values: new Set([...one.values, ...other.values]),
    open: one.open || other.open,
    fields,
    closed: one.closed || other.closed,
    items: one.items ?? other.items,
    rest: one.rest ?? other.rest,
    limits: { ...one.limits, ...other.limits },
    component: one.component ?? other.component,
    dangling: one.dangling ?? other.dangling,
  };
}

function valueAt(root: JsonObject, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let value: Json | undefined = root;
  for (const key of keysOf(reference)) {
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

const escapeKey = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
const keysOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
