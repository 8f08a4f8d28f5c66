// Made by `npm run gen` from spec/openapi.yaml. Do not edit.
export const API_VERSION = "2026-10-28.endive";
export const SERVER = "https://api.stripe.com";
export const ROOT = "/v1";
export const REPORT_PATH = "/v1/payment_records/{id}/report_payment_attempt";
export const OPERATIONS = {
  "/v1/payment_records/{id}/report_payment_attempt": {
    "POST": {
      "success": {
        "object": "payment_record",
        "id": true
      },
      "requiresBody": true,
      "body": {
        "canceled": {
          "canceled_at": [
            1,
            99999999999
          ]
        },
        "failed": {
          "failed_at": [
            1,
            99999999999
          ]
        },
        "guaranteed": {
          "guaranteed_at": [
            1,
            99999999999
          ]
        },
        "initiated_at": [
          1,
          99999999999
        ]
      }
    }
  }
};
