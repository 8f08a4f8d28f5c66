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
} from './client.js';
export { createClient } from './client.js';
export { createIdempotencyKey } from './create-idempotency-key.js';
export { encodeForm } from './encode-form.js';
export { ConnectionError, type ConnectionErrorCode } from './errors.js';
export type { Fetch } from './transport.js';
