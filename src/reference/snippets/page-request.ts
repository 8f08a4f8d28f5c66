import type { JsonValue } from '../../form/json-value.js';

/** A request as the page has it filled in. The API key is no part of it. */
export interface PageRequest {
  operationId: string;
  method: string;
  /** The path template. */
  path: string;
  /** Without a slash at its end. */
  server: string;
  pathParams: Record<string, string>;
  query: { [name: string]: JsonValue };
  headers: Record<string, string>;
  body: { [name: string]: JsonValue } | undefined;
}
