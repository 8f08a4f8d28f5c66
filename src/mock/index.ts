export type { ChosenAnswer } from './chosen-answer.js';
export type { JsonValue, Violation } from './decode-form.js';
export type { PaymentRecords, RecordOwner } from './payment-records.js';
export {
  type MockServer,
  type MockServerOptions,
  type RecordedRequest,
  startMockServer,
} from './start-mock-server.js';
