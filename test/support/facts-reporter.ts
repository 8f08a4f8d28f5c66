import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/** What the tests found out, by subject; `scripts/gate.ts` shows it at the end. */
export interface Facts {
  [subject: string]: string;
}

/** Writes what tests say by `annotate(fact, subject)`, and how many there were, to the file in GATE_FACTS. */
export class FactsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const file = process.env.GATE_FACTS;
    if (file === undefined) return;
    const tests = modules.flatMap(({ children }) => [...children.allTests()]);
    const facts: Facts = {};
    for (const test of tests) {
      for (const { type, message } of test.annotations()) facts[type] = message;
    }
    const passed = tests.filter((test) => test.ok()).length;
    facts.tests = `${passed} of ${tests.length} passed`;
    writeFileSync(file, JSON.stringify(facts));
  }
}
