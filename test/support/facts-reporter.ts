import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { NEEDS } from './needs.js';

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
    for (const { name, place, tests, debian } of NEEDS) {
      facts[name] = place ?? `MISSING (apt-get install ${debian}): left out ${tests}*`;
    }
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    facts.tests = `${passed} of ${tests.length} passed`;
    writeFileSync(file, JSON.stringify(facts));
  }
}
