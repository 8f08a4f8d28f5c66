/** Set by the build, from package.json. Sources that run as they are have none. */
declare const PACKAGE_VERSION: string | undefined;

const version = typeof PACKAGE_VERSION === 'undefined' ? 'source' : PACKAGE_VERSION;

/** What the client says of itself. Browsers may send their own in its place. */
export const USER_AGENT: string = `stripe-payment-attempt/${version}`;
