export type {
  ChosenAnswer,
  JsonValue,
  MockServer,
  MockServerOptions,
  PaymentRecords,
  RecordedRequest,
  RecordOwner,
  Violation,
} from './mock-server.js';
export { startMockServer } from './start-mock-server.js';
