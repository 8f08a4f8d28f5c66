import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { things } from '../support/edit-document.js';
import { proveContract } from './prove-contract.js';
import { whyEquivalent } from './why-equivalent.js';

proveContract(readFileSync('test/fixtures/things.yaml', 'utf8'));

test.each([
  ['delete required of /components/schemas/thing', undefined],
  ['delete type of /components/schemas/thing/properties/id', undefined],
  ['let be null /components/schemas/customer', undefined],
  ['delete required of /components/parameters/key', 'false is the default'],
  ['delete type of /components/schemas/thing_params/properties/outcome', 'the values say the type'],
])('%s: %s', (id, reason) => {
  expect(whyEquivalent({ id, document: {} }, things())).toBe(reason);
});
