import { isDeepStrictEqual } from 'node:util';
import { keysOf, pointerOf, valueAt } from '../../src/form/json-pointer.js';
import type { Json, JsonObject } from '../gen/load-spec.js';

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

export const holdsNames = (key: string): boolean => MAPS.has(key);

export const isWording = (key: string): boolean => WORDING.has(key) || key.startsWith('x-');

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
  /** The references that were followed. */
  readonly followed = new Set<string>();
  readonly #where: (pointer: string) => string;
  readonly #pointers = new WeakMap<object, string>();

  constructor(root: JsonObject, where = (pointer: string) => `#${pointer}`) {
    this.root = root;
    this.isOpenApi30 = String(root.openapi).startsWith('3.0');
    this.#where = where;
    this.#pointers.set(root, '');
  }

  get version(): string {
    return String(asObject(this.root.info).version);
  }

  /** Where a part stands, for people. */
  where(part: Json | undefined): string {
    const pointer = isObjectOrList(part) ? this.#pointers.get(part) : undefined;
    return pointer === undefined ? '' : this.#where(pointer);
  }

  /** The object at a key, references followed; an empty one where there is none. */
  get(parent: JsonObject, ...keys: string[]): JsonObject {
    let part: JsonObject = parent;
    for (const key of keys) {
      this.note(part);
      part = this.follow(Object.hasOwn(part, key) ? part[key] : undefined).schema;
    }
    return part;
  }

  /** The objects in a list, references followed. */
  list(parent: JsonObject, key: string): JsonObject[] {
    this.note(parent);
    const list = asList(parent[key]);
    if (isObjectOrList(parent[key])) this.note(parent[key]);
    return list.map((item) => this.follow(item).schema);
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
      this.followed.add($ref);
      component ??= keysOf($ref).at(-1);
      if (!this.#pointers.has(target)) this.#pointers.set(target, pointerOf(keysOf($ref)));
      this.note(schema);
      const pointer = this.#pointers.get(schema);
      if (pointer !== undefined) this.#pointers.set(beside, pointer);
      schema = this.both(beside, target);
    }
    return { schema, component };
  }

  /** A schema that holds where both do. Where both speak of the same, neither may hide the other. */
  both(a: JsonObject, b: JsonObject): JsonObject {
    this.note(a);
    this.note(b);
    const at = (key: string): boolean =>
      key in a && key in b && !WORDING.has(key) && !isSame(a[key], b[key]);
    const required = [...new Set([a.required, b.required].flatMap((names) => names ?? []))];
    const areLists = (key: string): boolean =>
      key === 'required' && Array.isArray(a.required) && Array.isArray(b.required);
    const isAtOdds = Object.keys(a).some((key) => at(key) && !areLists(key));
    const merged = isAtOdds
      ? { ...a, allOf: [...asList(a.allOf), b] }
      : { ...b, ...a, ...(areLists('required') && { required }) };
    const pointer = this.#pointers.get(a) ?? this.#pointers.get(b);
    if (pointer !== undefined) this.#pointers.set(merged, pointer);
    return merged;
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

  /** The components that references have led to, in their groups. */
  followedComponents(): JsonObject {
    const components: { [group: string]: JsonObject } = {};
    for (const reference of [...this.followed].sort()) {
      const [top, group = '', name = ''] = keysOf(reference);
      const value = valueAt(this.root, reference);
      if (top !== 'components' || value === undefined) continue;
      components[group] = { ...components[group], [name]: value };
    }
    const { securitySchemes = {} } = asObject(this.root.components);
    return { ...components, securitySchemes };
  }

  /** Remembers where the children stand of a part whose own place is known. */
  note(part: Json[] | JsonObject): void {
    const pointer = this.#pointers.get(part);
    if (pointer === undefined) return;
    for (const [key, child] of Object.entries<Json>(part)) {
      if (isObjectOrList(child) && !this.#pointers.has(child)) {
        this.#pointers.set(child, pointer + pointerOf([key]));
      }
    }
  }
}

const isObjectOrList = (value: Json | undefined): value is Json[] | JsonObject =>
  typeof value === 'object' && value !== null;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one where there is none. */
export const asObject = (value: unknown): JsonObject => (isJsonObject(value) ? value : {});

/** The list, or one of the value alone. */
export function asList(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Whether two values are alike, whatever the order of their keys. */
export const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || isDeepStrictEqual(a, b);
