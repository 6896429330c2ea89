// One visit to Swarm Lab: a fresh profile, the release build, and an eye on everything that must
// never happen on any page. A test that visits needs no lines of its own for that.

import assert from 'node:assert/strict';
import { after } from 'node:test';
import axe from 'axe-core';
import { browser, close } from './browser.js';
import { serve } from './server.js';

after(close);

/** Where tests wait for something, they wait this long at most. */
const PATIENCE_MS = 20_000;

/**
 * Opens the page and closes it when the test is over. Fails the test if meanwhile the page wrote
 * an error, broke its content security policy, missed a file, or asked another host for anything.
 * @param {import('node:test').TestContext} t
 * @param {{base?: string, hash?: string} & import('playwright-core').BrowserContextOptions} options
 *   `base` is the path it is served from, `hash` its address within; the rest goes to Playwright:
 *   locale, colorScheme, viewport, reducedMotion …
 */
export async function visit(t, { base = '/', hash = '', ...options } = {}) {
  const server = await serve({ base });
  const context = await (await browser()).newContext({ locale: 'en-US', ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const troubles = watch(page, new URL(server.url).origin);
  t.after(async () => {
    await context.close();
    await server.close();
    assert.deepEqual(troubles, [], 'nothing of this may happen on any page');
  });
  await page.goto(server.url + hash);
  await page.locator('main').waitFor();
  return page;
}

/** Notes what must not happen. A refusal by the content security policy is written as an error. */
function watch(page, origin) {
  const troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => troubles.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isOurs = url.origin === origin || url.protocol === 'data:' || url.protocol === 'blob:';
    if (!isOurs) troubles.push(`asked another host: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
  });
  return troubles;
}

/** What axe finds wrong for people who see, hear or move differently: one line for each finding. */
export async function accessibilityFindings(page) {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
}

/**
 * Types Hangul as an input method does: each syllable is composed from states the page sees and
 * may not swallow, such as 'ㅎ', '하', '한', and then committed.
 */
export async function compose(page, syllables) {
  const devtools = await page.context().newCDPSession(page);
  for (const states of syllables) {
    for (const text of states) {
      const at = text.length;
      await devtools.send('Input.imeSetComposition', { text, selectionStart: at, selectionEnd: at });
    }
    await devtools.send('Input.insertText', { text: states.at(-1) });
  }
  await devtools.detach();
}
