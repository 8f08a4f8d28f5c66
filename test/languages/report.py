# Prepares a record, reports an attempt on it by Stripe's SDK, is refused once, and looks at the requests on record.
import json
import sys

import requests
import stripe

url = sys.argv[1]
control = url + "/__mock"
stripe.api_key = "sk_test_123"
stripe.api_base = url


def report(record):
    # This SDK is older than Payment Records.
    path = "/v1/payment_records/%s/report_payment_attempt" % record
    params = {
        "initiated_at": 1747742100,
        "outcome": "failed",
        "failed": {"failed_at": 1747742400},
        "metadata": {"order id": "50 % off & free"},
    }
    answer, _ = stripe.api_requestor.APIRequestor().request("post", path, params)
    return answer.data


amount = {"currency": "eur", "value": 500}
requests.put(control + "/records/pr_1", json={"amount": amount}).raise_for_status()
record = report("pr_1")

requests.post(control + "/next", json={"example": "rate_limit"}).raise_for_status()
try:
    report("pr_2")
    refusal = None
except stripe.error.RateLimitError as error:
    refusal = [error.http_status, error.error.code]

seen = [[request["status"], request["body"]] for request in requests.get(control + "/requests").json()]
requests.post(control + "/reset").raise_for_status()
left = requests.get(control + "/requests").json()
print(json.dumps({"record": record, "refusal": refusal, "seen": seen, "left": left}))
