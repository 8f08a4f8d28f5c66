import { encodeForm } from '../../form/encode-form.js';
import type { PageRequest } from './page-request.js';

export const FORM_TYPE = 'application/x-www-form-urlencoded';

/** The URL of a request, with each parameter of its path as `fill` gives it. */
export function urlOf(
  { server, path, pathParams, query }: PageRequest,
  fill: (name: string, value: string) => string = (_, value) => encodeURIComponent(value),
): string {
  const filled = path.replace(/\{([^{}]+)\}/g, (_, name) => fill(name, pathParams[name] ?? ''));
  const question = encodeForm(query);
  return server + filled + (question === '' ? '' : `?${question}`);
}

/** The headers as they are sent, but for the API key. */
export function headersOf({ headers, body }: PageRequest): Record<string, string> {
  return { ...(body && { 'Content-Type': FORM_TYPE }), ...headers };
}
