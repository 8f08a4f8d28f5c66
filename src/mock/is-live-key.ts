/** Whether an `Authorization` header carries a live key, as a bearer token or as the user name of basic authentication. */
export function isLiveKey(authorization = ''): boolean {
  const [scheme = '', credentials = ''] = authorization.split(/\s+/, 2);
  const key =
    scheme.toLowerCase() === 'basic' ? Buffer.from(credentials, 'base64').toString() : credentials;
  return /^[sr]k_live_/.test(key);
}
