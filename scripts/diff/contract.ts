import { keysOf, valueAt } from '../../src/form/json-pointer.js';
import { placesOf } from '../gen/contract.js';
import {
  asList,
  asObject,
  isJsonObject,
  isSame,
  type Json,
  type JsonObject,
} from '../support/json.js';

/** Keywords that change nothing for anyone: text for people, and examples. */
const WORDING = new Set(
  (
    '$comment contact description example examples externalDocs license summary termsOfService ' +
    'title'
  ).split(' '),
);

/** The keys below these are names: a property may be called `description`. */
const MAPS = new Set(
  (
    '$defs content dependentRequired dependentSchemas encoding headers parameters paths ' +
    'patternProperties properties requestBodies responses schemas scopes securitySchemes variables'
  ).split(' '),
);
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export const holdsNames = (key: string): boolean => MAPS.has(key);

/** Stripe's notes on what it answers and takes: what `expand` opens, and values that it may add to. */
const NOTES = ['x-expansionResources', 'x-stripeBypassValidation'];

export const isWording = (key: string): boolean =>
  WORDING.has(key) || (key.startsWith('x-') && !NOTES.includes(key));

export interface Operation {
  contract: Contract;
  /** The operationId, or method and path. */
  id: string;
  method: string;
  path: string;
  /** The path item. */
  item: JsonObject;
  value: JsonObject;
}

export interface Followed {
  schema: JsonObject;
  /** Name of what a reference led to. */
  component?: string | undefined;
  /** The reference that leads nowhere. */
  dangling?: string;
}

/** An OpenAPI document whose references are followed when asked, since Stripe's lead on without end. */
export class Contract {
  readonly root: JsonObject;
  /** OpenAPI 3.0 says `nullable` where 3.1 says `type: [string, "null"]`. */
  readonly isOpenApi30: boolean;
  readonly version: string;
  readonly #followed = new Set<string>();
  readonly #where: (pointer: string) => string;
  #places: Map<object, string> | undefined;

  constructor(root: JsonObject, where = (pointer: string) => `#${pointer}`) {
    this.root = root;
    this.#where = where;
    this.isOpenApi30 = String(root.openapi).startsWith('3.0');
    this.version = String(asObject(root.info).version);
  }

  /** Where a part stands, for people; nothing for what was put together. */
  where(part: Json | undefined): string {
    this.#places ??= placesOf(this.root);
    const pointer = typeof part === 'object' && part ? this.#places.get(part) : undefined;
    return pointer === undefined ? '' : this.#where(pointer);
  }

  /** The operations, by method and path. */
  operations(): Map<string, Operation> {
    const found = new Map<string, Operation>();
    for (const [path, item] of this.entries(this.root, 'paths')) {
      for (const key of METHODS.filter((each) => each in item)) {
        const method = key.toUpperCase();
        const value = this.get(item, key);
        const id = String(value.operationId ?? `${method} ${path}`);
        found.set(`${method} ${path}`, { contract: this, id, method, path, item, value });
      }
    }
    return found;
  }

  /** The object at a key, references followed; an empty one where there is none. */
  get(parent: JsonObject, ...keys: string[]): JsonObject {
    return keys.reduce(
      (part, key) => this.follow(Object.hasOwn(part, key) ? part[key] : undefined).schema,
      parent,
    );
  }

  /** The objects below a key, by name, references followed. */
  entries(parent: JsonObject, key: string): [name: string, value: JsonObject][] {
    const map = this.get(parent, key);
    return Object.keys(map).map((name) => [name, this.get(map, name)]);
  }

  /** What a schema or another part says, with what it refers to. */
  follow(part: Json | undefined): Followed {
    let schema = asObject(part);
    const seen = new Set<string>();
    let component: string | undefined;
    while (typeof schema.$ref === 'string') {
      const { $ref, ...beside } = schema;
      const target = $ref.startsWith('#/') ? valueAt(this.root, $ref) : undefined;
      if (!isJsonObject(target) || seen.has($ref)) return { schema: beside, dangling: $ref };
      seen.add($ref);
      this.#followed.add($ref);
      component ??= keysOf($ref).at(-1);
      schema = Object.keys(beside).length > 0 ? both(beside, target) : target;
    }
    return { schema, component };
  }

  /** A part without wording, and with everything that it refers to in the place of its references. */
  plain(part: Json, isMap = false, above: readonly string[] | 'as they are' = []): Json {
    if (Array.isArray(part)) return part.map((item) => this.plain(item, false, above));
    if (!isJsonObject(part)) return part;
    const { $ref } = part;
    if (above !== 'as they are' && !isMap && typeof $ref === 'string') {
      // A cycle stays a reference.
      const { schema, dangling } = this.follow(part);
      if (dangling !== undefined || above.includes($ref)) return { $ref };
      return this.plain(schema, false, [...above, $ref]);
    }
    return Object.fromEntries(
      Object.entries(part)
        .filter(([key]) => isMap || !isWording(key))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => [key, this.plain(value, !isMap && holdsNames(key), above)]),
    );
  }

  /** A document of some paths and of the components that were followed so far. */
  excerpt(paths: JsonObject): Json {
    const { openapi = null, info = null, servers = [], security = [] } = this.root;
    const { securitySchemes = {} } = asObject(this.root.components);
    const components: JsonObject = { securitySchemes };
    for (const reference of [...this.#followed].sort()) {
      const [top, group = '', name = ''] = keysOf(reference);
      const value = valueAt(this.root, reference);
      if (top !== 'components' || value === undefined) continue;
      components[group] = { ...asObject(components[group]), [name]: value };
    }
    const document = { openapi, info, servers, security, paths, components };
    return this.plain(document, false, 'as they are');
  }
}

/** A schema that holds where both do. Where both speak of the same, neither may hide the other. */
export function both(a: JsonObject, b: JsonObject): JsonObject {
  const shared = Object.keys(a).filter((key) => key in b && !WORDING.has(key));
  const atOdds = shared.filter((key) => !isSame(a[key], b[key]));
  if (atOdds.some((key) => key !== 'required')) return { ...a, allOf: [...asList(a.allOf), b] };
  const required = [...new Set([...asList(a.required), ...asList(b.required)])];
  return { ...b, ...a, ...(atOdds.length > 0 && { required }) };
}
