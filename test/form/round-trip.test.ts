import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeForm } from '../../src/form/decode-form.js';
import { encodeForm } from '../../src/index.js';
import { arbitraryParams } from '../support/arbitrary-params.js';
import { contract, requestSchema } from '../support/contract.js';

test('what is encoded decodes to the same value', () => {
  fc.assert(
    fc.property(arbitraryParams, (params) => {
      const decoded = decodeForm(encodeForm(params), requestSchema, contract);
      expect(decoded).toStrictEqual({ value: params, violations: [] });
    }),
    { seed: 1, numRuns: 1000 },
  );
});
