import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MATCHERS } from '../prove/matchers.js';
import { ROOT } from '../support/consumer.js';
import { ELSEWHERE, NEEDS } from '../support/needs.js';

const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/${file}`)
  .sort();
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

test('the test files are those that the gate counts on', async () => {
  await expect(
    `${files.join('\n')}\n`,
    'Where a test file came or went on purpose: npm run vitest -- test-files -u',
  ).toMatchFileSnapshot('../fixtures/test-files.txt');
});

test.each(NEEDS)(
  'there are tests for $name, and nothing is missing where all are required',
  (need) => {
    expect(files.filter((file) => file.startsWith(need.tests))).not.toStrictEqual([]);
    if (process.env.ALL_TESTS === 'required') expect(need.place).toBeDefined();
  },
);

test('what npm test leaves to other commands is what a script runs', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const projects = Object.values<string>(scripts).flatMap(
    (script) => script.match(/(?<=npm run vitest -- --project )\w+/g) ?? [],
  );
  expect(Object.keys(ELSEWHERE).toSorted()).toStrictEqual(projects.toSorted());
});

test('each matcher in use has a canary, which is red', () => {
  const code = files.map(read).join();
  const called = [/\)\s*\.(to[A-Z]\w+)\(/g, /\bexpect\.(\w+)\(/g]
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map(([, name = '']) => name)
    .filter((name) => (name in expect(0) || name in expect) && !(name in {}));
  const canaries = MATCHERS.map(([name]) => name);
  expect(called).toContain('toBe');
  expect(called.filter((name) => !canaries.includes(name))).toStrictEqual([]);
});
