/** At most about 100 characters of a text, none of them cut in half. */
export function shorten(text: string): string {
  return text.replace(/(.{100}).+/su, '$1…');
}
