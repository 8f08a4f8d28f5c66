export { startMockServer } from './start-mock-server.js';
export type {
  ChosenAnswer,
  JsonValue,
  MockServer,
  MockServerOptions,
  PaymentRecords,
  RecordedRequest,
  RecordOwner,
  Violation,
} from './types.js';
