import { findPrograms } from './find-program.js';

/** The path of an installed Chromium, if there is one: first the one without windows, which is the fastest. */
export function findChromium(): string | undefined {
  return findPrograms(
    'chromium-headless-shell',
    'chromium',
    'chromium-browser',
    'google-chrome',
    'google-chrome-stable',
  )[0];
}
