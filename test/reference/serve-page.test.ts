import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MockServer, startMockServer } from '../../src/mock/index.js';

let mock: MockServer;
beforeAll(async () => {
  mock = await startMockServer({ reference: true });
});
afterAll(() => mock.close());

test('the page comes with a policy that lets it reach its own server alone', async () => {
  const response = await fetch(`${mock.url}/`);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
      "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  const html = await response.text();
  expect(html).not.toMatch(/<script>|<style|\son\w+=|\sstyle=/);
});

test('its files are its own, and none of them is a request on record', async () => {
  const html = await (await fetch(`${mock.url}/?x=1`)).text();
  const paths = [...html.matchAll(/(?:src|href)="(reference\/[^"]+)"/g)].map(
    ([, path = '']) => path,
  );
  expect(paths).toHaveLength(5);
  for (const path of paths) {
    const response = await fetch(`${mock.url}/${path}`);
    expect([path, response.status]).toEqual([path, 200]);
    const head = await fetch(`${mock.url}/${path}`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(
      String((await response.arrayBuffer()).byteLength),
    );
  }
  expect(mock.requests).toEqual([]);
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
  // Not by fetch, which would fold the path.
  const [answer] = await once(request(mock.url, { method, path }).end(), 'response');
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toBe('application/json');
  answer.resume();
  expect(mock.requests).toMatchObject([{ method, path, status }]);
});

test('a target with an origin, as a proxy is asked, is taken by its path', async () => {
  mock.reset();
  const ask = async (path: string) => {
    const [answer] = await once(request(mock.url, { path }).end(), 'response');
    answer.resume();
    return answer.statusCode;
  };
  expect(await ask('http://x/reference/page.js')).toBe(200);
  expect(await ask('https://x/nope')).toBe(404);
  expect(await ask('http://x')).toBe(400);
  expect(mock.requests).toMatchObject([{ path: '/nope' }, { path: '' }]);
});

test('without the option there is no page', async () => {
  const plain = await startMockServer();
  expect((await fetch(`${plain.url}/`)).headers.get('content-type')).toBe('application/json');
  await plain.close();
});
