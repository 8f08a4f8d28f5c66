import { encodeForm } from '../../form/encode-form.js';
import type { PageRequest } from './page-request.js';
import { headersOf, urlOf } from './wire-request.js';

export type Shell = 'sh' | 'powershell';

/** What a shell wants otherwise. In single quotes both take everything as it stands, but for the quote itself. */
const SHELLS = {
  sh: {
    curl: 'curl',
    newLine: ' \\\n  ',
    key: '"Authorization: Bearer $STRIPE_SECRET_KEY"',
    quote: (text: string) => `'${text.replaceAll("'", "'\\''")}'`,
  },
  powershell: {
    // `curl` alone is another command in Windows PowerShell.
    curl: 'curl.exe',
    newLine: ' `\n  ',
    key: '"Authorization: Bearer $env:STRIPE_SECRET_KEY"',
    // PowerShell takes typographic quotes for quotes as well.
    quote: (text: string) => `'${text.replace(/['\u2018-\u201B]/g, '$&$&')}'`,
  },
};

/** The request as a command of curl, with the API key in `STRIPE_SECRET_KEY` and a line for each pair of the form. */
export function curlCommand(request: PageRequest, shell: Shell): string {
  const { curl, newLine, key, quote } = SHELLS[shell];
  const { method, body } = request;
  const pairs = body ? encodeForm(body).split('&') : [];
  // What curl takes by itself.
  const usual = body ? 'POST' : 'GET';
  return [
    `${curl} --globoff ${quote(urlOf(request))}`,
    ...(method === usual ? [] : [`-X ${method}`]),
    `-H ${key}`,
    ...Object.entries(headersOf(request)).map(
      ([name, value]) => `-H ${quote(`${name}: ${value}`)}`,
    ),
    ...pairs.map((pair) => `--data-raw ${quote(pair)}`),
  ].join(newLine);
}
