// A newcomer goes through the labs, as the texts say, in both languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allMet, follow, goals, hurry, labs, nextStep, printed, ready, type } from './student.js';
import { visit } from './visit.js';

const locales = ['ko-KR', 'en-US'];

test('following the text of a lab ticks every goal', async (t) => {
  for (const hash of await allLabs(t)) {
    for (const locale of locales) {
      await t.test(`${hash} in ${locale}`, async (t) => {
        const page = await visit(t, { hash, locale });
        await hurry(page);
        do {
          await follow(page);
          await allMet(page);
        } while (await nextStep(page));
        assert.equal(await page.locator('.all-met').count(), 1, 'the last step says that all is done');
      });
    }
  }
});

test('a lab nobody touches ticks nothing', async (t) => {
  for (const hash of await allLabs(t)) {
    const page = await visit(t, { hash });
    await page.locator('.time-bar select').selectOption('1000');
    await page.waitForFunction(() => document.querySelector('.clock').textContent >= '00:02:00');
    do {
      const met = Object.entries(await goals(page)).filter(([, met]) => met);
      assert.deepEqual(met, [], hash);
    } while (await nextStep(page));
  }
});

test('a reload in the middle of a lab goes on where it was', async (t) => {
  const page = await visit(t, { hash: '#/lab/join' });
  await hurry(page);
  await follow(page);
  await allMet(page);
  await nextStep(page);
  const before = await reading(page);
  await page.reload();
  await page.locator('main').waitFor();
  assert.deepEqual(await reading(page), before);
  await hurry(page);
  do {
    await follow(page);
    await allMet(page);
  } while (await nextStep(page));
});

test('"reset step" goes back to its beginning, also after a reload', async (t) => {
  const page = await visit(t, { hash: '#/lab/scale' });
  const replicas = async () => {
    await type(page, 'node1', "docker service ls --format '{{.Name}} {{.Replicas}}'");
    return printed(page, 'node1');
  };
  const before = await replicas();
  await nextStep(page);
  await type(page, 'node1', 'docker service scale -d web=4');
  assert.notEqual(await replicas(), before);
  await page.reload();
  await page.locator('.step-buttons button').nth(1).click();
  await ready(page, 'node1');
  assert.equal(await replicas(), before);
});

async function allLabs(t) {
  const found = await labs(await visit(t));
  assert.ok(found.length >= 4, `labs in the catalogue: ${found}`);
  return found;
}

/** What must be there again after a reload. */
async function reading(page) {
  return {
    title: await page.locator('#step-title').innerText(),
    steps: await page.locator('.step-of').innerText(),
    blocks: await page.locator('.terminal .block').allInnerTexts(),
    nodes: await page.locator('.node h3, .node .role').allInnerTexts(),
  };
}
