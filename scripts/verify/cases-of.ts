import { type Contract, operationsOf, resolve, validatorOf } from '../cases/contract.js';
import { type Cases, contractCases } from '../cases/contract-cases.js';
import type { JsonObject } from '../support/json.js';
import {
  type Case,
  type CaseRequest,
  type Draft,
  errorExample,
  INVALID,
  successOf,
} from './case.js';
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
  return operationsOf(contract).flatMap((operation) => {
    const { schema = { type: 'object', properties: {} }, examples = {} } = operation.form ?? {};
    const form = contractCases(schema, contract);
    const query = contractCases(operation.query, contract);
    const { leavesOpen } = recordRules(operation.id);

    // Prefer requests that leave their record open, so that few records will do.
    const values = [
      ...Object.values(examples).map(({ value }) => value),
      ...form.accepted.map(({ params }) => params),
    ];
    const least = values.find(leavesOpen) ?? values[0] ?? {};
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
      part: string,
      { accepted, broken }: Cases,
      send: (params: JsonObject) => Partial<CaseRequest>,
    ): Draft[] => [
      ...accepted.map(({ param, what: detail, params }): Draft => {
        const [place, requests] = [placeOf(part, param), [send(params)]];
        return { group: 'values', place, what: 'value', detail, requests, expected: success };
      }),
      ...broken.map(({ param, keyword: what, constraint: detail, params, isUnsure }): Draft => {
        const [place, requests] = [placeOf(part, param), [send(params)]];
        const isEmpty = new URLSearchParams(writeForm(params)).get(param) === '';
        const name = isEmpty ? 'parameter_invalid_empty' : (CODED[what] ?? '');
        const coded = errorExample(operation, name) ?? INVALID;
        const expected = { ...coded, param: isUnsure ? undefined : param };
        return { group: 'constraints', place, what, detail, requests, expected };
      }),
    ];
    const usual: CaseRequest = {
      ...{ params: least, query: query.accepted[0]?.params ?? {} },
      ...{ headers: {}, auth: 'bearer', record: 0 },
    };
    const drafts: Draft[] = [
      ...(operation.form ? leaves('request', form, (sent) => ({ params: keepOpen(sent) })) : []),
      ...leaves('query', query, (sent) => ({ query: sent })),
      ...Object.entries(examples).map(([detail, { value: params }]): Draft => {
        const [place, requests] = [`example.${detail}`, [{ params }]];
        return { group: 'examples', place, what: 'value', detail, requests, expected: success };
      }),
      ...headerCases(operation, contract),
      ...sequenceCases(operation, least, values),
    ];
    return drafts.map(({ requests, ...draft }) => ({
      ...draft,
      operation,
      requests: requests.map((request) => ({ ...usual, ...request })),
    }));
  });
}

/** `failed[failed_at]` as `request.failed.failed_at`, `expand[0]` as `request.expand[]`. */
function placeOf(part: string, param: string): string {
  const names = param.replaceAll('[0]', '[]').replaceAll('[key]', '{}');
  return `${part}.${names.replaceAll(/\[([^\]]+)\]/g, '.$1')}`;
}
