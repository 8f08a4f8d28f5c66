import { keysOf, pointerOf } from '../../src/form/json-pointer.js';
import { choicesOf, type Subschema } from '../../src/form/schema-choices.js';
import { unreadablePlaces } from '../../src/form/unreadable-places.js';
import { unsendablePlaces } from '../../src/form/unsendable-places.js';
import {
  type ContractOperation,
  type Encoding,
  operationsOf,
} from '../../src/mock/operations-of.js';
import { type Contract, placesOf, successesOf } from './contract.js';
import { hiddenProperties } from './hidden-properties.js';

export interface Fault {
  /** A JSON pointer into the document. */
  pointer: string;
  message: string;
}

/** What in a contract the client or the contract server cannot keep to, beyond what rules.yaml can say. */
export function checkContract(contract: Contract): Fault[] {
  const places = placesOf(contract);
  const faults: Fault[] = [];
  const refuse = (at: object, message: string): void => {
    faults.push({ pointer: places.get(at) ?? '', message });
  };
  for (const item of Object.values(contract.paths)) {
    if ('$ref' in item) {
      refuse(item, 'A path by reference is not supported. Write its operations here.');
    }
  }
  for (const operation of operationsOf(contract)) {
    checkParameters(operation);
    checkBody(operation);
    if (!Object.keys(operation.responses).some((status) => status.startsWith('2'))) {
      refuse(operation.node, 'An operation needs a 2xx response.');
    }
    if (!successesOf(operation).every((schema) => typesOf(schema).join() === 'object')) {
      refuse(operation.node, 'Every 2xx response must hold an object, as application/json.');
    }
  }
  for (const { name, schema } of hiddenProperties(contract).shared) {
    const hint = 'Write one schema for requests and one for answers.';
    refuse(schema, `Requests and answers share ${name}, which one of them must not have. ${hint}`);
  }
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(contract.components?.schemas ?? {})) {
    const type = name.replace(/\W|_/g, '').toLowerCase();
    const other = names.get(type);
    if (other) refuse(schema, `The type of ${name} would be called like one of ${other}.`);
    names.set(type, name);
  }
  return faults;

  function checkParameters({ parameters }: ContractOperation): void {
    for (const parameter of parameters) {
      const { name, in: where, schema = {}, style = 'form' } = parameter;
      if (where === 'query') {
        checkSchema(schema, parameter, 1);
        if (isNested(schema)) {
          requireBrackets(parameter, parameter, `${name} is sent in brackets. Add to it:`, 10);
        } else if (style !== 'form') {
          refuse(parameter, `${name} is a scalar. Its style is form, not ${style}.`);
        }
      } else if (typesOf(schema).some((type) => type !== 'string')) {
        refuse(parameter, `${name} must be text, because it is in the ${where}.`);
      }
    }
  }

  function checkBody({ node: operation, form }: ContractOperation): void {
    if (operation.requestBody && !form) refuse(operation, 'A request body needs a schema.');
    if (!form) return;
    const { schema, node } = form;
    checkSchema(schema, node, 0);
    const objects = choicesOf(schema, contract).map((choice) => choice.schema);
    const fields = new Map(objects.flatMap(({ properties = {} }) => Object.entries(properties)));
    for (const [name, field = true] of fields) {
      if (!isNested(field)) continue;
      const message = `${name} is sent in brackets. Add to the encoding of the form:`;
      requireBrackets(node.encoding?.[name], node, `${message}\n${' '.repeat(14)}${name}:`, 16);
    }
    for (const [name, encoding] of Object.entries(node.encoding ?? {})) {
      if (!fields.has(name)) refuse(encoding, `The form has no field ${name}.`);
    }
  }

  function checkSchema(schema: Subschema, holder: object, level: number): void {
    const unreadable = unreadablePlaces(
      schema,
      contract,
      `#${encodeURI(`${places.get(holder)}/schema`)}`,
    );
    for (const { pointer, reason } of unreadable) {
      faults.push({ pointer: pointerOf(keysOf(pointer)), message: reason });
    }
    // What cannot be read has no choices to look into.
    if (unreadable.length > 0) return;
    for (const place of unsendablePlaces(schema, contract, level))
      refuse(place.schema, place.reason);
  }

  /** The message ends with the lines to paste, at the column where they belong. */
  function requireBrackets(
    found: Encoding = {},
    at: object,
    message: string,
    column: number,
  ): void {
    if (found.style === 'deepObject' && found.explode === true) return;
    const lines = ['style: deepObject', 'explode: true'].map((line) => ' '.repeat(column) + line);
    refuse(at, [message, ...lines].join('\n'));
  }

  function typesOf(schema: Subschema): string[] {
    return [...new Set(choicesOf(schema, contract).map(({ type }) => type))];
  }

  function isNested(schema: Subschema): boolean {
    return typesOf(schema).some((type) => type === 'object' || type === 'array');
  }
}
