// What can be broken on the page, and that each thing can be undone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hurry, printed, type } from './student.js';
import { visit } from './visit.js';

test('every fault of the panel is shown on the machine and can be undone', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/1m2w' });
  await hurry(page);
  await page.locator('[data-machine=node2] summary').click();
  await page.locator('[data-machine=node2] .faults button').last().click();
  const panel = page.locator('.fault-panel');
  const broken = panel.locator('.earlier li');
  const buttons = panel.getByRole('group', { name: 'The machine' }).locator('button');
  // Each click may rename the button it was on: they are taken one by one until all are used.
  const names = await buttons.allInnerTexts();
  assert.ok(names.length >= 5, names.join(', '));
  for (const name of names) {
    const button = panel.getByRole('button', { name, exact: true });
    if (await button.count()) await button.first().click();
  }
  for (const name of ['2377', '7946', '4789']) await panel.getByRole('button', { name }).first().click();
  await panel.getByRole('button', { name: 'Cut', exact: true }).click();
  const count = await broken.count();
  assert.ok(count >= 8, await panel.innerText());
  assert.match(await page.locator('[data-machine=node2] .broken-now').innerText(), /2377/);
  for (let left = count; left > 0; left -= 1) {
    await broken.first().getByRole('button').click();
    await page.waitForFunction((n) => document.querySelectorAll('.fault-panel .earlier li').length < n, left);
  }
  // The wires that lead here are broken at their other ends.
  assert.notEqual(await page.locator('.broken-now').count(), 0);
  await panel.getByRole('button', { name: 'Mend', exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll('.broken-now').length === 0);
});

test('a wire cut one way hangs what goes that way, and mending it helps', async (t) => {
  const page = await visit(t, { hash: '#/sandbox/3-blank' });
  await hurry(page);
  await page.locator('[data-machine=node1] summary').click();
  await page.locator('[data-machine=node1] .faults button').last().click();
  await page.locator('.fault-panel').getByRole('button', { name: 'Cut incoming only' }).click();
  await type(page, 'node1', 'ping -c 1 -W 1 192.168.99.12');
  assert.match(await printed(page, 'node1'), /100% packet loss/);
  await page.locator('.fault-panel').getByRole('button', { name: 'Mend', exact: true }).click();
  await type(page, 'node1', 'ping -c 1 -W 1 192.168.99.12');
  assert.match(await printed(page, 'node1'), / 0% packet loss/);
});
