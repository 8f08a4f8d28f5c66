import { test } from 'vitest';
import { expectLanguage } from '../support/expect-language.js';

test('curl of PHP reports attempts, and controls the contract server', () =>
  expectLanguage('PHP', 'test/languages/report.php'));
