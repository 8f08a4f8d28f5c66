import { operationsOf } from '../../src/mock/operations-of.js';
import { workflowDefinition } from '../../src/reference/snippets/http-task.js';
import type { PageRequest } from '../../src/reference/snippets/page-request.js';
import { type Contract, serverOf } from './contract.js';

/**
 * A workflow definition of SimWorkflow that makes the contract's first POST of a form that has an example: with
 * the parameters of the path and the values of its first nested example as inputs of the workflow. Undefined
 * where there is no such operation.
 */
export function deriveTask(contract: Contract): object | undefined {
  for (const { operationId, path, method, form } of operationsOf(contract)) {
    const examples = Object.values(form?.examples ?? {}).map(({ value }) => Object(value));
    const body = examples.find(isNested) ?? examples[0];
    if (method !== 'post' || !body) continue;
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const request: PageRequest = {
      operationId,
      method: 'POST',
      path,
      server: serverOf(contract),
      pathParams: Object.fromEntries(names.map((name) => [name, ''])),
      query: {},
      headers: { 'Stripe-Version': contract.info.version },
      body,
    };
    return workflowDefinition(request, [...names, ...leavesOf(body)]);
  }
  return undefined;
}

function isNested(value: object): boolean {
  return Object.values(value).some((field) => typeof field === 'object');
}

/** The dotted names of all values in an object. */
function leavesOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    typeof inner === 'object' && inner !== null
      ? leavesOf(inner, `${prefix}${name}.`)
      : [prefix + name],
  );
}
