import type { RecordedRequest } from './types.js';

const MAX_REQUESTS = 1000;
const MAX_CHARACTERS = 2 ** 26;

/** The last requests, as many as there is room for. */
export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  add(request: RecordedRequest): void;
  clear(): void;
}

export function createRequestLog(): RequestLog {
  const requests: RecordedRequest[] = [];
  /** Of all `requests`. */
  let characters = 0;
  return {
    requests,

    add(request) {
      requests.push(request);
      characters += sizeOf(request);
      while (requests.length > MAX_REQUESTS || characters > MAX_CHARACTERS) {
        characters -= sizeOf(requests.shift() ?? request);
      }
    },

    clear() {
      requests.length = 0;
      characters = 0;
    },
  };
}

/** In characters; each violation counts for 100 more than its text. */
function sizeOf({ path, headers, rawBody, violations }: RecordedRequest): number {
  return violations.reduce(
    (sum, { param, message }) => sum + 100 + param.length + message.length,
    path.length + JSON.stringify(headers).length + rawBody.length,
  );
}
