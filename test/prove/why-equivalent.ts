import { asList, asObject, type Json, type JsonObject } from '../../scripts/support/json.js';
import { keysOf, pointerOf, valueAt } from '../../src/form/json-pointer.js';
import type { Mutant } from './mutants-of.js';

/** Why a mutant means the same as the contract that it was made of; undefined where it does not. */
export function whyEquivalent({ id }: Mutant, contract: JsonObject): string | undefined {
  const [, what = '', key, pointer = ''] =
    /^(\w+(?: be null)?)(?: (\S+) of)? (\/.*|)$/.exec(id) ?? [];
  const node = asObject(valueAt(contract, pointer));
  if (pointer.startsWith('/tags') || (pointer === '' && key === 'tags')) {
    return 'a tag sorts the pages of a reference';
  }
  if (what === 'delete' && key !== undefined) {
    const isQuery = node.in === 'query' && node.style === 'form';
    if (key === 'required' && node.required === false) return 'false is the default';
    if (key === 'type' && (node.enum ?? node.const) !== undefined) return 'the values say the type';
    if (key === 'style' && isQuery) return 'form is the default of a query';
    if (key === 'explode' && isQuery) return 'true is the default of form';
    if (key === 'style' && node.style === 'simple') return 'simple is the default';
  }
  if (what === 'let be null' && isNullBeside(contract, pointer)) return 'null fits already';
  return undefined;
}

/** Whether null fits wherever the schema is used, as a branch beside it says so. */
function isNullBeside(contract: JsonObject, pointer: string): boolean {
  const path = keysOf(pointer);
  if (path.at(-2) === 'anyOf') {
    const branches = asList(valueAt(contract, pointerOf(path.slice(0, -1))));
    return branches.some((branch) => asList(asObject(branch).type).includes('null'));
  }
  const uses = usesOf(contract, `#${pointer}`, '');
  return uses.length > 0 && uses.every((use) => isNullBeside(contract, use));
}

/** Where a reference stands. */
function usesOf(node: Json, reference: string, pointer: string): string[] {
  if (typeof node !== 'object' || node === null) return [];
  if (asObject(node).$ref === reference) return [pointer];
  return Object.entries<Json>(node).flatMap(([key, child]) =>
    usesOf(child, reference, pointer + pointerOf([key])),
  );
}
