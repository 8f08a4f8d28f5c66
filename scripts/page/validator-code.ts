import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import type { ContractOperation, OpenApiDocument } from '../../src/mock/operations-of.js';

/**
 * The code of a function that holds the values of a request against the contract, as an ES module. It evaluates
 * no text, so that it runs under the page's policy.
 */
export function validatorCode(operation: ContractOperation, contract: OpenApiDocument): string {
  const { parameters, query, form } = operation;
  const objectOf = (place: string) => {
    const found = parameters.filter((parameter) => parameter.in === place);
    return {
      type: 'object',
      properties: Object.fromEntries(found.map(({ name, schema = {} }) => [name, schema])),
      required: found.filter(({ required }) => required).map(({ name }) => name),
    };
  };
  const schema = {
    type: 'object',
    properties: {
      path: objectOf('path'),
      header: objectOf('header'),
      query,
      ...(form && { body: form.schema }),
    },
  };
  const ajv = new Ajv2020({
    // The contract was compiled strictly by gen; here its notes for people are passed over.
    strict: false,
    allErrors: true,
    validateFormats: false,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true },
  });
  const plain = JSON.parse(JSON.stringify(contract, withoutNotes));
  ajv.addSchema(plain, 'openapi.json', undefined, false);
  const absolute = JSON.stringify(schema, withoutNotes).replaceAll(
    '"$ref":"#/',
    '"$ref":"openapi.json#/',
  );
  return standalone.default(ajv, ajv.compile(JSON.parse(absolute)));
}

/** A field may be called `description` or `example` as well: then it is an object, and stays. */
function withoutNotes(key: string, value: unknown): unknown {
  const isNote = /^(description|example)$/.test(key) && typeof value === 'string';
  return isNote || key === 'x-enumDescriptions' ? undefined : value;
}
