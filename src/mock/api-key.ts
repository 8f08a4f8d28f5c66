import { mayBeLiveKey } from '../client/may-be-live-key.js';

/** Whether a header holds a key that may be live, as plain text or in the base64 of basic authentication. */
export function isLiveKey(header = ''): boolean {
  return mayBeLiveKey(header) || mayBeLiveKey(decodeBasic(header));
}

/** An Authorization header: the key in it, which may be empty, and the header as Prism reads it. */
export function readAuthorization(header = ''): { key: string; normalized: string } {
  const [scheme = '', credentials = ''] = header.split(/\s+/, 2);
  // Stripe takes any case of a scheme, and basic authentication with or without the colon.
  const isBasic = /^basic$/i.test(scheme);
  const found = isBasic ? decodeBasic(header).replace(/:.*/s, '') : credentials;
  // `Bearer ${undefined}` counts as no key.
  const key = /^(undefined|null)$/.test(found) ? '' : found;
  if (isBasic) return { key, normalized: `Basic ${Buffer.from(`${key}:`).toString('base64')}` };
  return { key, normalized: header.replace(/^bearer(?=\s)/i, 'Bearer') };
}

function decodeBasic(header: string): string {
  const [, credentials = ''] = header.split(/\s+/, 2);
  return Buffer.from(credentials, 'base64').toString();
}
