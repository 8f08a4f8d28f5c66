export type { JsonValue, Violation } from './decode-form.js';
export type {
  ChosenAnswer,
  MockServer,
  MockServerOptions,
  PaymentRecords,
  RecordedRequest,
  RecordOwner,
} from './mock-server.js';
export { startMockServer } from './start-mock-server.js';
