import type { Subschema } from '../form/schema-choices.js';
import { schemasAt } from '../form/schemas-at.js';
import type { WordedViolation } from '../form/violation.js';
import { responseKey, successStatus } from './find-example.js';
import type { ContractOperation } from './operations-of.js';
import type { Logger, Operation, Prism, PrismRequest } from './prism.js';
import { type Diagnostic, violationsOf } from './violations-of.js';

/** An operation of the contract, and what Prism says about its requests and answers. */
export interface ServedOperation extends ContractOperation {
  /** What a success holds, where the contract says so. */
  readonly answerSchema: Subschema | undefined;
  /** What is wrong with a decoded request; `undecoded` names the parts that could not be decoded. */
  violationsOfRequest(request: PrismRequest, undecoded: readonly string[]): WordedViolation[];
  /** What is wrong with a request that has this form and nothing else. */
  violationsOfForm(form: object): WordedViolation[];
  /** What is wrong with an answer; nothing where the contract does not say what it holds. */
  violationsOfAnswer(status: number, content: unknown): WordedViolation[];
  /** Makes an answer up from the schema: the same seed, the same answer. */
  makeUp(status: number, seed: string): unknown;
}

const JSON_TYPE = 'application/json';

export function serveOperation(
  operation: ContractOperation,
  resource: Operation,
  prism: Prism,
  contract: object,
): ServedOperation {
  const { responses } = operation;
  const schemaOf = (status: number) =>
    responses[responseKey(responses, status) ?? '']?.content?.[JSON_TYPE]?.schema;
  const isTime = (names: readonly string[]): boolean =>
    [operation.form?.schema ?? false, operation.query]
      .flatMap((schema) => schemasAt(schema, names, contract))
      .some((schema) => 'format' in schema && schema.format === 'unix-time');
  return {
    ...operation,
    answerSchema: schemaOf(successStatus(responses)),

    violationsOfRequest(request, undecoded) {
      const found = diagnosticsOf(prism.validateInput({ resource, element: request }));
      return violationsOf(
        found.filter(
          ({ path: [place, part = ''] = [] }) => place !== 'body' || !undecoded.includes(part),
        ),
        { ...request, hidden: 1, isTime },
      );
    },

    violationsOfForm(form) {
      const body = { form, query: {} };
      const element = { method: operation.method, url: { path: '' }, body };
      const found = diagnosticsOf(prism.validateInput({ resource, element }));
      return violationsOf(found, { body, hidden: 1 });
    },

    violationsOfAnswer(statusCode, body) {
      if (schemaOf(statusCode) === undefined) return [];
      const element = { statusCode, headers: { 'content-type': JSON_TYPE }, body };
      const found = diagnosticsOf(prism.validateOutput({ resource, element }));
      // Headers are added when the answer is sent.
      return violationsOf(
        found.filter(({ path: [place] = [] }) => place !== 'header'),
        { body },
      );
    },

    makeUp(code, seed) {
      const data: PrismRequest = { method: operation.method, url: { path: '' } };
      const input = { data, validations: [] };
      const made = prism.mock({ resource, input, config: { code, dynamic: true, seed } })(
        silentLogger(),
      );
      if (made._tag === 'Left') throw made.left;
      return made.right.body ?? '';
    },
  };
}

function diagnosticsOf(
  validation: ReturnType<Prism['validateInput' | 'validateOutput']>,
): Diagnostic[] {
  return validation._tag === 'Left' ? validation.left : [];
}

/** Prism logs each step; the record of requests says what matters. */
function silentLogger(): Logger {
  const log = (): void => {};
  const logger = {
    info: log,
    warn: log,
    error: log,
    debug: log,
    success: log,
    child: () => logger,
  };
  // Of pino's large interface, this is what Prism calls.
  return logger as unknown as Logger;
}
