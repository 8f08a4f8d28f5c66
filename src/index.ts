export type { Middleware } from 'openapi-fetch';
export { API_VERSION } from '../generated/contract.js';
export type * from '../generated/openapi.js';
export type {
  CallInit,
  CallOptions,
  Client,
  ClientOptions,
  PostInit,
  ReportPaymentAttemptResult,
  Result,
} from './client/client-types.js';
export { createClient } from './client/create-client.js';
export { createIdempotencyKey } from './client/create-idempotency-key.js';
export { ConnectionError, type ConnectionErrorCode } from './client/errors.js';
export type { Fetch } from './client/transport.js';
export { encodeForm } from './form/encode-form.js';
