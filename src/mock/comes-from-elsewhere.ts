import { isIPv4 } from 'node:net';

/**
 * Why a request may come from a page of another origin; undefined where it cannot.
 *
 * @param host the address that the server listens on.
 */
export function comesFromElsewhere(
  headers: { readonly [name: string]: string },
  host: string,
): string | undefined {
  const { host: asked = '', origin, 'sec-fetch-site': site = 'none' } = headers;
  if (!isOwnName(asked, host)) {
    return `The control is at an IP address, localhost or a name without a dot, not at ${asked || 'an empty Host'}`;
  }
  const isOwn = origin === undefined || origin === `http://${asked}`;
  if (!isOwn || !['none', 'same-origin'].includes(site)) {
    return `The control is not for pages of another origin: ${origin ?? site}`;
  }
  return undefined;
}

/**
 * Whether a name in `Host` is one that no page can have brought about. A page can give its own name the address of
 * this server (DNS rebinding), but such a name has a dot; `.internal` and `.localhost` are nobody's.
 */
function isOwnName(asked: string, host: string): boolean {
  const url = `http://${asked}`;
  if (!URL.canParse(url)) return false;
  const { hostname: name } = new URL(url);
  if (isIPv4(name) || name === host.toLowerCase()) return true;
  // That of an IPv6 address has none either.
  return !name.includes('.') || /\.(internal|localhost)$/.test(name);
}
