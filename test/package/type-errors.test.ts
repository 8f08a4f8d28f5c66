import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NAME, ROOT, write } from '../support/consumer.js';
import { packed } from '../support/packed.js';
import { run } from '../support/program.js';
import { rows } from '../support/rows.js';

const { bare: consumer } = await packed();
/** A mistake, the field that it is in, a pattern of what the compiler should say, and the code. */
const MISTAKES = rows<[mistake: string, field: string, message: string, code: string]>(`
  a wrong name | descripton | does not exist in type 'ReportPaymentAttemptParams'. Did you mean to write 'description'\\?$ | stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, descripton: 'a' });
  a wrong type | outcome | '"won"' is not assignable to type '" | stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, outcome: 'won' });
  a wrong name inside | town | does not exist in type 'AddressParam' | stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, shipping_details: { address: { town: 'a' } } });
  a wrong type inside | failed_at | Type 'Date' is not assignable to type 'number' | stripe.reportPaymentAttempt('pr_1', { initiated_at: 1, failed: { failed_at: new Date() } });
  a missing field | initiated_at | is missing in type .* but required in type 'ReportPaymentAttemptParams' | stripe.reportPaymentAttempt('pr_1', { outcome: 'failed' });
  a wrong type in a variable | failed.failed_at | not assignable to parameter of type 'ReportPaymentAttemptParams' | stripe.reportPaymentAttempt('pr_1', late);
  a wrong name in POST's body | descripton | does not exist in type 'ReportPaymentAttemptParams' | stripe.POST(path, { params, body: { initiated_at: 1, descripton: 'a' } });
  a wrong type in POST's body | city | Type 'number' is not assignable to type 'string' | stripe.POST(path, { params, body: { initiated_at: 1, shipping_details: { address: { city: 7 } } } });
  a wrong option | idempotencykey | does not exist in type 'CallOptions'. Did you mean to write 'idempotencyKey'\\?$ | stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 }, { idempotencykey: 'a' });
  a wrong name in the answer | amount_fail | does not exist on type 'PaymentRecord'. Did you mean 'amount_failed'\\?$ | if (data) data.amount_fail;
  a wrong name inside the answer | valeu | Did you mean 'value' | data?.amount.valeu;
  a wrong name in an error | message | not exist on type 'StripeErrorBody' | error?.message;
  a field without a check | data | 'data' is possibly 'undefined' | data.id;
`);

const HEAD = [
  `import { createClient } from '${NAME}';`,
  "const stripe = createClient({ apiKey: 'sk_test_1' });",
  "const path = '/v1/payment_records/{id}/report_payment_attempt';",
  "const params = { path: { id: 'pr_1' } };",
  "const late = { initiated_at: 1, failed: { failed_at: '2026-01-01' } };",
  "const { data, error } = await stripe.reportPaymentAttempt('pr_1', { initiated_at: 1 });",
];
const lines = [...HEAD, ...MISTAKES.map(([, , , code]) => code)];

/** What a compiler says, by line: where the error starts in it, and its own lines. */
async function messages(compiler: string): Promise<Map<number, { at: string; said: string[] }[]>> {
  const folder = join(consumer, `mistakes-${compiler}`);
  const compilerOptions = {
    target: 'es2023',
    lib: ['es2023', 'dom'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
  };
  await write(folder, {
    'mistakes.mts': lines.join('\n'),
    'tsconfig.json': { compilerOptions, files: ['mistakes.mts'] },
  });
  const tsc = join(ROOT, 'node_modules', compiler, 'bin/tsc');
  const { stdout } = await run(process.execPath, [tsc, '--pretty', 'false'], { cwd: folder });
  const found = new Map<number, { at: string; said: string[] }[]>();
  for (const [first = '', ...rest] of stdout.split(/\n(?! )/).map((text) => text.split('\n'))) {
    const [, line, column, text] = /\((\d+),(\d+)\): error \w+: (.*)/.exec(first) ?? [];
    if (text === undefined) continue;
    const at = lines[Number(line) - 1]?.slice(Number(column) - 1) ?? '';
    found.set(Number(line), [...(found.get(Number(line)) ?? []), { at, said: [text, ...rest] }]);
  }
  return found;
}

describe.each(['typescript', 'typescript-7'])('%s', async (compiler) => {
  const found = await messages(compiler);

  test.each(MISTAKES)('names the field of %s in at most three lines', (_, field, message, code) => {
    const errors = found.get(lines.indexOf(code) + 1) ?? [];
    expect(errors).toHaveLength(1);
    const [{ at, said } = { at: '', said: [] }] = errors;
    const text = said.join('\n');
    // Of a literal of a wrong type the compiler underlines the field and does not repeat its name.
    expect(at.startsWith(field) || text.includes(`'${field}'`)).toBe(true);
    expect(text).toMatch(new RegExp(message));
    expect(said.length).toBeLessThanOrEqual(3);
    expect(Math.max(...said.map((line) => line.length))).toBeLessThan(200);
  });

  test('has nothing to say of what is right', () => {
    expect([...found.keys()].filter((line) => line <= HEAD.length)).toStrictEqual([]);
  });
});
