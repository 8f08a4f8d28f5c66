import { describe, expect, test } from 'vitest';
import { encodeForm } from '../../../src/index.js';
import { curlCommand } from '../../../src/reference/snippets/curl-command.js';
import type { PageRequest } from '../../../src/reference/snippets/page-request.js';
import { requestExamples } from '../../support/contract.js';
import { serve } from '../../support/contract-server.js';
import { mustRun } from '../../support/program.js';
import { awkwardRequest } from './awkward-request.js';

const mock = await serve();
const env = { ...process.env, STRIPE_SECRET_KEY: 'sk_test_123' };
const request = awkwardRequest(mock.url);

describe.each(['sh', 'bash', 'dash'])('in %s', (shell) => {
  const run = (of: PageRequest) => mustRun(shell, ['-c', `${curlCommand(of, 'sh')} -s`], { env });

  test('the command sends the request, whatever it holds', async () => {
    await run(request);
    expect(mock.requests).toMatchObject([
      {
        method: 'POST',
        path: "/v1/payment_records/pr_'1/report_payment_attempt",
        rawBody: encodeForm(request.body ?? {}),
        status: 200,
        headers: {
          authorization: 'Bearer sk_test_123',
          'content-type': 'application/x-www-form-urlencoded',
          'idempotency-key': request.headers['Idempotency-Key'],
          'stripe-account': 'acct_1',
        },
      },
    ]);
  });

  test('the command sends each request example', async () => {
    for (const [, { value }] of requestExamples) {
      mock.reset();
      const body = JSON.parse(JSON.stringify(value));
      await run({ ...request, body });
      expect(mock.requests).toMatchObject([{ rawBody: encodeForm(body), status: 200 }]);
    }
  });
});

const plain: PageRequest = {
  ...request,
  server: 'https://api.stripe.com',
  pathParams: { id: 'pr_1' },
  headers: { 'Idempotency-Key': "it's ‘1’" },
  body: { initiated_at: 1, metadata: { "a'b": 'c d' } },
};
const url = "'https://api.stripe.com/v1/payment_records/pr_1/report_payment_attempt'";
const type = "'Content-Type: application/x-www-form-urlencoded'";

test('a line of the command holds one pair, for a POSIX shell', () => {
  expect(curlCommand(plain, 'sh').split('\n')).toStrictEqual([
    `curl --globoff ${url} \\`,
    '  -H "Authorization: Bearer $STRIPE_SECRET_KEY" \\',
    `  -H ${type} \\`,
    "  -H 'Idempotency-Key: it'\\''s ‘1’' \\",
    "  --data-raw 'initiated_at=1' \\",
    "  --data-raw 'metadata[a%27b]=c%20d'",
  ]);
});

test('a line of the command holds one pair, for PowerShell', () => {
  expect(curlCommand(plain, 'powershell').split('\n')).toStrictEqual([
    `curl.exe --globoff ${url} \``,
    '  -H "Authorization: Bearer $env:STRIPE_SECRET_KEY" `',
    `  -H ${type} \``,
    "  -H 'Idempotency-Key: it''s ‘‘1’’' `",
    "  --data-raw 'initiated_at=1' `",
    "  --data-raw 'metadata[a%27b]=c%20d'",
  ]);
});

test.each([
  ['GET', undefined, ['-H']],
  ['DELETE', undefined, ['-X DELETE', '-H']],
  ['POST', undefined, ['-X POST', '-H']],
  ['POST', {}, ['-H', '-H', "--data-raw ''"]],
  ['DELETE', {}, ['-X DELETE', '-H', '-H', "--data-raw ''"]],
])('a %s with the body %j has the options %j', (method, body, options) => {
  const other = { ...plain, method, body, path: '/v1/things', query: { limit: 3 }, headers: {} };
  const [first, ...others] = curlCommand(other, 'sh').split(' \\\n  ');
  expect(first).toBe("curl --globoff 'https://api.stripe.com/v1/things?limit=3'");
  expect(others.map((line) => line.replace(/^-H .*/, '-H'))).toStrictEqual(options);
});
