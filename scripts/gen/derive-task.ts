import { operationsOf } from '../../src/mock/operations-of.js';
import { conductorTask, workflowInputs } from '../../src/reference/page/conductor-task.js';
import { readParams } from '../../src/reference/page/request.js';
import { type Contract, serverOf } from './contract.js';

/**
 * The HTTP task of a workflow of Conductor that makes the contract's first POST of a form that has an example:
 * with the values of its first nested example as inputs of the workflow, by name, and the contract's version.
 * Undefined where there is no such operation.
 */
export function deriveTask(contract: Contract): object | undefined {
  for (const { path: template, method, form } of operationsOf(contract)) {
    const examples = Object.values(form?.examples ?? {}).map(({ value }) => Object(value));
    const example = examples.find(isNested) ?? examples[0];
    if (method !== 'post' || !example) continue;
    const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, '']);
    const request = {
      baseUrl: serverOf(contract),
      template,
      path: Object.fromEntries(names),
      headers: { 'Stripe-Version': contract.info.version },
      ...readParams(JSON.stringify(example)),
    };
    const places = [...workflowInputs(request).keys()].filter((place) => !/^header /.test(place));
    return conductorTask(request, new Set(places));
  }
  return undefined;
}

function isNested(value: object): boolean {
  return Object.values(value).some((field) => typeof field === 'object');
}
