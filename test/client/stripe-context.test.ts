import { describe, expect, it } from 'vitest';
import { type CallOptions, type ClientOptions, createClient } from '../../src/index.js';
import { clientOf } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

const PATH = '/v1/payment_records/{id}/report_payment_attempt';
const body = { initiated_at: 1730000000 };
type Header = { 'Stripe-Account'?: string; 'Stripe-Context'?: string | undefined };

/** For whom a call acts on the wire: `[account, context]`. */
async function actsFor(options: Partial<ClientOptions>, call: CallOptions, header: Header = {}) {
  const { server, client } = await clientOf(reply.ok, options);
  await client.POST(PATH, { params: { path: { id: 'pr_1' }, header }, body, ...call });
  const headers = server.seen[0]?.headers;
  return [headers?.['stripe-account'], headers?.['stripe-context']];
}

const account = { stripeAccount: 'acct_1' };
const context = { stripeContext: 'acct_1/acct_2' };
const noAccount = { ...context, stripeAccount: undefined };
const none = { 'Stripe-Context': undefined };
const inContext = [undefined, 'acct_1/acct_2'];

describe('a call acts for', () => {
  it.each<[whom: string, ClientOptions | object, CallOptions, Header, seen: unknown[]]>([
    ['nobody else', {}, {}, {}, [undefined, undefined]],
    ['the context of its client', context, {}, {}, inContext],
    ['a context of its own', {}, context, {}, inContext],
    ['its context, not the account of its client', account, context, {}, inContext],
    ['its account, not the context of its client', context, account, {}, ['acct_1', undefined]],
    ['the context of its header', account, {}, { 'Stripe-Context': 'c' }, [undefined, 'c']],
    ['its account where its header is undefined', {}, account, none, ['acct_1', undefined]],
    ['the account of its header', context, {}, { 'Stripe-Account': 'a' }, ['a', undefined]],
    ['its context where its account is undefined', {}, noAccount, {}, inContext],
  ])('%s', async (_, options, call, header, seen) => {
    expect(await actsFor(options, call, header)).toStrictEqual(seen);
  });
});

describe('an account and a context in one set of options are refused', () => {
  const message = 'stripeContext must be given without stripeAccount, got both';

  it('of a client', () => {
    expect(() => createClient({ apiKey: 'sk_test_1', ...account, ...context })).toThrow(
      new TypeError(message),
    );
  });

  it.each<[where: string, CallOptions, Header]>([
    ['options', { ...account, ...context }, {}],
    ['header parameters', {}, { 'Stripe-Account': 'a', 'Stripe-Context': 'c' }],
    ['an option and a header parameter', account, { 'Stripe-Context': 'c' }],
    ['a header parameter and an option', context, { 'Stripe-Account': 'a' }],
  ])('of a call, in %s', async (_, call, header) => {
    await expect(actsFor({}, call, header)).rejects.toThrow(new TypeError(message));
  });

  it('in a header that has an option', async () => {
    const headers = { 'stripe-context': 'c' };
    await expect(actsFor({}, { headers })).rejects.toThrow(
      'headers["stripe-context"] must be left to the option stripeContext',
    );
  });
});
