import type { PageRequest } from '../../../src/reference/snippets/page-request.js';
import { path } from '../../support/contract.js';

/** A text that is hard to quote: to a shell, to TypeScript, to a form and to a workflow. */
export const AWKWARD = `it's "\u2018quoted\u2019" $HOME \`id\` $(id) \\ \\n !x %41 & + = é 😀 \${id} $\${id}\nline`;

/** A report that holds such texts wherever it may. */
export function awkwardRequest(server: string): PageRequest {
  return {
    operationId: 'PostPaymentRecordsIdReportPaymentAttempt',
    method: 'POST',
    path,
    server,
    pathParams: { id: "pr_'1" },
    query: {},
    headers: { 'Idempotency-Key': `it's $1 \`id\` "\${id}"`, 'Stripe-Account': 'acct_1' },
    body: {
      initiated_at: 1747742100,
      outcome: 'failed',
      failed: { failed_at: 1747742400 },
      description: AWKWARD,
      metadata: { "a'b": '__proto__":', 'c d': AWKWARD, e: '' },
    },
  };
}
