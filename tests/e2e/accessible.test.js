// axe on every screen, in every colour, language and width.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goals, hurry, type } from './student.js';
import { accessibilityFindings, visit } from './visit.js';

const screens = {
  'the catalogue': { hash: '#/' },
  'a lab': { hash: '#/lab/init', act: (page) => page.locator('.step-buttons .primary').click() },
  'a goal with hints': { hash: '#/lab/join', act: (page) => page.locator('.goal-buttons button').first().click() },
  'a sandbox with a service and a dead node': { hash: '#/sandbox/1m2w', act: breakSomething },
  'the passport of a task that waits': { hash: '#/sandbox/1m2w', act: openPassport },
  'the faults of a machine': { hash: '#/sandbox/1m2w', act: openFaults },
  'the list of keys': { hash: '#/sandbox/3-blank', act: (page) => page.locator('header button').last().click() },
};

for (const [name, { hash, act }] of Object.entries(screens)) {
  test(`axe finds nothing: ${name}`, async (t) => {
    for (const colorScheme of ['light', 'dark']) {
      for (const locale of ['ko-KR', 'en-US']) {
        const page = await visit(t, { hash, colorScheme, locale, reducedMotion: 'reduce' });
        await act?.(page);
        for (const width of [1280, 360]) {
          await page.setViewportSize({ width, height: 800 });
          for await (const region of await regions(page)) {
            assert.deepEqual(await accessibilityFindings(page), [], `${colorScheme}, ${locale}, ${width} wide, ${region}`);
          }
        }
      }
    }
  });
}

test('what is said of goals does not hang on colour', async (t) => {
  const page = await visit(t, { hash: '#/lab/join', forcedColors: 'active' });
  assert.deepEqual(Object.values(await goals(page)), [false]);
  assert.match(await page.locator('.goal').first().innerText(), /☐/);
});

/** On a narrow screen every region in turn; on a wide one all are seen at once. */
async function* eachRegion(page) {
  const bar = page.locator('.region-bar button');
  if (!(await bar.first().isVisible())) {
    yield 'all regions';
    return;
  }
  for (let at = 0; at < (await bar.count()); at += 1) {
    await bar.nth(at).click();
    yield `region ${at}`;
  }
}

async function regions(page) {
  // A dialog covers the bar.
  if (await page.locator('[role=dialog]').count()) return ['a dialog'];
  return eachRegion(page);
}

async function openPassport(page) {
  await hurry(page);
  await type(page, 'node1', 'docker service create -d --name db --constraint node.labels.disk==ssd redis');
  await page.locator('.waiting-tasks button.task').click();
  await page.locator('.passport').waitFor();
}

async function openFaults(page) {
  await page.locator('[data-machine=node2] summary').click();
  await page.locator('[data-machine=node2] .faults button').last().click();
  await page.locator('.fault-panel').waitFor();
  await page.locator('.fault-panel .fault-group').last().locator('button').first().click();
}

async function breakSomething(page) {
  await hurry(page);
  await type(page, 'node1', 'docker service create --name web --replicas 3 -p 8080:80 nginx:alpine');
  await page.locator('[data-machine=node3] summary').click();
  await page.locator('[data-machine=node3] .faults button').first().click();
  await page.locator('[data-machine=node3].down, [data-machine=node3].off').waitFor();
}
