import { encodeForm } from '../../form/encode-form.js';

/** A request as the page has it filled in. The key is no part of it. */
export interface FilledInRequest {
  /** Where the API is, without a slash at the end. */
  baseUrl: string;
  /** The path of the contract, with its `{…}`. */
  template: string;
  /** What to put into the path, by name. */
  path: Record<string, string>;
  /** The headers of the contract that are filled in, by name. */
  headers: Record<string, string>;
  /** What `reportPaymentAttempt` takes. */
  params: object;
  /** The same, encoded. */
  form: string;
}

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * The params that a JSON text holds, and their form.
 *
 * @throws {TypeError} where the text is no JSON object, or where `encodeForm` refuses what it holds.
 */
export function readParams(json: string): { params: object; form: string } {
  let params: object;
  try {
    params = JSON.parse(json);
  } catch (error) {
    throw new TypeError(`The request body is no JSON: ${String(error).replace(/^\w+: /, '')}`);
  }
  return { params, form: encodeForm(params) };
}

/** @throws {TypeError} where a part of the path is missing or leads elsewhere, or a header is no ASCII. */
export function checkParameters({
  template,
  path,
  headers,
}: Pick<FilledInRequest, 'template' | 'path' | 'headers'>): void {
  for (const [, name = ''] of template.matchAll(/\{(\w+)\}/g)) {
    if (/^\.{0,2}$/.test(path[name] ?? '')) {
      throw new TypeError(`${name} must be a non-empty string, not '.' or '..'`);
    }
  }
  for (const [name, value] of Object.entries(headers)) {
    if (/[^ -~]/.test(value)) {
      throw new TypeError(`${name} must be printable ASCII, got ${JSON.stringify(value)}`);
    }
  }
}

/** The URL of a request, with each `{name}` of its path put in as `fill` gives it. */
export function urlOf(
  { baseUrl, template, path }: FilledInRequest,
  fill: (name: string, value: string) => string = (_, value) => encodeURIComponent(value),
): string {
  return baseUrl + template.replace(/\{(\w+)\}/g, (_, name) => fill(name, path[name] ?? ''));
}
