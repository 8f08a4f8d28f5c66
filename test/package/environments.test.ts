// The environments that differ most; `npm run test:environments` runs in all of them.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { write } from '../support/consumer.js';
import { lineFor, recipeFor, runJest, runVitest } from '../support/environments.js';
import { packed } from '../support/packed.js';

const { full } = await packed();

test('the recipe passes with happy-dom in the VM pools of Vitest', async () => {
  const folder = join(full, 'vitest-vm');
  const { code, stdout } = await runVitest(folder, ['happy-dom'], ['vmThreads', 'vmForks']);
  expect(stdout).toMatch(/\b2 passed/);
  expect(code).toBe(0);
});

test('the contract server serves under jsdom of Jest, which has no fetch', async () => {
  const folder = join(full, 'jest-jsdom');
  await write(folder, {
    'package.json': { type: 'module' },
    'serve.test.js': `
      import { once } from 'node:events';
      import { request } from 'node:http';
      import { text } from 'node:stream/consumers';
      import { expect, test } from '@jest/globals';
      import { encodeForm } from 'stripe-payment-attempt';
      import { startMockServer } from 'stripe-payment-attempt/mock';
      test('serves', async () => {
        expect(typeof fetch).toBe('undefined');
        const mock = await startMockServer();
        const sent = request(mock.url + '/v1/payment_records/pr_1/report_payment_attempt', {
          method: 'POST',
          headers: {
            Authorization: 'Bearer sk_test_1',
            'Content-Type': 'application/x-www-form-urlencoded',
          },
        });
        sent.end(encodeForm({ initiated_at: 1747742100 }));
        const [answer] = await once(sent, 'response');
        expect(JSON.parse(await text(answer))).toEqual(mock.records.get('pr_1'));
        mock.next({ delay: 1e6 });
        await mock.close();
      });`,
    'report.test.js': `${lineFor('Jest with jsdom')}\n${recipeFor('Jest')}`,
  });
  const { stderr, code } = await runJest(folder, ['--env', 'jsdom']);
  expect(stderr).toMatch(/\b2 passed, 2 total\n/);
  expect(code).toBe(0);
});
