/** Builds the reference page, so that its tests see the source. */
export async function setup(): Promise<void> {
  await import('../scripts/build-page.js');
}
