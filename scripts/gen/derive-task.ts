import { conductorTask, workflowInputs } from '../../src/reference/page/conductor-task.js';
import { readParams } from '../../src/reference/page/request.js';
import type { JsonObject } from './load-spec.js';

interface Contract {
  info: { version: string };
  servers?: { url: string }[];
  paths: { [path: string]: { post?: { requestBody?: { content: { [type: string]: Form } } } } };
}
interface Form {
  examples?: { [name: string]: { value: object } };
}

/**
 * The HTTP task of a workflow of Conductor that makes the contract's request: with the values of its first
 * nested example as inputs of the workflow, by name, and the contract's version.
 */
export function deriveTask(document: JsonObject): object {
  const { info, servers = [], paths }: Contract = JSON.parse(JSON.stringify(document));
  const [[template, item] = ['', {}]] = Object.entries(paths);
  const [form] = Object.values(item.post?.requestBody?.content ?? {});
  const examples = Object.values(form?.examples ?? {}).map(({ value }) => value);
  const example = examples.find(isNested) ?? examples[0] ?? {};
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, '']);
  const request = {
    baseUrl: (servers[0]?.url ?? '').replace(/\/$/, ''),
    template,
    path: Object.fromEntries(names),
    headers: { 'Stripe-Version': info.version },
    ...readParams(JSON.stringify(example)),
  };
  const places = [...workflowInputs(request).keys()].filter((place) => !/^header /.test(place));
  return conductorTask(request, new Set(places));
}

function isNested(value: object): boolean {
  return Object.values(value).some((field) => typeof field === 'object');
}
