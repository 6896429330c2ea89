// The least that must hold for the rest to make sense: the release starts, from anywhere, alone.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { dist } from './server.js';
import { prompt } from './student.js';
import { visit } from './visit.js';

for (const base of ['/', '/some/where/below/']) {
  test(`the page starts when served from ${base}`, async (t) => {
    const page = await visit(t, { base });
    assert.match(await page.title(), /Swarm Lab/);
    const started = await page.evaluate(() => performance.now());
    t.diagnostic(`main is drawn ${Math.round(started)} ms after navigation`);
  });
}

test('the prompt waits soon after navigation', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/3-blank' });
  await prompt(page, 'node1').waitFor();
  const ready = await page.evaluate(() => performance.now());
  t.diagnostic(`the prompt is there ${Math.round(ready)} ms after navigation`);
});

test('no script and no style stands in the HTML, and the policy forbids them', async () => {
  const html = await readFile(`${dist}/index.html`, 'utf8');
  assert.match(html, /http-equiv="Content-Security-Policy"[^>]*script-src 'self' 'wasm-unsafe-eval';/);
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|unsafe-inline|unsafe-eval'(?!;)/);
});

test('the page names nothing by a path from the root', async () => {
  const html = await readFile(`${dist}/index.html`, 'utf8');
  assert.doesNotMatch(html, /(?:src|href)="\//);
});
