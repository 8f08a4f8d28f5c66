import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/consumer.js';
import { mustRun } from '../support/program.js';
import { interceptors } from '../support/readme.js';

const [OURS, BY_HTTP, BY_FETCH] = [
  'our client',
  'official SDK by node:http',
  'official SDK by fetch',
];

// Each in a process of its own: they put themselves in the place of fetch and node:http.
test.each([
  ['msw', '', [OURS, BY_HTTP, BY_FETCH]],
  ['nock', 'nock.disableNetConnect();', [OURS, BY_HTTP, BY_FETCH]],
  // Through another undici than its own, the fetch of Node 20 sends the SDK's Content-Length twice.
  ['undici', 'const { fetch } = await import("undici");', [OURS, BY_FETCH]],
])(
  '%s, as the README says, gives the contract server what clients send to Stripe',
  async (name, more, clients) => {
    const folder = await mkdtemp(join(tmpdir(), 'interceptor-'));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const source = (path: string) => JSON.stringify(join(ROOT, path));
    const program = join(folder, 'example.mts');
    const code = interceptors
      .get(name)
      ?.replace("'stripe-payment-attempt/mock'", source('src/mock/index.ts'));
    await writeFile(
      program,
      `
    ${code}
    import { reportByClients } from ${source('test/support/report-by-clients.ts')};
    ${more}
    await reportByClients(mock${name === 'undici' ? ', fetch' : ''});
    await mock.close();`,
    );
    const said = await mustRun(process.execPath, ['--import', 'tsx', program], { cwd: ROOT });
    const outcomes = said
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(outcomes).toStrictEqual(
      clients.map((client) => ({
        name: client,
        said: ['pr_1', 'invalid_request_error'],
        statuses: [200, 400],
        kept: '50 % off & free',
      })),
    );
  },
);
