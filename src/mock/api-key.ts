const LIVE_KEY = /(?<![a-z\d])[sr]k_live_/i;

/** Whether a header holds a live key, as plain text or in the base64 of basic authentication. */
export function isLiveKey(header = ''): boolean {
  return LIVE_KEY.test(header) || LIVE_KEY.test(decodeBasic(header));
}

/** The key in an Authorization header, which may be empty. */
export function apiKeyIn(header = ''): string {
  const [scheme = '', credentials = ''] = header.split(/\s+/, 2);
  const key = /^basic$/i.test(scheme) ? decodeBasic(header).replace(/:.*/s, '') : credentials;
  // `Bearer ${undefined}` counts as no key.
  return /^(undefined|null)$/.test(key) ? '' : key;
}

function decodeBasic(header: string): string {
  const [, credentials = ''] = header.split(/\s+/, 2);
  return Buffer.from(credentials, 'base64').toString();
}
