import { findPrograms } from './find-program.js';

/** The path of an installed Chromium, if there is one. */
export function findChromium(): string | undefined {
  return findPrograms('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable')[0];
}
