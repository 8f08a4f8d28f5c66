import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { NAME } from '../support/consumer.js';
import { packed } from '../support/packed.js';

const { bare: consumer } = await packed();
const installed = join(consumer, 'node_modules', NAME);
const probe = join(consumer, 'hover.mts');

/** Every type whose fields a consumer writes or reads, as a value to hover over. */
const BASE = `
import { createClient, type CallOptions, type ClientOptions, type PostInit } from '${NAME}';
declare const client: ClientOptions;
declare const call: CallOptions;
declare const init: PostInit;
declare const params: Parameters<typeof stripe.reportPaymentAttempt>[1];
const stripe = createClient(client);
const result = await stripe.reportPaymentAttempt('pr_1', params, call);
await stripe.POST('/v1/payment_records/{id}/report_payment_attempt', init);
`;

let text = BASE;
let version = 0;
const service = ts.createLanguageService({
  getScriptFileNames: () => [probe],
  getScriptVersion: (file) => (file === probe ? String(version) : '0'),
  getScriptSnapshot: (file) => {
    const content = file === probe ? text : ts.sys.readFile(file);
    return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
  },
  getCurrentDirectory: () => consumer,
  getCompilationSettings: () => ({
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
  }),
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  fileExists: ts.sys.fileExists,
  readFile: ts.sys.readFile,
});

/** Every field under a variable of the probe, such as `params.failed!.failed_at`. */
function fieldsOf(variable: string): string[] {
  const program = service.getProgram();
  const source = program?.getSourceFile(probe);
  if (!program || !source) throw new Error('There is no program');
  const checker = program.getTypeChecker();
  const symbol = checker
    .getSymbolsInScope(source, ts.SymbolFlags.Variable)
    .find(({ name }) => name === variable);
  if (!symbol) throw new Error(`The probe has no ${variable}`);

  const walk = (type: ts.Type, path: string): string[] =>
    checker
      .getPropertiesOfType(checker.getNonNullableType(type))
      .filter(isOurs)
      .flatMap((field) => {
        const isName = /^\w+$/.test(field.name);
        const place = isName ? `${path}!.${field.name}` : `${path}![${JSON.stringify(field.name)}]`;
        return [place, ...walk(checker.getTypeOfSymbol(field), place)];
      });
  return walk(checker.getTypeOfSymbol(symbol), variable);
}

function isOurs({ declarations = [] }: ts.Symbol): boolean {
  return declarations.some((declaration) =>
    declaration.getSourceFile().fileName.startsWith(installed),
  );
}

const METHODS = ['stripe.reportPaymentAttempt', 'stripe.POST'];
const fields = ['client', 'call', 'init', 'params', 'result'].flatMap(fieldsOf);
// All at once, because each change of the text makes a new program.
text = `${BASE}${[...METHODS, ...fields].map((expression) => `void ${expression};\n`).join('')}`;
version += 1;

/** What an editor shows over the last name of an expression. */
function hover(expression: string): { documentation: string; tags: string } {
  const end = text.indexOf(`void ${expression};\n`) + 'void '.length + expression.length;
  const info = service.getQuickInfoAtPosition(probe, end - (expression.endsWith(']') ? 2 : 1));
  const tags = info?.tags?.map((tag) => `${tag.name} ${ts.displayPartsToString(tag.text)}`);
  return {
    documentation: ts.displayPartsToString(info?.documentation),
    tags: (tags ?? []).join('\n'),
  };
}

/** The names of the contract's fields that hold a time. */
async function timeFields(): Promise<Set<string>> {
  const names = new Set<string>();
  const contract = await readFile(join(installed, 'generated/openapi.json'), 'utf8');
  const { schemas } = JSON.parse(contract).components;
  JSON.parse(contract, (key, value) => {
    const { format } = schemas[value?.$ref?.split('/').at(-1)] ?? value ?? {};
    if (format === 'unix-time') names.add(key);
    return value;
  });
  return names;
}

describe('an editor shows a sentence', () => {
  test('over every field that a consumer writes or reads', () => {
    const sentence = /^[A-Z`].*\S \S.*\.$/s;
    expect(fields.filter((field) => !sentence.test(hover(field).documentation))).toStrictEqual([]);
  });

  test('as deep as the contract goes', () => {
    expect(fields).toContain('params!.payment_method_details!.billing_details!.address!.line1');
    expect(fields).toContain('init!.body!.failed!.failed_at');
    expect(fields).toContain('init!.params!.header!["Idempotency-Key"]');
    expect(fields).toContain('result!.data!.amount_failed!.value');
    expect(fields).toContain('result!.error!.error!.param');
  });
});

describe('an editor shows the unit', () => {
  test('over every time, which is in seconds', async () => {
    const names = await timeFields();
    const times = fields.filter((field) => names.has(field.split('.').at(-1) ?? ''));
    for (const field of times) {
      expect(hover(field).documentation).toContain('in seconds since the Unix epoch');
    }
    expect(times).toContain('params!.initiated_at');
  });

  test('over every amount of money and every time limit', () => {
    const values = fields.filter((field) => field.endsWith('.value'));
    for (const field of values) expect(hover(field).documentation).toContain('smallest unit');
    expect(values).toContain('result!.data!.amount!.value');
    const limits = fields.filter((field) => field.endsWith('.timeout'));
    for (const field of limits) expect(hover(field).documentation).toMatch(/^Milliseconds/);
    expect(limits).toEqual(expect.arrayContaining(['client!.timeout', 'call!.timeout']));
  });
});

test.each([
  [
    'stripe.reportPaymentAttempt',
    'https://docs.stripe.com/api/payment-record/report-payment-attempt',
  ],
  ['stripe.POST', 'https://docs.stripe.com/api'],
])(
  'an editor shows what %s does, the unit of its times, and where Stripe documents it',
  (method, page) => {
    const { documentation, tags } = hover(method);
    expect(documentation).toMatch(/^[A-Z].*Unix\sseconds/s);
    expect(tags).toContain(`see ${page}`);
  },
);
