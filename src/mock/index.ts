export type { JsonValue, Violation } from './decode-form.js';
export {
  type MockServer,
  type MockServerOptions,
  type RecordedRequest,
  startMockServer,
} from './start-mock-server.js';
