export { API_VERSION } from '../generated/api-version.js';
export type {
  $defs,
  AddressParam,
  ApiErrors,
  components,
  HeaderIdempotentReplayed,
  HeaderRequestId,
  operations,
  ParameterId,
  ParameterIdempotencyKey,
  ParameterStripeAccount,
  ParameterStripeVersion,
  PaymentRecord,
  PaymentsPrimitivesPaymentRecordsResourceAddress,
  PaymentsPrimitivesPaymentRecordsResourceAmount,
  PaymentsPrimitivesPaymentRecordsResourceBillingDetails,
  PaymentsPrimitivesPaymentRecordsResourceCustomerDetails,
  PaymentsPrimitivesPaymentRecordsResourcePaymentMethodCustomDetails,
  PaymentsPrimitivesPaymentRecordsResourcePaymentMethodDetails,
  PaymentsPrimitivesPaymentRecordsResourceProcessorDetails,
  PaymentsPrimitivesPaymentRecordsResourceProcessorDetailsResourceCustomDetails,
  PaymentsPrimitivesPaymentRecordsResourceShippingDetails,
  paths,
  ReportPaymentAttemptParams,
  StripeErrorBody,
  webhooks,
} from '../generated/openapi.js';
export type {
  CallOptions,
  Client,
  ClientOptions,
  PostInit,
  ReportPaymentAttemptResult,
} from './client/create-client.js';
export { createClient } from './client/create-client.js';
export { createIdempotencyKey } from './client/create-idempotency-key.js';
export { ConnectionError, type ConnectionErrorCode } from './client/errors.js';
export type { Fetch } from './client/transport.js';
export { encodeForm } from './form/encode-form.js';
