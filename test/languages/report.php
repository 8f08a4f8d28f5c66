<?php
// Prepares a record, reports an attempt on it, is refused once, and looks at the requests on record.
$url = $argv[1];

function ask(string $method, string $path, ?string $body = null, string $type = 'application/json'): array
{
    global $url;
    $curl = curl_init($url . $path);
    curl_setopt_array($curl, [
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_USERPWD => 'sk_test_123:',
        CURLOPT_HTTPHEADER => ["Content-Type: $type"],
        CURLOPT_POSTFIELDS => $body,
    ]);
    $answer = json_decode(curl_exec($curl), true);
    return [curl_getinfo($curl, CURLINFO_RESPONSE_CODE), $answer];
}

function report(string $record): array
{
    $params = [
        'initiated_at' => 1747742100,
        'outcome' => 'failed',
        'failed' => ['failed_at' => 1747742400],
        'metadata' => ['order id' => '50 % off & free'],
    ];
    $path = "/v1/payment_records/$record/report_payment_attempt";
    return ask('POST', $path, http_build_query($params), 'application/x-www-form-urlencoded');
}

ask('PUT', '/__mock/records/pr_1', json_encode(['amount' => ['currency' => 'eur', 'value' => 500]]));
[, $record] = report('pr_1');
ask('POST', '/__mock/next', json_encode(['example' => 'rate_limit']));
[$status, $refused] = report('pr_2');
[, $requests] = ask('GET', '/__mock/requests');
ask('POST', '/__mock/reset');
echo json_encode([
    'record' => $record,
    'refusal' => [$status, $refused['error']['code']],
    'seen' => array_map(fn ($request) => [$request['status'], $request['body']], $requests),
    'left' => ask('GET', '/__mock/requests')[1],
]);
