/** Where a page can send test requests: to the server that it comes from, to another one by its URL, or nowhere. */
export type PageServer = 'here' | 'none' | (string & {});

/** What a page may load: its own script and style; and what it may send to: its server, if it has one. */
export function contentPolicy(server: PageServer): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${server === 'here' ? "'self'" : server === 'none' ? "'none'" : new URL(server).origin}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
}
