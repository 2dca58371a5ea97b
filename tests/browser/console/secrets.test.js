// A secret shows when it was last used, and the next one takes its place while the application runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suite } from '../../lib/suite.js';
import { saw } from '../../lib/witness.js';
import { wordsOf } from '../../lib/words.js';
import { ADMINISTRATORS, assertWellInBoth, button, done, enterConsole, leave, tokenOf } from './enter.js';

const running = suite({ browser: true, extra: ADMINISTRATORS });

/** A machine, with its first secret. */
async function machine(authorization) {
  const post = (path, body) => done(running.signet, authorization, 'POST', path, body);
  const { id } = await post('/applications', { name: 'Robot', type: 'MachineToMachine' });
  const { value } = await post(`/signet/applications/${id}/secrets/Default%20secret/reveal`);
  return { id, secret: saw('client secret', value) };
}

/** How the provider answers an application that proves itself with this secret. */
async function prove({ id, secret }) {
  const answer = await fetch(`${running.signet.issuer}/token/revocation`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ token: 'none' }),
  });
  await answer.text();
  return answer.status;
}

/** An application that goes on all the time; `end` tells how it was answered. */
function atWork(robot) {
  const answers = [];
  let goesOn = true;
  const work = (async () => {
    while (goesOn) answers.push(await prove(robot));
  })();
  return { end: () => ((goesOn = false), work.then(() => answers)) };
}

for (const language of ['en', 'fr']) {
  test(`a secret is replaced without a refused request (${language})`, async () => {
    const w = wordsOf(language);
    const visitor = await enterConsole(running, { language });
    const { page } = visitor;
    const robot = await machine(await tokenOf(page, running.signet));
    const former = robot.secret;
    const load = atWork(robot);
    await page.goto(`${running.signet.url}/console/applications/${robot.id}/secrets`);
    const rows = page.locator('#main tbody tr');
    await rows.first().waitFor();
    const name = (await rows.first().locator('td, th').first().innerText()).trim();
    await button(page, w('create-secret')).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: w('name'), exact: true }).fill('next');
    await button(dialog, w('create-secret')).click();
    await dialog.getByRole('heading', { name: w('secret-made'), exact: true }).waitFor();
    robot.secret = saw('client secret', (await dialog.locator('.mono').first().innerText()).trim());
    await assertWellInBoth(page);
    await button(dialog, w('done')).click();
    await rows.filter({ hasText: 'next' }).waitFor();
    // Uses are written down once in a while; the other time is that of its making.
    const times = rows.filter({ hasText: 'next' }).locator('time');
    for (let look = 0; look < 40 && (await times.count()) < 2; look++) {
      await page.waitForTimeout(500);
      await page.reload();
      await rows.first().waitFor();
    }
    assert.equal(await times.count(), 2);
    await rows.filter({ hasText: name }).getByRole('button', { name: w('remove') }).click();
    await dialog.getByRole('textbox').fill(name);
    await button(dialog, w('remove-secret')).click();
    await rows.filter({ hasText: name }).waitFor({ state: 'detached' });
    const answers = await load.end();
    assert.ok(answers.length > 20 && answers.every((status) => status === 200), answers.filter((status) => status !== 200).join());
    assert.equal(await prove({ ...robot, secret: former }), 401);
    await assertWellInBoth(page);
    await leave(visitor);
  });
}
