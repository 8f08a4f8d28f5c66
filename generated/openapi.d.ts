// Made by `npm run gen` from spec/openapi.yaml. Do not edit.
export interface paths {
    "/v1/payment_records/{id}/report_payment_attempt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Report a payment attempt
         *
         * Adds a payment attempt to a Payment Record. Stripe takes a new attempt only when every other attempt on the record is canceled or failed.
         */
        post: operations["PostPaymentRecordsIdReportPaymentAttempt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        report_payment_attempt_params: ReportPaymentAttemptParams;
        /**
         * A time in seconds since the Unix epoch, after 1970 and, lest it be in milliseconds, before 5138.
         */
        reported_time: number;
        address_param: AddressParam;
        payment_record: PaymentRecord;
        payments_primitives_payment_records_resource_amount: PaymentsPrimitivesPaymentRecordsResourceAmount;
        payments_primitives_payment_records_resource_customer_details: PaymentsPrimitivesPaymentRecordsResourceCustomerDetails;
        payments_primitives_payment_records_resource_payment_method_details: PaymentsPrimitivesPaymentRecordsResourcePaymentMethodDetails;
        payments_primitives_payment_records_resource_payment_method_custom_details: PaymentsPrimitivesPaymentRecordsResourcePaymentMethodCustomDetails;
        payments_primitives_payment_records_resource_billing_details: PaymentsPrimitivesPaymentRecordsResourceBillingDetails;
        payments_primitives_payment_records_resource_processor_details: PaymentsPrimitivesPaymentRecordsResourceProcessorDetails;
        payments_primitives_payment_records_resource_processor_details_resource_custom_details: PaymentsPrimitivesPaymentRecordsResourceProcessorDetailsResourceCustomDetails;
        payments_primitives_payment_records_resource_shipping_details: PaymentsPrimitivesPaymentRecordsResourceShippingDetails;
        payments_primitives_payment_records_resource_address: PaymentsPrimitivesPaymentRecordsResourceAddress;
        stripe_error_body: StripeErrorBody;
        api_errors: ApiErrors;
    };
    responses: never;
    parameters: {
        /**
         * ID of the Payment Record, such as `pr_1RQo3d2eZvKYlo2CmT4yW8aB`.
         * @example pr_1RQo3d2eZvKYlo2CmT4yW8aB
         */
        id: string;
        /**
         * Names this one report, so that sending it again does not report the payment twice. The same key with the same parameters gets the first answer again; with other parameters it is refused.
         * @example order-6735-attempt-1
         */
        idempotency_key: string;
        /**
         * ID of the connected account that the request is made for.
         * @example acct_1032D82eZvKYlo2C
         */
        stripe_account: string;
        /**
         * ID of the account that the request acts for, or a path of IDs such as `acct_1/acct_2`. The successor of `Stripe-Account`: send one of the two.
         * @example acct_1032D82eZvKYlo2C
         */
        stripe_context: string;
        /**
         * API version that the request is written for and the answer is to be given in. Without it, the account's default version counts.
         * @example 2026-10-28.endive
         */
        stripe_version: string;
    };
    requestBodies: never;
    headers: {
        /**
         * The `Idempotency-Key` that was sent.
         * @example order-6735-attempt-1
         */
        idempotency_key: string;
        /**
         * `true` where this is the first answer again, to a report that was sent before with the same idempotency key.
         * @example true
         */
        idempotent_replayed: string;
        /**
         * `Request-Id` of the first request with this idempotency key; on the first answer its own.
         * @example req_9Q2bq4VxNhC1Ya
         */
        original_request: string;
        /**
         * ID of the request at Stripe; the support asks for it.
         * @example req_9Q2bq4VxNhC1Ya
         */
        request_id: string;
        /**
         * The `Stripe-Account` that was sent.
         * @example acct_1032D82eZvKYlo2C
         */
        stripe_account: string;
        /**
         * Which limit a 429 is about: `global-rate`, `endpoint-rate`, `global-concurrency`, `endpoint-concurrency` or `resource-specific`. Absent where another request holds the record (`lock_timeout`).
         * @example global-rate
         */
        stripe_rate_limited_reason: string;
        /**
         * `true` where Stripe advises to send the request again, `false` where it advises against it. Absent where it leaves that to the caller.
         * @example true
         */
        stripe_should_retry: "true" | "false";
        /**
         * API version that was used.
         * @example 2026-10-28.endive
         */
        stripe_version: string;
    };
    pathItems: never;
}
/** A payment attempt to report. Times are in seconds since the Unix epoch. */
export interface ReportPaymentAttemptParams {
    /** How the attempt was called off, if it was. */
    canceled?: {
        /** When the attempt was canceled, in seconds since the Unix epoch. */
        canceled_at: components["schemas"]["reported_time"];
    } | undefined;
    /** A text of your choice to keep with the payment, often shown to people. At most 5000 characters. */
    description?: string | undefined;
    /** Names the fields of the answer to deliver as whole objects where they are mere IDs otherwise. Of a record with `custom` payment method details none can be expanded. */
    expand?: string[] | undefined;
    /** How the attempt failed, if it did. */
    failed?: {
        /** When the attempt failed, in seconds since the Unix epoch. */
        failed_at: components["schemas"]["reported_time"];
    } | undefined;
    /** How the payment came to be guaranteed, if it did. */
    guaranteed?: {
        /** When the payment was guaranteed, in seconds since the Unix epoch. */
        guaranteed_at: components["schemas"]["reported_time"];
    } | undefined;
    /** When the payment was initiated, in seconds since the Unix epoch. */
    initiated_at: components["schemas"]["reported_time"];
    /** Structured data of your own to keep with the record, as text by name. A key that is not named keeps its value, a key with an empty value is unset, and an empty string in place of the whole unsets all keys. At most 50 keys of 40 characters without square brackets; values of at most 500 characters. */
    metadata?: {
        [key: string]: string;
    } | "" | undefined;
    /**
     * How the attempt ended. Left out while it is still open.
     * @enum {string}
     */
    outcome?: "canceled" | "failed" | "guaranteed" | undefined;
    /** The payment method that was charged. */
    payment_method_details?: {
        /** The person or company that was billed. */
        billing_details?: {
            /** Postal address of who was billed. */
            address?: AddressParam | undefined;
            /** Email address of who was billed. */
            email?: string | undefined;
            /** Full name of who was billed. */
            name?: string | undefined;
            /** Telephone number of who was billed, extension included. */
            phone?: string | undefined;
        } | undefined;
        /** The payment method of your own definition, where `type` is `custom`. */
        custom?: {
            /** Name of the payment method, as people see it. */
            display_name?: string | undefined;
            /** ID of the custom payment method type, such as `cpmt_123`. */
            type?: string | undefined;
        } | undefined;
        /** ID of the Stripe Payment Method that was used, such as `pm_123`. */
        payment_method?: string | undefined;
        /**
         * Kind of the payment method.
         * @enum {string}
         */
        type?: "custom" | undefined;
    } | undefined;
    /** Where what was paid for is shipped to. */
    shipping_details?: {
        /** Postal address that the shipment goes to. */
        address?: AddressParam | undefined;
        /** Name of who receives the shipment. */
        name?: string | undefined;
        /** Telephone number of who receives the shipment, extension included. */
        phone?: string | undefined;
    } | undefined;
}
export type ReportedTime = components['schemas']['reported_time'];
/** A postal address. */
export interface AddressParam {
    /** City, district, suburb, town, or village. */
    city?: string | undefined;
    /** Country as two letters (ISO 3166-1 alpha-2), such as `DE`. */
    country?: string | undefined;
    /** First line, such as the street, a post-office box, or a company. */
    line1?: string | undefined;
    /** Second line, such as the apartment, suite, unit, or building. */
    line2?: string | undefined;
    /** ZIP or postal code. */
    postal_code?: string | undefined;
    /** State, county, province, or region. */
    state?: string | undefined;
}
/** A payment that was processed on or off Stripe, with the amounts of its latest attempt. */
export interface PaymentRecord {
    /** Amount of the payment. */
    amount: PaymentsPrimitivesPaymentRecordsResourceAmount;
    /** Amount that was authorized. */
    amount_authorized: PaymentsPrimitivesPaymentRecordsResourceAmount;
    /** Amount that was canceled. */
    amount_canceled: PaymentsPrimitivesPaymentRecordsResourceAmount;
    /** Amount that failed. */
    amount_failed: PaymentsPrimitivesPaymentRecordsResourceAmount;
    /** Amount that was guaranteed. */
    amount_guaranteed: PaymentsPrimitivesPaymentRecordsResourceAmount;
    /** Amount that was refunded. */
    amount_refunded: PaymentsPrimitivesPaymentRecordsResourceAmount;
    /** Amount that was requested. */
    amount_requested: PaymentsPrimitivesPaymentRecordsResourceAmount;
    /** ID of the Connect application that created the record. */
    application?: string | null | undefined;
    /**
     * When the record was created, in seconds since the Unix epoch.
     */
    created: number;
    /** The customer of this payment, as far as known. */
    customer_details?: PaymentsPrimitivesPaymentRecordsResourceCustomerDetails | null | undefined;
    /** Whether the customer was present in the checkout. */
    customer_presence?: "off_session" | "on_session" | (string & {}) | null | undefined;
    /** The text that was kept with the payment. */
    description?: string | null | undefined;
    /** ID of the record, such as `pr_123`. */
    id: string;
    /** ID of the latest attempt on the record, such as `par_123`. */
    latest_payment_attempt_record?: string | null | undefined;
    /** Whether the record exists in live mode; `false` in test mode. */
    livemode: boolean;
    /** Structured data that was kept with the record, as text by name. */
    metadata: {
        [key: string]: string;
    };
    /**
     * Kind of this object.
     * @enum {string}
     */
    object: "payment_record";
    /** The payment method that was charged, as far as known. */
    payment_method_details?: PaymentsPrimitivesPaymentRecordsResourcePaymentMethodDetails | null | undefined;
    /** The processor that carried out the payment. */
    processor_details: PaymentsPrimitivesPaymentRecordsResourceProcessorDetails;
    /** Who reported the payment. */
    reported_by: "self" | "stripe" | (string & {});
    /** Where what was paid for is shipped to, as far as known. */
    shipping_details?: PaymentsPrimitivesPaymentRecordsResourceShippingDetails | null | undefined;
}
/** An amount of money. */
export interface PaymentsPrimitivesPaymentRecordsResourceAmount {
    /**
     * Currency as three lowercase letters (ISO 4217), such as `usd`.
     */
    currency: string;
    /** Amount in the smallest unit of the currency, such as 100 for 1.00 US dollar. */
    value: number;
}
/** A customer. */
export interface PaymentsPrimitivesPaymentRecordsResourceCustomerDetails {
    /** ID of the customer, such as `cus_123`. */
    customer?: string | null | undefined;
    /** Email address of the customer. */
    email?: string | null | undefined;
    /** Name of the customer. */
    name?: string | null | undefined;
    /** Telephone number of the customer. */
    phone?: string | null | undefined;
}
/** A payment method. Beside `custom`, Stripe may answer with a hash named after any other `type`; this contract leaves those open. */
export interface PaymentsPrimitivesPaymentRecordsResourcePaymentMethodDetails {
    /** The person or company that was billed, as far as known. */
    billing_details?: PaymentsPrimitivesPaymentRecordsResourceBillingDetails | null | undefined;
    /** The payment method of your own definition, where `type` is `custom`. */
    custom?: PaymentsPrimitivesPaymentRecordsResourcePaymentMethodCustomDetails | undefined;
    /** ID of the Stripe Payment Method that was used, such as `pm_123`. */
    payment_method?: string | null | undefined;
    /** Kind of the payment method, such as `custom`. */
    type: string;
}
/** A payment method of your own definition. */
export interface PaymentsPrimitivesPaymentRecordsResourcePaymentMethodCustomDetails {
    /** Name of the payment method, as people see it. */
    display_name: string;
    /** ID of the custom payment method type, such as `cpmt_123`. */
    type?: string | null | undefined;
}
/** The person or company that was billed. */
export interface PaymentsPrimitivesPaymentRecordsResourceBillingDetails {
    /** Postal address of who was billed. */
    address: PaymentsPrimitivesPaymentRecordsResourceAddress;
    /** Email address of who was billed. */
    email?: string | null | undefined;
    /** Full name of who was billed. */
    name?: string | null | undefined;
    /** Telephone number of who was billed, extension included. */
    phone?: string | null | undefined;
}
/** The processor that carried out the payment. */
export interface PaymentsPrimitivesPaymentRecordsResourceProcessorDetails {
    /** The processor outside of Stripe, where `type` is `custom`. */
    custom?: PaymentsPrimitivesPaymentRecordsResourceProcessorDetailsResourceCustomDetails | undefined;
    /** Kind of the processor; `custom` is one outside of Stripe. */
    type: "custom" | (string & {});
}
/** A processor outside of Stripe. */
export interface PaymentsPrimitivesPaymentRecordsResourceProcessorDetailsResourceCustomDetails {
    /** The processor's own reference of the payment. */
    payment_reference?: string | null | undefined;
}
/** Where what was paid for is shipped to. */
export interface PaymentsPrimitivesPaymentRecordsResourceShippingDetails {
    /** Postal address that the shipment goes to. */
    address: PaymentsPrimitivesPaymentRecordsResourceAddress;
    /** Name of who receives the shipment. */
    name?: string | null | undefined;
    /** Telephone number of who receives the shipment, extension included. */
    phone?: string | null | undefined;
}
/** A postal address. */
export interface PaymentsPrimitivesPaymentRecordsResourceAddress {
    /** City, district, suburb, town, or village. */
    city?: string | null | undefined;
    /** Country as two letters (ISO 3166-1 alpha-2), such as `DE`. */
    country?: string | null | undefined;
    /** First line, such as the street, a post-office box, or a company. */
    line1?: string | null | undefined;
    /** Second line, such as the apartment, suite, unit, or building. */
    line2?: string | null | undefined;
    /** ZIP or postal code. */
    postal_code?: string | null | undefined;
    /** State, county, province, or region. */
    state?: string | null | undefined;
}
/** What Stripe answers when it did not carry out a request. */
export interface StripeErrorBody {
    /** Why Stripe did not carry out the request. */
    error: ApiErrors;
}
/** Why Stripe did not carry out a request. */
export interface ApiErrors {
    /** What the card issuer advises to do next, for a declined card. */
    advice_code?: string | undefined;
    /** ID of the charge that failed, for card errors. */
    charge?: string | undefined;
    /** Short name of the error for programs to act on, such as `parameter_missing`. */
    code?: string | undefined;
    /** Why the card issuer declined, for a declined card. */
    decline_code?: string | undefined;
    /** Page that explains the code. */
    doc_url?: string | undefined;
    /** What went wrong, for people to read. */
    message?: string | undefined;
    /** What the card network advises, as its two-digit code. */
    network_advice_code?: string | undefined;
    /** Why the card network declined, as its own code. */
    network_decline_code?: string | undefined;
    /** Parameter that the error is about, in bracket notation, such as `failed[failed_at]`. */
    param?: string | undefined;
    /** The PaymentIntent that the error is about; left open here. */
    payment_intent?: Record<string, unknown> | undefined;
    /** The PaymentMethod that the error is about; left open here. */
    payment_method?: Record<string, unknown> | undefined;
    /** Kind of the payment method that the error is about. */
    payment_method_type?: string | undefined;
    /** Page of the request in the Stripe Dashboard. */
    request_log_url?: string | undefined;
    /** The SetupIntent that the error is about; left open here. */
    setup_intent?: Record<string, unknown> | undefined;
    /** The source that the error is about; left open here. */
    source?: Record<string, unknown> | undefined;
    /** Kind of the error. */
    type: "api_error" | "card_error" | "idempotency_error" | "invalid_request_error" | (string & {});
}
export type ParameterId = components['parameters']['id'];
export type ParameterIdempotencyKey = components['parameters']['idempotency_key'];
export type ParameterStripeAccount = components['parameters']['stripe_account'];
export type ParameterStripeContext = components['parameters']['stripe_context'];
export type ParameterStripeVersion = components['parameters']['stripe_version'];
export type HeaderIdempotencyKey = components['headers']['idempotency_key'];
export type HeaderIdempotentReplayed = components['headers']['idempotent_replayed'];
export type HeaderOriginalRequest = components['headers']['original_request'];
export type HeaderRequestId = components['headers']['request_id'];
export type HeaderStripeAccount = components['headers']['stripe_account'];
export type HeaderStripeRateLimitedReason = components['headers']['stripe_rate_limited_reason'];
export type HeaderStripeShouldRetry = components['headers']['stripe_should_retry'];
export type HeaderStripeVersion = components['headers']['stripe_version'];
export type $defs = Record<string, never>;
export interface operations {
    PostPaymentRecordsIdReportPaymentAttempt: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * Names this one report, so that sending it again does not report the payment twice. The same key with the same parameters gets the first answer again; with other parameters it is refused.
                 * @example order-6735-attempt-1
                 */
                "Idempotency-Key"?: components["parameters"]["idempotency_key"] | undefined;
                /**
                 * ID of the connected account that the request is made for.
                 * @example acct_1032D82eZvKYlo2C
                 */
                "Stripe-Account"?: components["parameters"]["stripe_account"] | undefined;
                /**
                 * ID of the account that the request acts for, or a path of IDs such as `acct_1/acct_2`. The successor of `Stripe-Account`: send one of the two.
                 * @example acct_1032D82eZvKYlo2C
                 */
                "Stripe-Context"?: components["parameters"]["stripe_context"] | undefined;
                /**
                 * API version that the request is written for and the answer is to be given in. Without it, the account's default version counts.
                 * @example 2026-10-28.endive
                 */
                "Stripe-Version"?: components["parameters"]["stripe_version"] | undefined;
            } | undefined;
            path: {
                /**
                 * ID of the Payment Record, such as `pr_1RQo3d2eZvKYlo2CmT4yW8aB`.
                 * @example pr_1RQo3d2eZvKYlo2CmT4yW8aB
                 */
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        /** The attempt as a form in bracket notation: `failed[failed_at]=1747742400`, `metadata[order_id]=6735`. */
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": ReportPaymentAttemptParams;
            };
        };
        responses: {
            /** The Payment Record with the attempt that was reported. */
            200: {
                headers: {
                    "Idempotency-Key": components["headers"]["idempotency_key"];
                    "Idempotent-Replayed": components["headers"]["idempotent_replayed"];
                    "Original-Request": components["headers"]["original_request"];
                    "Request-Id": components["headers"]["request_id"];
                    "Stripe-Account": components["headers"]["stripe_account"];
                    "Stripe-Version": components["headers"]["stripe_version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": PaymentRecord;
                };
            };
            /** The request was not carried out. The status tells why: 400 a wrong request, 401 a wrong key, 404 an unknown record, 409 a conflict, 429 too many requests, 5xx a fault at Stripe. */
            default: {
                headers: {
                    "Idempotency-Key": components["headers"]["idempotency_key"];
                    "Idempotent-Replayed": components["headers"]["idempotent_replayed"];
                    "Original-Request": components["headers"]["original_request"];
                    "Request-Id": components["headers"]["request_id"];
                    "Stripe-Account": components["headers"]["stripe_account"];
                    "Stripe-Rate-Limited-Reason": components["headers"]["stripe_rate_limited_reason"];
                    "Stripe-Should-Retry": components["headers"]["stripe_should_retry"];
                    "Stripe-Version": components["headers"]["stripe_version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": StripeErrorBody;
                };
            };
        };
    };
}
