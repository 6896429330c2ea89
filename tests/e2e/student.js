// What a person does in the lab player, and what a person reads there.

import assert from 'node:assert/strict';

/** The terminal of a machine. */
export const terminal = (page, machine) => page.locator(`[data-terminal="${machine}"]`);

/** The line one types into on a machine. */
export const prompt = (page, machine) => terminal(page, machine).locator('.prompt input');

/** The goals of the open step: `{id: true or false}`. */
export async function goals(page) {
  const items = await page.locator('.goal').evaluateAll((all) => all.map(({ dataset }) => [dataset.goal, dataset.met]));
  return Object.fromEntries(items.map(([id, met]) => [id, met === 'true']));
}

/** Types a line and waits until the machine has its prompt again. */
export async function type(page, machine, line) {
  const blocks = terminal(page, machine).locator('.block');
  const before = await blocks.count();
  await prompt(page, machine).fill(line);
  await prompt(page, machine).press('Enter');
  await blocks.nth(before).waitFor();
  await ready(page, machine);
}

/** Waits until nothing is typed or runs on a machine any more. */
export async function ready(page, machine) {
  await terminal(page, machine).locator('.prompt:not(.busy)').waitFor();
  await terminal(page, machine).locator('.waiting-lines').waitFor({ state: 'detached' });
}

/** What the last command on a machine printed. */
export async function printed(page, machine) {
  return (await terminal(page, machine).locator('.block').last().locator('pre').innerText()).trimEnd();
}

/** Runs the commands of the open step in the order of the text, by their buttons. */
export async function follow(page) {
  const buttons = page.locator('.run .primary');
  for (let at = 0; at < (await buttons.count()); at += 1) {
    const button = buttons.nth(at);
    const machine = (await button.innerText()).split(':')[0].trim();
    await button.click();
    await ready(page, machine);
  }
}

/** Time passes ten times as fast. */
export const hurry = (page) => page.locator('.time-bar select').selectOption('100');

/** Waits until every goal of the open step is ticked. */
export async function allMet(page) {
  await page.waitForFunction(() => !document.querySelector('.goal:not(.met)')).catch(async () => {
    assert.fail(`not met: ${await page.locator('.goal:not(.met)').allInnerTexts()}`);
  });
}

/** Goes to the next step; tells whether there was one. */
export async function nextStep(page) {
  const next = page.locator('.step-buttons button.primary');
  if ((await next.count()) === 0) return false;
  await next.click();
  return true;
}

/** The addresses of all labs of the catalogue, which must be open. */
export const labs = (page) =>
  page.locator('a.card[href^="#/lab/"]').evaluateAll((cards) => cards.map((card) => card.getAttribute('href')));
