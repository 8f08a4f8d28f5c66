import { findChromium } from './find-chromium.js';

/** What a machine may lack. Its tests are left out there and named in the report, unless ALL_TESTS=required. */
export interface Need {
  name: string;
  /** How the paths of the test files begin that need it. */
  tests: string;
  /** The packages of Debian that have it. */
  debian: string;
  /** Where it is, if it is there. */
  place: string | undefined;
}

export const NEEDS: readonly Need[] = [
  {
    name: 'Chromium',
    tests: 'test/reference/page',
    debian: 'chromium',
    place: findChromium(),
  },
];

/** The tests that `npm test` leaves to commands of their own: how their paths begin, by project. */
export const ELSEWHERE = {
  environments: 'test/package/every-',
  git: 'test/package/git',
  prove: 'test/prove/spec',
};

/** The pattern of the test files whose paths begin so. */
export function filesOf(start: string): string {
  return `${start}*.test.ts`;
}
