import { type FilledInRequest, FORM_TYPE, urlOf } from './request.js';

/** The request as a command for a POSIX shell, with the key in `STRIPE_SECRET_KEY`. */
export function curlCommand(request: FilledInRequest): string {
  const headers = { 'Content-Type': FORM_TYPE, ...request.headers };
  return [
    `curl --globoff ${quote(urlOf(request))}`,
    '-H "Authorization: Bearer $STRIPE_SECRET_KEY"',
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    `--data-raw ${quote(request.form)}`,
  ].join(' \\\n  ');
}

/** In single quotes a POSIX shell takes everything as it stands, but for the single quote. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
