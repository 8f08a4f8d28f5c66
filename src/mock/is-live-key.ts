const LIVE_KEY = /(?<![a-z\d])[sr]k_live_/i;

/** Whether a header holds a live key, in whatever scheme, or in the credentials of basic authentication. */
export function isLiveKey(header = ''): boolean {
  const [, credentials = ''] = header.split(/\s+/, 2);
  return LIVE_KEY.test(header) || LIVE_KEY.test(Buffer.from(credentials, 'base64').toString());
}
