import { expect, onTestFinished } from 'vitest';
import { startMockServer } from '../../src/mock/index.js';
import { NEEDS } from './needs.js';
import { mustRun } from './program.js';

const BODY = {
  initiated_at: 1747742100,
  outcome: 'failed',
  failed: { failed_at: 1747742400 },
  metadata: { 'order id': '50 % off & free' },
};

/** Runs a program in a language, which reports on a record that it has prepared, and is refused once. */
export async function expectLanguage(name: string, program: string): Promise<void> {
  const mock = await startMockServer({ control: true });
  onTestFinished(() => mock.close());
  const place = NEEDS.find((need) => need.name === name)?.place ?? name;
  const outcome = JSON.parse(await mustRun(place, [program, mock.url]));
  expect(outcome).toMatchObject({
    record: {
      id: 'pr_1',
      amount_failed: { currency: 'eur', value: 500 },
      metadata: BODY.metadata,
    },
    refusal: [429, 'rate_limit'],
    seen: [
      [200, BODY],
      [429, BODY],
    ],
    left: [],
  });
}
