import { expect, test } from 'vitest';
import { fixtureContract, send, serve } from '../support/contract-server.js';

// Every kind of schema in the fixture contract, in literal wire forms.
const mock = await serve(fixtureContract());
const kinds = (pairs: string) =>
  send(mock, 'POST /v1/kinds', `text=a&${pairs.trim().replaceAll(/\s+/g, '&')}`);

test.each([
  [
    `boolean=false number=0 integer=1 multiple=-15 fraction=1.25 integer_enum=3 unix_time=-1
    nullable_integer= nullable_object= any_scalar=5 text_or_number=1.5 one_of= union_of_all=0.5`,
    `{"boolean":false,"number":0,"integer":1,"multiple":-15,"fraction":1.25,"integer_enum":3,
    "unix_time":-1,"nullable_integer":null,"nullable_object":null,"any_scalar":5,
    "text_or_number":1.5,"one_of":"","union_of_all":0.5}`,
  ],
  [
    `number=99.9 integer=100 pattern=AB12 length=%F0%9F%98%80ab date=2026-10-28
    date_time=2026-10-28T09:30:00%2B02:00 uri=https://example.com/?a=b email=zoe@example.com
    uuid=0d4f4b0e-1c2d-4e5f-8a9b-0c1d2e3f4a5b unknown_format=anything defaulted=usd deprecated=x
    const=fixed decimal=0.10 currency=eur nullable_text= write_only=x any_scalar=5.5 one_of=auto
    object_or_text=5 object_or_empty= array_or_empty= union_of_all[name]=1`,
    `{"number":99.9,"integer":100,"pattern":"AB12","length":"😀ab","date":"2026-10-28",
    "date_time":"2026-10-28T09:30:00+02:00","uri":"https://example.com/?a=b",
    "email":"zoe@example.com","uuid":"0d4f4b0e-1c2d-4e5f-8a9b-0c1d2e3f4a5b",
    "unknown_format":"anything","defaulted":"usd","deprecated":"x","const":"fixed",
    "decimal":"0.10","currency":"eur","nullable_text":"","write_only":"x","any_scalar":"5.5",
    "one_of":"auto","object_or_text":"5","object_or_empty":"","array_or_empty":"",
    "union_of_all":{"name":"1"}}`,
  ],
  [
    `texts[]=a texts[]= limited[1]=c limited[0]=a booleans[0]=true objects[0][name]=a
    objects[0][tags][0]=b objects[0][parts][0][share]=0.5 nested_map[a][b]=1 limited_map[a]=true
    object[inner][deep][flag]=false address[city]=Berlin object_or_text[amount]=5
    array_or_empty[0]=a array_or_object[a]=b either_object[type]=cash either_object[cash][at]=1
    union_of_all[]=x`,
    `{"texts":["a",""],"limited":["a","c"],"booleans":[true],
    "objects":[{"name":"a","tags":["b"],"parts":[{"share":0.5}]}],"nested_map":{"a":{"b":1}},
    "limited_map":{"a":true},"object":{"inner":{"deep":{"flag":false}}},
    "address":{"city":"Berlin"},"object_or_text":{"amount":5},"array_or_empty":["a"],
    "array_or_object":{"a":"b"},"either_object":{"type":"cash","cash":{"at":1}},
    "union_of_all":["x"]}`,
  ],
])('takes %s', async (pairs, value) => {
  const { status, content } = await kinds(pairs);
  expect([status, content.object ?? content]).toStrictEqual([200, 'kinds']);
  expect(mock.requests.at(-1)?.body).toStrictEqual({ text: 'a', ...JSON.parse(value) });
});

test('says of an integer that is no time what it may be', async () => {
  const { content } = await kinds('integer=101');
  expect(content.error.message).toBe('Invalid integer: must be <= 100');
});

/** All pairs are wrong, in one request. A pair that is named by another place says so. */
test.each([
  'number=1e999 read_only=x booleans[0]= integer_map[a]=x either_object[cash][at]=x>either_object[cash] union_of_all[no]=1',
  `multiple=7 fraction=0.3 date=2026-02-30 limited_map[A]=true>limited_map
  objects[0][count]=1>objects[0][name] object_or_text[currency]=usd>object_or_text[amount]
  object[inner][deep][at]=1>object[inner][deep][flag]`,
])('refuses each of %s', async (pairs) => {
  const { status } = await kinds(pairs.replaceAll(/>\S+/g, ''));
  const expected = pairs.split(/\s+/).map((pair) => pair.split('>')[1] ?? pair.split('=')[0]);
  const found = mock.requests.at(-1)?.violations.map(({ param }) => param);
  expect([status, found?.sort()]).toStrictEqual([400, expected.sort()]);
});

test.each<[query: string, param?: string]>([
  ['limit=100&live=true&ratio=1.5&created=1747742100'],
  ['created[gte]=1&created[lt]=2&labels[0]=a&labels[1]=b'],
  ['labels[]=a&counts[x]=5&expand[0]=data.owner&starting_after=kind_1'],
  ['limit=0', 'limit'],
  ['live=1', 'live'],
  ['created=soon', 'created'],
  ['created[gt]=1', 'created[gt]'],
  ['labels=a', 'labels'],
  ['counts[x]=y', 'counts[x]'],
  ['limit=1&limit=2', 'limit'],
  ['expand[0]=%E0', 'expand[0]'],
])('takes the query %s, or names %s', async (query, param) => {
  const { status, content } = await send(mock, `GET /v1/kinds?${query}`);
  const expected = param === undefined ? [200, 'list', undefined] : [400, undefined, param];
  expect([status, content.object, content.error?.param]).toStrictEqual(expected);
});
