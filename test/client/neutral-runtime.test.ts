import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { bundleEntry } from '../support/bundle-client.js';
import { RECORD, STRIPE_ERROR, serve } from '../support/misbehaving-server.js';
import * as reply from '../support/replies.js';

/** The web's own names, and nothing else beside the language. */
const WEB = {
  fetch,
  Headers,
  Request,
  Response,
  URL,
  AbortController,
  AbortSignal,
  crypto,
  setTimeout,
  clearTimeout,
  TextEncoder,
  FormData,
};

const { code: bundle, inputs } = await bundleEntry({ format: 'iife', globalName: 'entry' });

/** Runs code of the bundle's own realm, and gives what it gives as JSON. */
async function run(code: string, url: string): Promise<unknown> {
  const context = vm.createContext({ ...WEB, url });
  vm.runInContext(`'use strict';${bundle};globalThis.entry = entry;`, context);
  const script = `(async () => {
    const { createClient } = entry;
    const stripe = createClient({ apiKey: 'sk_test_neutral', baseUrl: url });
    return JSON.stringify(await (${code})(stripe));
  })()`;
  return JSON.parse(await vm.runInContext(script, context));
}

describe('on a runtime that has only web standards', () => {
  it('there is nothing of Node', async () => {
    const imports = inputs.flatMap((input) => input.imports);
    expect(imports.filter(({ external }) => external)).toEqual([]);
    const names = "() => [typeof process, typeof require, typeof module, typeof Buffer].join('')";
    expect(await run(names, 'https://api.example')).toBe('undefined'.repeat(4));
  });

  it('a report is sent, tried again, and answered', async () => {
    const server = await serve(reply.reset, reply.json(500, STRIPE_ERROR), reply.ok);
    const call = `async (stripe) => {
      const params = { initiated_at: 1, metadata: { 'ü[': 'ö' }.x ?? { order: 'ö' } };
      const { data, attempts } = await stripe.reportPaymentAttempt('pr_1', params);
      return { data, attempts };
    }`;
    expect(await run(call, server.url)).toEqual({ data: RECORD, attempts: 3 });
    expect(server.seen[2]?.body).toBe('initiated_at=1&metadata[order]=%C3%B6');
  });

  it('an error, a refusal, an abort and a lost connection are told', async () => {
    const server = await serve(reply.json(400, STRIPE_ERROR), reply.reset);
    const calls = `async (stripe) => {
      const params = { initiated_at: 1 };
      const { error } = await stripe.reportPaymentAttempt('pr_1', params);
      const refused = await stripe.reportPaymentAttempt('..', params).catch((e) => e instanceof TypeError);
      const signal = AbortSignal.abort('why');
      const aborted = await stripe.reportPaymentAttempt('pr_1', params, { signal }).catch((e) => e);
      const lost = await stripe.reportPaymentAttempt('pr_1', params, { maxRetries: 0 }).catch((e) => e);
      const { name, code, cause } = lost;
      return { error, refused, aborted, lost: { name, code, cause: cause.message } };
    }`;
    expect(await run(calls, server.url)).toEqual({
      error: STRIPE_ERROR,
      refused: true,
      aborted: 'why',
      lost: { name: 'ConnectionError', code: 'network', cause: 'fetch failed' },
    });
  });
});
