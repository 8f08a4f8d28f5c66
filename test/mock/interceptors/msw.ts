import { http } from 'msw';
import { setupServer } from 'msw/node';
import { startMockServer } from '../../../src/mock/index.js';
import { reportByClients } from './report-by-clients.js';

const mock = await startMockServer({ listen: false });
const server = setupServer(
  http.all('https://api.stripe.com/*', ({ request }) => mock.fetch(request)),
);
server.listen({ onUnhandledRequest: 'error' });

await reportByClients(mock);
