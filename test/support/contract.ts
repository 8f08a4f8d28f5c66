import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import {
  type Contract,
  type Example,
  type OperationOf,
  operationsOf,
  type Schema,
} from '../../scripts/cases/contract.js';
import { createAjv } from '../../scripts/gen/load-spec.js';
import type { JsonObject } from '../../scripts/support/json.js';

export {
  type Contract,
  FORM,
  type OperationOf,
  operationsOf,
  type Parameter,
  resolve,
  type Schema,
} from '../../scripts/cases/contract.js';

const read = (file: string): string =>
  readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** The contract as other repos get it. */
export const contract: Contract = JSON.parse(read('generated/openapi.json'));
/** One with several operations, and a field of every kind. */
export const fixture: Contract = parse(read('test/fixtures/contract.yaml'));

const [report] = operationsOf(contract).filter(
  ({ id }) => id === 'PostPaymentRecordsIdReportPaymentAttempt',
);
if (!report?.form) throw new Error('The contract has no form to report a payment attempt');
/** The operation that reports a payment attempt. */
export const operation: OperationOf = report;
export const { path } = report;
export const requestSchema: Schema = report.form.schema;
export const requestExamples: [string, Example][] = Object.entries(report.form.examples ?? {});

/** The examples of an answer, with the status that each comes with. */
export function answerExamples(
  response: '200' | 'default',
): { name: string; status: number; value: JsonObject }[] {
  const { examples = {} } = operation.responses[response]?.content?.['application/json'] ?? {};
  return Object.entries(examples).map(([name, { 'x-status': status = 200, value }]) => ({
    name,
    status,
    value,
  }));
}

const ajv = createAjv(contract);

/** What is wrong with a value by the schema of a component; empty where nothing is. */
export function faultsOf(component: string, value: unknown): string[] {
  // Compiled once for each component, which a schema of one reference would not be.
  const validate = ajv.getSchema(`openapi.json#/components/schemas/${component}`);
  if (!validate) throw new Error(`The contract has no component ${component}`);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
