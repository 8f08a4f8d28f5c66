import { test } from 'vitest';
import { expectLanguage } from '../support/expect-language.js';

test("Stripe's SDK for Python reports attempts, and requests controls the contract server", () =>
  expectLanguage('Python', 'test/languages/report.py'));
