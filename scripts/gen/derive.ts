import { contractOf } from './contract.js';
import { deriveContract } from './derive-contract.js';
import { deriveTask } from './derive-task.js';
import { deriveTypes } from './derive-types.js';

const BANNER = '// Made by `npm run gen` from spec/openapi.yaml. Do not edit.\n';

/** The files of generated/ by name, as they follow from a document that loadSpec has found to be fit. */
export async function derive(document: object): Promise<Map<string, string>> {
  const contract = contractOf(document);
  const { code, types } = deriveContract(contract);
  const task = deriveTask(contract);
  const files = new Map([
    ['contract.d.ts', BANNER + types],
    ['contract.js', BANNER + code],
    ['openapi.d.ts', BANNER + (await deriveTypes(document))],
    // For who imports a type as `import { type X }`, which leaves an import of a module.
    ['openapi.js', `${BANNER}export {};\n`],
    ['openapi.json', `${JSON.stringify(document)}\n`],
  ]);
  if (task) files.set('workflow-definition.json', `${JSON.stringify(task, null, 2)}\n`);
  return files;
}
