import { holdsNames, isWording } from '../../scripts/diff/contract.js';
import {
  asList,
  asObject,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../../scripts/support/json.js';
import { pointerOf } from '../../src/form/json-pointer.js';

/** A contract with one thing broken. */
export interface Mutant {
  /** What was done, and where: `delete version of /info`. */
  id: string;
  document: JsonObject;
}

const TYPES = ['string', 'integer', 'boolean', 'object', 'array', 'null'];

/** Deletes, renames, retypes, loosens and tightens each node of a contract, one at a time. */
export function mutantsOf(document: JsonObject): Mutant[] {
  const mutants: Mutant[] = [];
  const walk = (node: Json, path: readonly string[], isMap: boolean): void => {
    for (const [what, edited] of editsOf(node, path, isMap)) {
      const mutant = asObject(replaceAt(document, path, edited));
      mutants.push({ id: `${what} ${pointerOf(path)}`, document: mutant });
    }
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries<Json>(node)) {
      const names = !isMap && holdsNames(key) && isJsonObject(child);
      if (isMap || !isWording(key)) walk(child, [...path, key], names);
    }
  };
  walk(document, [], false);
  return mutants;
}

function* editsOf(node: Json, path: readonly string[], isMap: boolean): Generator<[string, Json]> {
  if (Array.isArray(node)) {
    for (const index of node.keys()) yield [`delete ${index} of`, node.toSpliced(index, 1)];
    if (node.every((item) => typeof item === 'string')) yield ['add to', [...node, 'added']];
  } else if (isJsonObject(node)) {
    for (const key of Object.keys(node).filter((name) => isMap || !isWording(name))) {
      const { [key]: value = null, ...rest } = node;
      yield [`delete ${key} of`, rest];
      yield [`rename ${key} of`, { ...rest, [`${key}_renamed`]: value }];
    }
    const types = isMap ? [] : asList(node.type).filter((type) => TYPES.includes(String(type)));
    if (types.length > 0 && !types.includes('null')) {
      yield ['let be null', { anyOf: [node, { type: 'null' }] }];
    }
    if (types.includes('object') && node.additionalProperties !== false) {
      const properties = { ...asObject(node.properties), added: { type: 'string' } };
      yield ['add a field to', { ...node, properties }];
      yield ['close', { ...node, additionalProperties: false }];
    }
  } else if (typeof node === 'number') {
    yield ['lower', node - 1];
    yield ['raise', node + 1];
  } else if (typeof node === 'boolean') yield ['flip', !node];
  else if (typeof node === 'string') {
    yield ['change', `${node}x`];
    const isType = path.at(-1) === 'type' || path.at(-2) === 'type';
    for (const type of isType ? TYPES : []) if (type !== node) yield [`retype as ${type}`, type];
  }
}

/** A copy with another value at a path; what is beside it is shared with the original. */
function replaceAt(node: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (Array.isArray(node)) {
    return node.map((item, index) => (String(index) === key ? replaceAt(item, rest, value) : item));
  }
  const object = asObject(node);
  return { ...object, [key]: replaceAt(object[key] ?? null, rest, value) };
}
