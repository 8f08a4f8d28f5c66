import { fileURLToPath } from 'node:url';
import SwaggerParser from '@apidevtools/swagger-parser';
import { lint, loadConfig } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import traverse from 'json-schema-traverse';
import { keysOf, valueAt } from '../../src/form/json-pointer.js';
import { CannotRun } from '../support/command.js';
import { isJsonObject, type JsonObject } from '../support/json.js';
import { readYaml } from '../support/read-yaml.js';
import { checkContract, type Fault } from './check-contract.js';
import { contractOf, placesOf } from './contract.js';

const RULES = fileURLToPath(new URL('rules.yaml', import.meta.url));

/** What OpenAPI adds to JSON Schema, for people and tools. */
const NOTES = ['discriminator', 'example', 'externalDocs', 'xml'];

/** An Ajv that refuses keywords it does not know, with the whole document to resolve references in. */
export function createAjv(document: object): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictTuples: false,
    strictRequired: false,
    allowUnionTypes: true,
    allErrors: true,
    // A format is a note: Stripe has its own, and 2020-12 lets validators leave all of them unchecked.
    validateFormats: false,
  });
  const extensions = JSON.stringify(document).match(/(?<=")x-[^"]*(?=":)/g) ?? [];
  // To Ajv the root of the document is a schema, too.
  ajv.addVocabulary([...new Set([...Object.keys(document), ...NOTES, ...extensions])]);
  ajv.addSchema({ ...document }, 'openapi.json', undefined, false);
  return ajv;
}

/**
 * Reads the spec, and refuses what is wrong with it or what the rest of the house cannot keep to.
 *
 * @throws {CannotRun} with a line `file:line:column place: what` for each fault.
 */
export async function loadSpec(file: string): Promise<JsonObject> {
  const { value: document, place } = await readYaml(file);
  if (!isJsonObject(document)) throw new CannotRun(`${file}:1:1 The spec must be a mapping.`);
  // Redocly throws an error without a place where it knows no version.
  if (!/^3\.\d+\./.test(String(document.openapi))) {
    throw new CannotRun(`${file}:1:1 /openapi: The spec must name its version, such as 3.1.1.`);
  }
  const checks = [
    () => lintFaults(file),
    () => structureFaults(file),
    () => schemaFaults(document),
    () => checkContract(contractOf(document)),
  ];
  // Each check relies on those before it.
  for (const check of checks) {
    const lines = (await check()).map(
      ({ pointer, message }) => `${place(keysOf(pointer))} ${pointer || '/'}: ${message}`,
    );
    if (lines.length > 0) throw new CannotRun([...new Set(lines)].join('\n'));
  }
  return document;
}

async function lintFaults(file: string): Promise<Fault[]> {
  const problems = await lint({ ref: file, config: await loadConfig({ configPath: RULES }) });
  return problems.map(({ message, suggest, location: [location] }) => ({
    pointer: location?.pointer?.replace(/^#/, '') ?? '',
    message: message + (suggest.length > 0 ? ` Did you mean ${suggest.join(' or ')}?` : ''),
  }));
}

/** A second validator of OpenAPI, which follows every reference. */
async function structureFaults(file: string): Promise<Fault[]> {
  try {
    await SwaggerParser.validate(file, { resolve: { external: false } });
    return [];
  } catch (error) {
    const { message, details = [{ instancePath: '', message }] } = Object(error);
    return details.map((detail: (typeof details)[0]) => ({
      ...detail,
      pointer: detail.instancePath,
    }));
  }
}

/** The schemas that Ajv does not take, each at the innermost place, and required names without a property. */
function schemaFaults(document: JsonObject): Fault[] {
  const ajv = createAjv(document);
  const faultAt = (pointer: string): Fault | undefined => {
    try {
      ajv.compile({ $ref: `openapi.json#${encodeURI(pointer)}` });
      return undefined;
    } catch (error) {
      return { pointer, message: String(Object(error).message) };
    }
  };
  // Each Schema Object that stands at a place of its own.
  const pointers = [...placesOf(document).values()].filter(
    (pointer) =>
      /^\/components\/schemas\/[^/]+$|\/schema$/.test(pointer) && !/\/examples?\//.test(pointer),
  );
  return pointers.flatMap((pointer) => {
    const inner: string[] = [];
    const missing: Fault[] = [];
    traverse(Object(valueAt(document, pointer)), {
      cb(schema, place, _root, _above, keyword, parent) {
        inner.unshift(pointer + place);
        // Branches, as in `anyOf: [{ required: ['a'] }]`, are about the properties of the schema around them.
        const around = keyword === 'properties' ? undefined : parent?.properties;
        const { required = [], properties = around, $ref, allOf, additionalProperties } = schema;
        if (!properties || $ref || allOf || additionalProperties) return;
        for (const name of required.filter((each: string) => !Object.hasOwn(properties, each))) {
          missing.push({
            pointer: pointer + place,
            message: `${name} is required, but no property.`,
          });
        }
      },
    });
    if (!faultAt(pointer)) return missing;
    return inner.map(faultAt).find((fault) => fault) ?? [];
  });
}
