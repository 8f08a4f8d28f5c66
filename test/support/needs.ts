import { findChromium, findLanguage } from './find-program.js';

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
    debian: 'chromium-headless-shell',
    place: findChromium(),
  },
  {
    name: 'Python',
    tests: 'test/languages/python',
    debian: 'python3-stripe python3-requests',
    place: findLanguage('python3', '-c', 'import stripe, requests'),
  },
  {
    name: 'PHP',
    tests: 'test/languages/php',
    debian: 'php-cli php-curl',
    place: findLanguage('php', '-r', 'curl_init();'),
  },
  {
    name: 'curl',
    tests: 'test/languages/curl',
    debian: 'curl',
    place: findLanguage('curl', '--version'),
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
