import { expect, test } from 'vitest';
import { versionWarning } from '../../src/mock/prism.js';

test.each(['5.12.0', '5.12.1', '5.15.10', '5.16.0', '5.16.99'])('Prism %s was tried', (version) =>
  expect(versionWarning(version)).toBeUndefined(),
);

test.each(['4.14.1', '5.9.0', '5.11.9', '5.17.0', '5.120.0', '5.160.0', '6.0.0'])(
  'Prism %s was not tried, and the contract server says so',
  (version) => {
    expect(versionWarning(version)).toBe(
      `The contract server was tried with @stoplight/prism-http 5.12.0 to 5.16; this is ${version}.`,
    );
  },
);
