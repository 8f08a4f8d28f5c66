const LIVE_KEY = /(?<![a-z\d])([sr]k_live_|sk_org)/i;

/** Whether a text holds a secret key of live mode, or one of an organization, which may act in either mode. */
export function mayBeLiveKey(text: string): boolean {
  return LIVE_KEY.test(text);
}
