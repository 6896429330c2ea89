// Takes the picture of the README: `npm run screenshot`, after `cargo xtask dist`.

import { fileURLToPath } from 'node:url';
import { browser, close } from './browser.js';
import { serve } from './server.js';
import { hurry, follow, terminal, type } from './student.js';

const picture = fileURLToPath(new URL('../../docs/screenshot.png', import.meta.url));

const server = await serve();
const context = await (await browser()).newContext({
  locale: 'en-US',
  colorScheme: 'light',
  reducedMotion: 'reduce',
  viewport: { width: 1360, height: 860 },
});
const page = await context.newPage();
await page.goto(`${server.url}#/lab/scale`);
await hurry(page);
await follow(page);
await page.locator('.machine-tabs button').first().click();
await page.locator('[data-machine=node3] summary').click();
await page.locator('[data-machine=node3] .faults button').first().click();
await page.locator('[data-machine=node3] .status', { hasText: 'Down' }).waitFor();
await page.locator('.node .task.running').nth(6).waitFor();
await type(page, 'node1', 'docker node ls');
await terminal(page, 'node1').locator('.prompt input').focus();
await page.screenshot({ path: picture });
await close();
await server.close();
