// Chromium for the tests: the system's own, since Playwright's download is neither needed nor
// possible everywhere. `cargo xtask test e2e` says in CHROMIUM which one.

import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

// The same flags as for the tests in Rust; Playwright itself sees to --headless.
const webdriver = JSON.parse(readFileSync(new URL('../webdriver.json', import.meta.url)));
const args = webdriver['goog:chromeOptions'].args.filter((flag) => flag !== '--headless');

let launched;

/** One browser for all tests of a file; every test has a context, and so a profile, of its own. */
export function browser() {
  launched ??= chromium.launch({ executablePath: executable(), args });
  return launched;
}

/** Ends it. */
export const close = async () => (await launched)?.close();

function executable() {
  const found = places.find((place) => place && existsSync(place));
  if (!found) {
    throw new Error('no Chromium: install it, or name it in the variable CHROMIUM');
  }
  return found;
}
