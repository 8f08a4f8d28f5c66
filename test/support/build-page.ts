/** Builds the reference page once, so that its tests see the source; in watch mode start anew after an edit. */
export async function setup(): Promise<void> {
  await import('../../scripts/build-page.js');
}
