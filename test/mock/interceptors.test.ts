import { expect, test } from 'vitest';
import { ROOT } from '../support/consumer.js';
import { mustRun } from '../support/program.js';

const [OURS, BY_HTTP, BY_FETCH] = [
  'our client',
  'official SDK by node:http',
  'official SDK by fetch',
];

// Each in a process of its own: they put themselves in the place of fetch and node:http.
test.each([
  ['msw', [OURS, BY_HTTP, BY_FETCH]],
  ['nock', [OURS, BY_HTTP, BY_FETCH]],
  ['undici', [OURS, BY_FETCH]],
])('%s gives the contract server what clients send to Stripe', async (interceptor, clients) => {
  const program = `test/mock/interceptors/${interceptor}.ts`;
  const said = await mustRun(process.execPath, ['--import', 'tsx', program], { cwd: ROOT });
  const outcomes = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(outcomes).toStrictEqual(
    clients.map((name) => ({
      name,
      said: ['pr_1', 'invalid_request_error'],
      statuses: [200, 400],
      kept: '50 % off & free',
    })),
  );
});
