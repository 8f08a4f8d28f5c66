import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import type http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { verify } from '../../scripts/verify.js';
import { type Contract, fixture, operationsOf } from './contract.js';
import { serve } from './misbehaving-server.js';
import { runCommand } from './run-command.js';

/** The operations of the fixture contract with these ids, as a contract. */
export function onlyOperations(...ids: string[]): Contract {
  const document = structuredClone(fixture);
  for (const { id, path, method } of operationsOf(document)) {
    if (!ids.includes(id)) delete document.paths[path]?.[method.toLowerCase()];
  }
  return document;
}

/** Writes a contract to a file of its own, and gives its name. */
export async function fileOf(contract: object): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'verify-')), 'openapi.json');
  await writeFile(file, JSON.stringify(contract));
  return file;
}

/** Arguments that give so many records. */
export const records = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => ['--record', `pr_${index}`]).flat();

export interface Verified {
  code: number;
  out: string;
  err: string;
  /** What `--json` wrote. */
  json: {
    provider: string;
    sent: number;
    records: { made: string[]; closed: string[] };
    end: string | null;
    stale: object[];
    unexplained: { place: string; kind: string; what: string; ours: string; theirs: string }[];
    cases: {
      place: string;
      verdict: string;
      reason?: string;
      group: string;
      expected: object;
      came?: { status: number };
    }[];
  };
}

/** Runs `npm run verify` in this process, with a key in the environment. */
export async function runVerify(args: string[], key = ''): Promise<Verified> {
  vi.stubEnv('STRIPE_SECRET_KEY', key);
  const file = join(await mkdtemp(join(tmpdir(), 'verify-')), 'result.json');
  try {
    const outcome = await runCommand(verify, process.cwd(), ...args, '--json', file);
    const text = await readFile(file, 'utf8').catch(() => '{}');
    return { code: outcome.code, out: outcome.stdout, err: outcome.stderr, json: JSON.parse(text) };
  } finally {
    vi.unstubAllEnvs();
  }
}

export interface Exchange {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  /** The form, decoded. */
  form: URLSearchParams;
  /** What the real server answers, once it is asked. */
  ask(): Promise<Response>;
  reply: http.ServerResponse;
}

/** A server in front of another, which answers as `answer` says. */
export async function serveInFront(
  url: string,
  answer: (exchange: Exchange) => Promise<void> | void,
): Promise<string> {
  const server = await serve(async (reply, { method = '', url: target = '', headers, body }) => {
    const { host: _, connection: __, 'content-length': ___, ...passed } = headers;
    const sent = new Headers(Object.entries(passed).map(([name, value]) => [name, `${value}`]));
    const ask = () => fetch(url + target, { method, headers: sent, ...(body !== '' && { body }) });
    await answer({ method, url: target, headers, form: new URLSearchParams(body), ask, reply });
  });
  return server.url;
}

/** Passes an answer on, with another status, body or header where they are given. */
export async function pass(
  reply: http.ServerResponse,
  response: Response,
  change: (body: Record<string, unknown>) => { status?: number; body?: unknown } = () => ({}),
  headers: Record<string, string> = {},
): Promise<void> {
  const sent: Record<string, unknown> = JSON.parse(await response.text());
  const { status = response.status, body = sent } = change(sent);
  const all = { ...Object.fromEntries(response.headers), ...headers };
  for (const [name, value] of Object.entries(all)) {
    if (!/^(content-length|connection|keep-alive|date)$/i.test(name)) reply.setHeader(name, value);
  }
  reply.writeHead(status).end(JSON.stringify(body));
}
