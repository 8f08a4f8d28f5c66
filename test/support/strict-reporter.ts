import { readFileSync } from 'node:fs';
import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { ELSEWHERE, NEEDS } from './needs.js';

const LIST = new URL('../fixtures/test-files.txt', import.meta.url);

/** Makes a run red that leaves out a test, or a file that the gate counts on, or that writes to the console. */
export class StrictReporter implements Reporter {
  readonly #complaints = new Set<string>();
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onUserConsoleLog({ taskId = '', content }: UserConsoleLog): void {
    const file = this.#vitest?.state.idMap.get(taskId)?.file.name ?? 'A test file';
    this.#complaints.add(`${file} writes to the console: ${content.split('\n', 1)[0]}`);
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      // Whoever asks for a test by its name leaves out the others, as Stryker does.
      if (module.project.config.testNamePattern === undefined) this.#checkModule(module);
    }
    for (const file of missing(modules)) {
      this.#complaints.add(`${file} did not run, though test/fixtures/test-files.txt lists it`);
    }
    for (const complaint of this.#complaints) console.error(`✗ ${complaint}`);
    if (this.#complaints.size > 0) process.exitCode = 1;
  }

  #checkModule(module: TestModule): void {
    const tests = [...module.children.allTests()];
    for (const { fullName, options } of tests) {
      if (options.fails || options.retry || options.repeats) {
        this.#complaints.add(`${module.relativeModuleId} lets a test fail: ${fullName}`);
      }
    }
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    // A hook that failed leaves out tests as well, and is red itself.
    if (!module.ok()) return;
    for (const { fullName } of skipped) {
      this.#complaints.add(`${module.relativeModuleId} skips a test: ${fullName}`);
    }
    if (skipped.length === tests.length) {
      this.#complaints.add(`${module.relativeModuleId} has no test that ran`);
    }
    // A table without rows makes no test. A text may hold the tests of other programs.
    const source = readFileSync(module.moduleId, 'utf8').replaceAll(/`[^`]*`/g, '');
    const written = source.match(/^ *(test|it)[.(]/gm) ?? [];
    const lines = new Set(tests.map(({ location }) => location?.line));
    const without = written.length - lines.size;
    if (without > 0) {
      this.#complaints.add(`${module.relativeModuleId} has tests without a case: ${without}`);
    }
  }
}

/** The files that the gate counts on, by how their paths begin, and that were not run. */
function missing(modules: readonly TestModule[]): string[] {
  const selected = process.env.GATE_TESTS?.split(' ');
  if (selected === undefined) return [];
  const leftOut = NEEDS.filter(({ place }) => place === undefined).map(({ tests }) => tests);
  const elsewhere = [...Object.values(ELSEWHERE), ...leftOut];
  const ran = new Set(modules.map(({ relativeModuleId }) => relativeModuleId));
  return readFileSync(LIST, 'utf8')
    .trim()
    .split('\n')
    .filter((file) => selected.some((start) => file.startsWith(start)))
    .filter((file) => !elsewhere.some((start) => file.startsWith(start)))
    .filter((file) => !ran.has(file));
}
