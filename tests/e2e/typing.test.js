// Keyboards: Hangul through an input method, pasting, and doing without a mouse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goals, hurry, printed, prompt, ready, type } from './student.js';
import { compose, visit } from './visit.js';

test('Hangul composed by an input method arrives as it was typed', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/3-blank', locale: 'ko-KR' });
  await prompt(page, 'node1').focus();
  await page.keyboard.type('echo ');
  await compose(page, [
    ['ㅎ', '하', '한'],
    ['ㄱ', '그', '글'],
  ]);
  await page.keyboard.type(' > 파일; cat 파일');
  await page.keyboard.press('Enter');
  await ready(page, 'node1');
  assert.equal(await printed(page, 'node1'), '한글');
});

test('Enter while a syllable is being composed runs nothing', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/3-blank' });
  await prompt(page, 'node1').focus();
  await page.keyboard.type('echo ');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Input.imeSetComposition', { text: '한', selectionStart: 1, selectionEnd: 1 });
  await prompt(page, 'node1').dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true });
  assert.equal(await page.locator('.block').count(), 0);
  await devtools.send('Input.insertText', { text: '한' });
  await page.keyboard.press('Enter');
  await ready(page, 'node1');
  assert.equal(await printed(page, 'node1'), '한');
});

test('a pasted block runs line by line, its prompts stripped', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/3-blank' });
  await prompt(page, 'node1').focus();
  await paste(page, '$ echo one\n$ echo two \\\n    three\n# a remark\n');
  await page.waitForFunction(() => document.querySelectorAll('.block').length >= 3);
  await ready(page, 'node1');
  const outputs = await page.locator('.block pre').allInnerTexts();
  assert.deepEqual(outputs.map((text) => text.trim()), ['one', 'two three']);
});

test('lab 01 can be done without a mouse', async (t) => {
  const page = await visit(t);
  await page.keyboard.press('Tab');
  while (!(await focused(page, 'main a.button.primary'))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.player').waitFor();
  while (!(await focused(page, '.step-buttons button.primary'))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  // Through the regions to the terminal, and into its prompt.
  while (!(await focused(page, '#region-terminal'))) await page.keyboard.press('F6');
  while (!(await focused(page, '.prompt input'))) await page.keyboard.press('Tab');
  await page.keyboard.type('docker swa');
  await page.keyboard.press('Tab');
  await page.keyboard.type('init --advertise-addr 192.168.99.11');
  assert.equal(await prompt(page, 'node1').inputValue(), 'docker swarm init --advertise-addr 192.168.99.11');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('.goal.met').length === 2);
  assert.deepEqual(await goals(page), { leader: true, address: true });
  // The earlier line comes back, and Escape gives Tab to the page again.
  await page.keyboard.press('ArrowUp');
  assert.match(await prompt(page, 'node1').inputValue(), /^docker swarm init/);
  await page.keyboard.press('Control+u');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  assert.ok(!(await focused(page, '.prompt input')), 'no trap');
});

test('Ctrl+C interrupts, and flushes what was typed ahead', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/3-blank' });
  await prompt(page, 'node1').fill('sleep 600');
  await prompt(page, 'node1').press('Enter');
  await page.locator('.prompt.busy').waitFor();
  await prompt(page, 'node1').press('Control+c');
  await ready(page, 'node1');
  await type(page, 'node1', 'echo $?');
  assert.equal(await printed(page, 'node1'), '130');
});

test('Tab completes live names, and shows the choice when there are several', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/1m2w' });
  await hurry(page);
  await type(page, 'node1', 'docker service create -d --name frontend nginx:alpine');
  await type(page, 'node1', 'docker service create -d --name backend nginx:alpine');
  await prompt(page, 'node1').pressSequentially('docker service ps ');
  await prompt(page, 'node1').press('Tab');
  assert.deepEqual(await page.locator('.suggestions li').allInnerTexts(), ['backend', 'frontend']);
  await prompt(page, 'node1').pressSequentially('fr');
  await prompt(page, 'node1').press('Tab');
  assert.match(await prompt(page, 'node1').inputValue(), /^docker service ps frontend ?$/);
});

const focused = (page, selector) => page.evaluate((it) => document.activeElement?.matches(it) ?? false, selector);

/** Pastes as the browser does, with a clipboard of its own. */
const paste = (page, text) =>
  page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  }, text);
