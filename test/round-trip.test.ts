import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeForm } from '../src/index.js';
import { decodeForm } from '../src/mock/decode-form.js';
import { arbitraryParams } from './contract/arbitrary-params.js';
import { contract, requestSchema } from './contract/contract.js';

test('what is encoded decodes to the same value', () => {
  fc.assert(
    fc.property(arbitraryParams, (params) => {
      const decoded = decodeForm(encodeForm(params), requestSchema, contract);
      expect(decoded).toStrictEqual({ value: params, violations: [] });
    }),
    { seed: 1, numRuns: 1000 },
  );
});
