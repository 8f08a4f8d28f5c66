import { afterAll, expect, test } from 'vitest';
import { startMockServer } from '../../src/mock/index.js';
import { mustRun } from '../support/program.js';
import { blocks } from '../support/readme.js';

const mock = await startMockServer({ control: true });
afterAll(() => mock.close());

test('the curl commands of the README choose an answer, report, and look at the request', async () => {
  const commands = blocks('sh').find((code) => code.startsWith('curl ')) ?? '';
  const [choose = '', report = '', look = ''] = commands
    .replaceAll('http://localhost:4010', mock.url)
    .split('\n');
  const said = async (command: string) =>
    mustRun('sh', ['-c', command.replace('curl', 'curl --silent')]);
  expect(await said(choose)).toBe('');
  expect(JSON.parse(await said(report))).toMatchObject({ error: { code: 'rate_limit' } });
  expect(JSON.parse(await said(look))).toMatchObject([
    { status: 429, body: { initiated_at: 1747742100 }, violations: [] },
  ]);
});
