// The passport of a task says why it is where it is, in the scheduler's own terms.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hurry, type } from './student.js';
import { visit } from './visit.js';

const said = {
  'en-US': { refused: 'does not meet the constraints', chosen: 'chosen' },
  'ko-KR': { refused: '제약 조건에 맞지 않음', chosen: '선택됨' },
};

for (const [locale, words] of Object.entries(said)) {
  test(`a task that waits shows what each node lacks (${locale})`, async (t) => {
    const page = await visit(t, { hash: '#/sandbox/1m2w', locale });
    await hurry(page);
    await type(page, 'node1', 'docker service create -d --name db --constraint node.labels.disk==ssd redis');
    await page.locator('.waiting-tasks button.task').click();
    const verdicts = () => page.locator('.why-table tbody tr').allInnerTexts();
    await page.locator('.why-table tbody tr').nth(2).waitFor();
    for (const line of await verdicts()) assert.match(line, new RegExp(words.refused));
    assert.match(
      await page.locator('.passport .says').innerText(),
      /no suitable node \(scheduling constraints not satisfied on 3 nodes\)/,
    );
    // As soon as one node meets the condition, the task starts there, and the passport says so.
    await type(page, 'node1', 'docker node update --label-add disk=ssd node2');
    await page.locator('.why-table .chosen').waitFor();
    const [, node2] = await verdicts();
    assert.match(node2, new RegExp(`node2[^]*${words.chosen}`));
  });
}
