import type { Json, JsonObject } from '../gen/load-spec.js';

/** An open enum's known values, beside the `type: string` that it amounts to. */
export const KNOWN_VALUES = 'x-known-values';

const WORDING = new Set([
  '$comment',
  'contact',
  'description',
  'example',
  'examples',
  'externalDocs',
  'license',
  'summary',
  'termsOfService',
  'title',
]);

/** Under these stand names, which may read like a keyword: a property may be called `description`. */
const MAPS = new Set([
  '$defs',
  'callbacks',
  'content',
  'dependentRequired',
  'dependentSchemas',
  'encoding',
  'headers',
  'links',
  'pathItems',
  'paths',
  'patternProperties',
  'properties',
  'requestBodies',
  'responses',
  'schemas',
  'scopes',
  'securitySchemes',
  'variables',
  'webhooks',
]);

const VALUES = new Set(['const', 'default', 'enum']);
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * The contract without what has no effect on anyone: wording and examples are gone, references
 * resolved, keys in order, inherited servers, security and parameters written out with their
 * defaults, and one spelling is left for what can be null and for open enums.
 */
export function canonicalContract(document: JsonObject): JsonObject {
  const settled = asObject(settle(document, { root: document, isMap: false, above: [] }));
  const { paths, servers, security, tags: _, ...rest } = settled;
  const effective = mapValues(asObject(paths), (item) => {
    const { parameters, servers: own = servers ?? [{ url: '/' }], ...others } = asObject(item);
    return mapValues(others, (operation, method) => {
      if (!METHODS.includes(method)) return operation;
      const inherited = { servers: own, security: security ?? [] };
      const merged = parametersOf(parameters, asObject(operation).parameters);
      return { ...inherited, ...asObject(operation), parameters: merged };
    });
  });
  // A new patch release of OpenAPI is another wording.
  const openapi = String(rest.openapi).replace(/^(\d+\.\d+)\.\d+$/, '$1.0');
  return { ...rest, openapi, paths: effective };
}

interface Position {
  root: JsonObject;
  /** Whether the keys here are names, not keywords. */
  isMap: boolean;
  /** The references that led here. */
  above: string[];
}

function settle(node: Json, position: Position): Json {
  const { root, isMap, above } = position;
  if (Array.isArray(node)) return node.map((item) => settle(item, { ...position, isMap: false }));
  if (!isJsonObject(node)) return node;

  const { $ref, ...beside } = node;
  if (!isMap && typeof $ref === 'string') {
    const target = resolve(root, $ref);
    // A cycle stays a reference; what it leads to is settled further up.
    if (!target || above.includes($ref)) return { $ref };
    return settle(bothOf(beside, target), { ...position, above: [...above, $ref] });
  }

  const kept = Object.entries(node)
    .filter(([key]) => isMap || !(WORDING.has(key) || key.startsWith('x-')))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]): [string, Json] => {
      if (!isMap && VALUES.has(key)) return [key, inOrder(value)];
      // In components, `parameters` holds names; in an operation, a list.
      const holdsNames = MAPS.has(key) || (key === 'parameters' && !Array.isArray(value));
      const settled = settle(value, { root, above, isMap: !isMap && holdsNames });
      if (key === 'type' && asList(settled).length === 1) return [key, asList(settled)[0] ?? null];
      return [key, key === 'required' || key === 'type' ? inOrder(settled) : settled];
    });
  const result = Object.fromEntries(kept);
  return isMap ? result : settleUnion(result);
}

/** One spelling for open enums, and one for what can be null: as one of its types. */
function settleUnion(schema: JsonObject): JsonObject {
  const { anyOf, ...beside } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const all = anyOf.map(asObject);
  let branches = all.filter(({ type }) => type !== 'null');

  const open = branches.find((branch) => branch.type === 'string' && !branch.enum);
  const closed = branches.filter((branch) => branch.type === 'string' && branch.enum);
  if (open && closed.length > 0) {
    const known = closed.flatMap((branch) => asList(branch.enum));
    branches = branches.filter((branch) => branch !== open && !closed.includes(branch));
    branches.push({ ...open, [KNOWN_VALUES]: inOrder(known) });
  }

  const [first, ...others] = branches;
  if (all.some(({ type }) => type === 'null')) {
    if (!first?.type) return schema;
    branches = [orNull(first), ...others];
  }
  const [only] = branches;
  return branches.length === 1 ? bothOf(beside, asObject(only)) : { ...beside, anyOf: branches };
}

/** A schema that holds where both do. Where both speak of the same, neither may hide what the other says. */
export function bothOf(a: JsonObject, b: JsonObject): JsonObject {
  const isAtOdds = Object.keys(a).some(
    (key) => key in b && !WORDING.has(key) && JSON.stringify(a[key]) !== JSON.stringify(b[key]),
  );
  return isAtOdds ? { ...a, allOf: [...asList(a.allOf), b] } : { ...b, ...a };
}

function orNull(schema: JsonObject): JsonObject {
  const type = inOrder([...new Set([...asList(schema.type), 'null'])]);
  return schema.enum
    ? { ...schema, type, enum: inOrder([...asList(schema.enum), null]) }
    : { ...schema, type };
}

function parametersOf(...lists: (Json | undefined)[]): JsonObject[] {
  const found = new Map<string, JsonObject>();
  for (const parameter of lists.flatMap((list) => asList(list).map(asObject))) {
    const style = parameter.in === 'query' || parameter.in === 'cookie' ? 'form' : 'simple';
    const explode = (parameter.style ?? style) === 'form';
    found.set(`${parameter.in} ${parameter.name}`, {
      ...{ required: false, style, explode },
      ...parameter,
    });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, parameter]) => parameter);
}

function resolve(root: JsonObject, reference: string): JsonObject | undefined {
  if (!reference.startsWith('#/')) return undefined;
  let node: Json | undefined = root;
  for (const key of decodeURIComponent(reference).slice(2).split('/')) {
    node = asObject(node)[key.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return isJsonObject(node) ? node : undefined;
}

function mapValues(map: JsonObject, to: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, to(value, key)]));
}

function inOrder(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one where there is none. */
export const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** The list, or one of the value alone. */
export function asList(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
