import { fetch as fetchOfUndici, MockAgent, setGlobalDispatcher } from 'undici';
import { startMockServer } from '../../../src/mock/index.js';
import { reportByClients } from './report-by-clients.js';

// A reply of MockAgent cannot wait for an answer, so that its requests go to a server that listens.
const mock = await startMockServer();
const agent = new MockAgent();
agent.disableNetConnect();
agent.enableNetConnect(new URL(mock.url).host);
setGlobalDispatcher(
  agent.compose((dispatch) => (options, handler) => {
    const isStripe = options.origin === 'https://api.stripe.com';
    return dispatch(isStripe ? { ...options, origin: mock.url } : options, handler);
  }),
);

// Through another undici than its own, the fetch of Node 20 sends the SDK's Content-Length twice.
await reportByClients(mock, fetchOfUndici as unknown as typeof fetch);
await mock.close();
