import { once } from 'node:events';
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';
import { connections, openAt } from '../support/open-addresses.js';

let mock: MockServer;
beforeAll(async () => {
  mock = await startMockServer({ reference: true });
});
afterAll(() => mock.close());

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "form-action 'none'; base-uri 'none'";

test('the page comes with a policy that lets it reach its own server alone', async () => {
  const response = await fetch(`${mock.url}/`);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `${POLICY}; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  const html = await response.text();
  expect(html).not.toMatch(/<script>|<style|\son\w+=|\sstyle=/);
  const [, meta = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  expect(meta).toBe(POLICY);
});

/** The files of the page: the page itself, its scripts and its style. */
async function paths(): Promise<string[]> {
  const html = await (await fetch(`${mock.url}/?x=1`)).text();
  const own = [...html.matchAll(/(?:src|href)="(reference\/[^"]+)"/g)];
  return ['', ...own.map(([, path = '']) => path)];
}

/** Not by fetch, which asks for an encoding, undoes it, and folds paths. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const [reply] = await once(request(mock.url, { method, path, headers }).end(), 'response');
  const chunks: Buffer[] = await reply.toArray();
  return { status: reply.statusCode, headers: reply.headers, content: Buffer.concat(chunks) };
}

test('its files are its own, and none of them is a request on record', async () => {
  const all = await paths();
  expect(all).toHaveLength(4);
  for (const path of all) {
    const { status, headers, content } = await ask(`/${path}`);
    expect([path, status]).toEqual([path, 200]);
    const head = await ask(`/${path}`, {}, 'HEAD');
    expect([head.content.length, head.headers]).toEqual([
      0,
      { ...headers, date: expect.any(String) },
    ]);
    expect(headers['content-length']).toBe(String(content.length));
  }
  expect(mock.requests).toEqual([]);
});

test.each([
  ['br', 'br'],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'br'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['deflate', undefined],
  [undefined, undefined],
])('who accepts %s gets %s', async (accepted, encoding) => {
  for (const path of await paths()) {
    const plain = await ask(`/${path}`);
    const reply = await ask(
      `/${path}`,
      accepted === undefined ? {} : { 'Accept-Encoding': accepted },
    );
    expect(reply.headers['content-encoding']).toBe(encoding);
    expect(reply.headers.vary).toBe('Accept-Encoding');
    const decode = { br: brotliDecompressSync, gzip: gunzipSync }[String(encoding)];
    expect(decode ? decode(reply.content) : reply.content).toEqual(plain.content);
  }
});

test('script and style are under 25 kB together', async ({ annotate }) => {
  const weigh = async (encoding: string) => {
    const sizes = (await paths()).slice(1).map(async (path) => {
      const { content } = await ask(`/${path}`, { 'Accept-Encoding': encoding });
      return content.length;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  };
  const [br, gzip] = [await weigh('br'), await weigh('gzip')];
  await annotate(`${br} bytes of script and style by br, ${gzip} by gzip`, 'reference page bytes');
  expect(br).toBeLessThan(25_000);
});

test('who has a file is told so by its tag', async () => {
  for (const path of await paths()) {
    const { headers } = await ask(`/${path}`, { 'Accept-Encoding': 'gzip' });
    const tag = String(headers.etag);
    const known = (value: string) =>
      ask(`/${path}`, { 'Accept-Encoding': 'gzip', 'If-None-Match': value });
    for (const value of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const { status, content, headers: again } = await known(value);
      expect([status, content.length, again.etag]).toEqual([304, 0, tag]);
    }
    expect((await known('"other"')).status).toBe(200);
    // Another encoding is another file.
    expect((await ask(`/${path}`, { 'If-None-Match': tag })).status).toBe(200);
  }
});

test.each([
  ['POST', '/', 404],
  ['GET', '/reference/../package.json', 404],
  ['GET', '/reference/%2e%2e/package.json', 404],
  ['GET', '/reference/other.js', 404],
  ['GET', '/index.htm', 404],
  ['GET', '*', 400],
  ['HEAD', '*', 400],
])('%s %s is answered as without the page', async (method, path, status) => {
  mock.reset();
  const reply = await ask(path, {}, method);
  expect(reply.status).toBe(status);
  expect(reply.headers['content-type']).toBe('application/json');
  expect(mock.requests).toMatchObject([{ method, path, status }]);
});

test('a target with an origin, as a proxy is asked, is taken by its path', async () => {
  mock.reset();
  const statusOf = async (path: string) => (await ask(path)).status;
  expect(await statusOf('http://x/reference/page.js')).toBe(200);
  expect(await statusOf('https://x/nope')).toBe(404);
  expect(await statusOf('http://x')).toBe(400);
  expect(mock.requests).toMatchObject([{ path: '/nope' }, { path: '' }]);
});

test('it is served at the address of loopback alone', async () => {
  expect(await connections(mock)).toStrictEqual(openAt(['127.0.0.1']));
});

test('without the option there is no page', async () => {
  const plain = await startMockServer();
  expect((await fetch(`${plain.url}/`)).headers.get('content-type')).toBe('application/json');
  await plain.close();
});
