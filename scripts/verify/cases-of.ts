import {
  type Contract,
  type JsonObject,
  type OperationOf,
  operationsOf,
  resolve,
  validatorOf,
} from '../cases/contract.js';
import { contractCases } from '../cases/contract-cases.js';
import { type Case, type CaseRequest, errorExample, INVALID, successOf } from './case.js';
import { headerCases } from './header-cases.js';
import { recordRules } from './record-rules.js';
import { sequenceCases } from './sequence-cases.js';
import { writeForm } from './write-form.js';

/** The contract's error example for a broken keyword, where it has one. */
const CODED: { [keyword: string]: string } = {
  required: 'parameter_missing',
  'unknown fields': 'parameter_unknown',
};

/** Everything to ask a provider about a contract. */
export function casesOf(contract: Contract): Case[] {
  return operationsOf(contract).flatMap((operation) => casesOfOperation(operation, contract));
}

function casesOfOperation(operation: OperationOf, contract: Contract): Case[] {
  const { leavesOpen = () => true } = recordRules.get(operation.id) ?? {};
  const schema = operation.form?.schema ?? { type: 'object', properties: {} };
  const form = contractCases(schema, contract);
  const query = contractCases(operation.query, contract);
  const examples = Object.entries(operation.form?.examples ?? {});

  // Prefer requests that leave their record open, so that few records will do.
  const values = [
    ...examples.map(([, { value }]) => value),
    ...form.accepted.map(({ params }) => params),
  ];
  const least = values.find(leavesOpen) ?? values[0] ?? {};
  const query0 = query.accepted[0]?.params ?? {};
  const usual: CaseRequest = {
    params: least,
    query: query0,
    headers: {},
    auth: 'bearer',
    record: 0,
  };
  const isValid = validatorOf(schema, contract);
  const { required = [] } = resolve(schema, contract);
  const opener = Object.entries(least).filter(([name]) => !required.includes(name));
  const keepOpen = (params: JsonObject): JsonObject => {
    const longer = { ...Object.fromEntries(opener), ...params };
    const isBetter = leavesOpen(longer) && isValid(longer) === isValid(params);
    return !leavesOpen(params) && isBetter ? longer : params;
  };

  const success = successOf(operation);
  const leaves = (
    part: 'request' | 'query',
    { accepted, broken }: typeof form,
    send: (params: JsonObject) => Partial<CaseRequest>,
  ): Case[] => {
    const about = (param: string, params: JsonObject) => ({
      operation,
      place: placeOf(part, param),
      requests: [{ ...usual, ...send(params) }],
    });
    return [
      ...accepted.map(({ param, what: detail, params }): Case => {
        const known = { group: 'values', what: 'value', detail, expected: success } as const;
        return { ...known, ...about(param, params) };
      }),
      ...broken.map(({ param, keyword: what, constraint: detail, params, isUnsure }): Case => {
        const isEmpty = new URLSearchParams(writeForm(params)).get(param) === '';
        const name = isEmpty ? 'parameter_invalid_empty' : (CODED[what] ?? '');
        const coded = errorExample(operation, name) ?? INVALID;
        const expected = { ...coded, param: isUnsure ? undefined : param };
        return { group: 'constraints', what, detail, expected, ...about(param, params) };
      }),
    ];
  };
  return [
    ...(operation.form ? leaves('request', form, (params) => ({ params: keepOpen(params) })) : []),
    ...leaves('query', query, (asked) => ({ query: asked })),
    ...examples.map(([name, { value: params }]): Case => {
      const known = { group: 'examples', what: 'value', detail: name, operation } as const;
      const requests = [{ ...usual, params }];
      return { ...known, place: `example.${name}`, requests, expected: success };
    }),
    ...headerCases(operation, contract, usual),
    ...sequenceCases(operation, usual, values),
  ];
}

/** `failed[failed_at]` as `request.failed.failed_at`, `expand[0]` as `request.expand[]`. */
function placeOf(part: string, param: string): string {
  const names = param.replaceAll('[0]', '[]').replaceAll('[key]', '{}');
  return `${part}.${names.replaceAll(/\[([^\]]+)\]/g, '.$1')}`;
}
