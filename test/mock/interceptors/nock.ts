import nock from 'nock';
import { startMockServer } from '../../../src/mock/index.js';
import { reportByClients } from './report-by-clients.js';

const mock = await startMockServer({ listen: false });
nock.disableNetConnect();
nock('https://api.stripe.com')
  .persist()
  .post(/.*/)
  .reply(async function (path, body) {
    const headers = Object.entries(this.req.headers).map(([name, value]) => [name, `${value}`]);
    const response = await mock.fetch(`https://api.stripe.com${path}`, {
      method: 'POST',
      headers: Object.fromEntries(headers),
      body: String(body),
    });
    return [response.status, await response.text(), Object.fromEntries(response.headers)];
  });

await reportByClients(mock);
