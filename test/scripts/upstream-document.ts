import type { JsonObject } from '../../scripts/gen/load-spec.js';

const ADDRESS = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'];
const COMPONENT = 'payments_primitives_payment_records_resource';

/** The operation as an OpenAPI 3.0 document says it in the way Stripe's does. */
export function upstreamDocument(): JsonObject {
  const address = object(each(ADDRESS, text(5000)));
  const schemas: JsonObject = {
    payment_record: {
      ...object({
        ...each(
          ['', '_authorized', '_canceled', '_failed', '_guaranteed', '_refunded', '_requested'].map(
            (suffix) => `amount${suffix}`,
          ),
          reference(`${COMPONENT}_amount`),
        ),
        ...each(['application', 'description', 'latest_payment_attempt_record'], text(5000, true)),
        created: time(),
        customer_details: orNull(`${COMPONENT}_customer_details`),
        customer_presence: { ...choice('off_session', 'on_session'), nullable: true },
        id: text(5000),
        livemode: { type: 'boolean' },
        metadata: { type: 'object', additionalProperties: text(500) },
        object: choice('payment_record'),
        payment_method_details: orNull(`${COMPONENT}_payment_method_details`),
        processor_details: reference(`${COMPONENT}_processor_details`),
        reported_by: choice('self', 'stripe'),
        shipping_details: orNull(`${COMPONENT}_shipping_details`),
      }),
      required: (
        'amount amount_authorized amount_canceled amount_failed amount_guaranteed amount_refunded ' +
        'amount_requested created id livemode metadata object processor_details reported_by'
      ).split(' '),
    },
    [`${COMPONENT}_amount`]: object(
      { currency: { type: 'string', format: 'currency' }, value: { type: 'integer' } },
      'currency',
      'value',
    ),
    [`${COMPONENT}_address`]: object(each(ADDRESS, text(5000, true))),
    [`${COMPONENT}_billing_details`]: object(
      {
        ...each(['email', 'name', 'phone'], text(5000, true)),
        address: reference(`${COMPONENT}_address`),
      },
      'address',
    ),
    [`${COMPONENT}_customer_details`]: object(
      each(['customer', 'email', 'name', 'phone'], text(5000, true)),
    ),
    [`${COMPONENT}_payment_method_details`]: object(
      {
        billing_details: orNull(`${COMPONENT}_billing_details`),
        card: object({ mandate: expandable('mandate') }),
        custom: reference(`${COMPONENT}_payment_method_custom_details`),
        klarna: object({}),
        payment_method: text(5000, true),
        type: text(5000),
      },
      'type',
    ),
    [`${COMPONENT}_payment_method_custom_details`]: object(
      { display_name: text(5000), type: text(5000, true) },
      'display_name',
    ),
    [`${COMPONENT}_processor_details`]: object(
      {
        custom: reference(`${COMPONENT}_processor_details_resource_custom_details`),
        type: { ...choice('custom'), 'x-stripeBypassValidation': true },
      },
      'type',
    ),
    [`${COMPONENT}_processor_details_resource_custom_details`]: object({
      payment_reference: text(5000, true),
    }),
    [`${COMPONENT}_shipping_details`]: object(
      { ...each(['name', 'phone'], text(5000, true)), address: reference(`${COMPONENT}_address`) },
      'address',
    ),
    mandate: object({ id: text(5000), next: expandable('mandate') }, 'id'),
    error: object({ error: reference('api_errors') }, 'error'),
    api_errors: object(
      {
        ...each(['advice_code', 'charge', 'code', 'decline_code', 'doc_url'], text(5000)),
        ...each(['network_advice_code', 'network_decline_code'], text(5000)),
        ...each(['param', 'payment_method_type', 'request_log_url'], text(5000)),
        ...each(
          ['payment_intent', 'payment_method', 'setup_intent'],
          object({ id: text(5000) }, 'id'),
        ),
        message: text(40_000),
        source: { anyOf: [reference('mandate'), reference('error')] },
        type: choice('api_error', 'card_error', 'idempotency_error', 'invalid_request_error'),
      },
      'type',
    ),
  };

  const form = object(
    {
      canceled: object({ canceled_at: time() }, 'canceled_at'),
      description: text(5000),
      expand: { type: 'array', items: text(5000) },
      failed: object({ failed_at: time() }, 'failed_at'),
      guaranteed: object({ guaranteed_at: time() }, 'guaranteed_at'),
      initiated_at: time(),
      metadata: {
        anyOf: [{ type: 'object', additionalProperties: { type: 'string' } }, choice('')],
      },
      outcome: choice('canceled', 'failed', 'guaranteed'),
      payment_method_details: object({
        billing_details: object({ address, email: text(), name: text(5000), phone: text() }),
        custom: object({ display_name: text(5000), type: text(5000) }),
        payment_method: text(5000),
        type: choice('custom'),
      }),
      shipping_details: object({ address, name: text(5000), phone: text() }),
    },
    'initiated_at',
  );
  const deepObject = { style: 'deepObject', explode: true };
  const structures =
    'canceled expand failed guaranteed metadata payment_method_details shipping_details';
  const answer = (schema: string): JsonObject => ({
    description: '',
    content: { 'application/json': { schema: reference(schema) } },
  });
  return {
    openapi: '3.0.0',
    info: { title: 'Stripe API', version: '2026-10-28.endive' },
    servers: [{ url: 'https://api.stripe.com/' }],
    security: [{ basicAuth: [] }, { bearerAuth: [] }],
    paths: {
      '/v1/payment_records/{id}/report_payment_attempt': {
        post: {
          parameters: [
            {
              name: 'id',
              in: 'path',
              required: true,
              style: 'simple',
              explode: false,
              schema: text(5000),
            },
          ],
          requestBody: {
            required: true,
            content: {
              'application/x-www-form-urlencoded': {
                schema: { ...form, additionalProperties: false },
                encoding: each(structures.split(' '), deepObject),
              },
            },
          },
          responses: { 200: answer('payment_record'), default: answer('error') },
        },
      },
    },
    components: {
      schemas,
      securitySchemes: {
        basicAuth: { type: 'http', scheme: 'basic' },
        bearerAuth: { type: 'http', scheme: 'bearer', bearerFormat: 'auth-scheme' },
      },
    },
  };
}

const each = (names: string[], value: JsonObject): JsonObject =>
  Object.fromEntries(names.map((name) => [name, structuredClone(value)]));
const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});
const text = (maxLength?: number, nullable?: boolean): JsonObject => ({
  type: 'string',
  ...(maxLength !== undefined && { maxLength }),
  ...(nullable !== undefined && { nullable }),
});
const time = (): JsonObject => ({ type: 'integer', format: 'unix-time' });
const choice = (...values: string[]): JsonObject => ({ type: 'string', enum: values });
const reference = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const orNull = (name: string): JsonObject => ({ nullable: true, anyOf: [reference(name)] });
const expandable = (name: string): JsonObject => ({
  anyOf: [text(5000), reference(name)],
  'x-expansionResources': { oneOf: [reference(name)] },
});
