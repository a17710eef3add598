// Out as JSON, in, and out again; taking back what was added, and bringing it back.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const RANGE = "23:10–23:25 refunds went out twice 💸";

// Two people with one review in which times and kinds differ, entries were removed, and one was removed here and
// edited there.
async function differing(person) {
  const ana = await person("Ana");
  const ben = await person("Ben");
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice, “reconciled” by hand — 日本語 👩‍🚒", [
    "2026-03-17 22:58 alarm: queue depth > 40k | 和文 ok",
    `2026-03-17 ${RANGE}`,
    "2026-03-17 ~23:20 ! we held the rollback 🤞",
    "somebody said é and é, שלום too",
    "2026-03-17 23:31 known 23:40 two customers wrote in",
    "2026-03-17 23:50 this one goes away",
    "2026-03-17 23:55 this one is removed and edited",
  ]);
  await hers.getByRole("textbox", { name: "Severity" }).fill("2");
  await hers.getByRole("textbox", { name: "Severity" }).press("Tab");
  const his = await ben.open(await act.shareLink(hers));
  await act.keepACopy(his);
  await act.retime(hers, "held the rollback", "2026-03-17 23:19");
  await act.retime(his, "held the rollback", "2026-03-17 23:22–23:24");
  await act.remove(hers, "this one goes away");
  await act.remove(hers, "this one is removed and edited");
  await act.writeIn(his, "this one is removed and edited");
  await his.getByRole("textbox", { name: "Entry", exact: true }).press("End");
  await his.getByRole("textbox", { name: "Entry", exact: true }).pressSequentially(" over there");
  await act.done(his);
  await act.write(his, "2026-03-17 23:59 Ben’s own 🧭");
  for (const page of [hers, his]) await act.saved(page);
  return { ana, ben, hers, his };
}

story("JSON out, in, and out again is equal but for the id", { timeout: 180_000 }, async ({ person, tell }) => {
  const { hers, his } = await differing(person);
  await act.openFiles(hers, await act.shareFile(his));
  await act.addTheirs(hers);
  await act.entry(hers, "removed, and edited elsewhere").waitFor();
  const first = await act.exported(hers, "JSON");
  const parsed = JSON.parse(first);
  assert.match(first, /"differs"/);
  assert.match(first, /"removed_at"/);
  assert.match(first, /"edited_elsewhere": true/);

  const cy = await person("Cy");
  const page = await cy.open();
  await act.openFiles(page, { name: "refunds.json", bytes: first });
  await act.inReview(page);
  await act.saved(page);
  assert.deepEqual(await act.words(page), await act.words(hers));
  const second = await act.exported(page, "JSON");
  const again = JSON.parse(second);
  assert.notEqual(again.id, parsed.id);
  assert.equal(second.replace(again.id, parsed.id), first);
  assert.equal(await act.entry(page, "held the rollback").getByRole("list", { name: "Time: seen differently" }).getByRole("listitem").count(), 2);

  // And once more, from the copy, after it was closed and opened.
  await page.reload();
  await act.inReview(page);
  await act.openFiles(page, { name: "refunds.json", bytes: second });
  await act.until(async () => !page.url().includes(again.id), "the copy of the copy is open");
  await act.inReview(page);
  await act.saved(page);
  const third = await act.exported(page, "JSON");
  assert.equal(third.replace(JSON.parse(third).id, parsed.id), first);
  // An id that begins with a figure is quoted in Markdown.
  const unnamed = (markdown) => markdown.replace(/^id: .*$/m, "id:");
  assert.equal(unnamed(await act.exported(page, "Markdown")), unnamed(await act.exported(hers, "Markdown")));
  tell(`${first.length} characters of JSON`);
});

story("what was added can be taken back with another tab open, and brought back from the same file", { timeout: 180_000 }, async ({ person }) => {
  const { ana, hers, his } = await differing(person);
  const other = await ana.open(hers.url(), { tab: "new" });
  await act.inReview(other);
  const before = await act.words(hers);
  const differences = (page) => act.timeline(page).getByRole("list", { name: "Time: seen differently" }).count();
  assert.deepEqual(await act.words(other), before);

  const file = await act.shareFile(his);
  await act.openFiles(hers, file);
  await act.addTheirs(hers);
  const added = await act.words(hers);
  assert.ok(added.includes("Ben’s own 🧭"));
  await act.entry(other, "Ben’s own 🧭").waitFor();
  assert.equal(await differences(hers), 1);

  // The other tab goes on writing; then Ana takes the addition back.
  await act.write(other, "2026-03-18 00:05 written in the other tab");
  await act.entry(hers, "written in the other tab").waitFor();
  await act.button(act.notice(hers, "Theirs is added to yours."), "Undo").click();
  await act.entry(hers, "Ben’s own 🧭").waitFor({ state: "detached" });
  await act.entry(other, "Ben’s own 🧭").waitFor({ state: "detached" });
  const stands = async (page, words) => assert.deepEqual((await act.words(page)).toSorted(), [...words, "written in the other tab"].toSorted());
  for (const page of [hers, other]) {
    await stands(page, before);
    assert.equal(await differences(page), 0);
    await act.saved(page);
  }

  // The same file again: nothing in it is new, and it can be brought back.
  await act.openFiles(hers, file);
  const preview = act.dialog(hers, "Preview");
  await preview.waitFor();
  await act.button(preview, "Bring back").click();
  for (const page of [hers, other]) {
    await act.entry(page, "Ben’s own 🧭").waitFor();
    await act.until(async () => (await act.words(page)).length === added.length + 1, "everything is back");
    await stands(page, added);
    await act.saved(page);
  }
  assert.equal(await act.exported(hers, "JSON"), await act.exported(other, "JSON"));

  // And a third time there is nothing to do.
  await act.openFiles(hers, file);
  await preview.getByText("Nothing in this is new").waitFor();
  assert.equal(await act.button(preview, "Bring back").count(), 0);
  await act.button(preview, "Cancel").click();
  await stands(hers, added);
});

story("what was taken back yesterday is still offered today", { timeout: 180_000 }, async ({ person }) => {
  const { ana, hers, his } = await differing(person);
  const file = await act.shareFile(his);
  await act.openFiles(hers, file);
  await act.addTheirs(hers);
  await act.button(act.notice(hers, "Theirs is added to yours."), "Undo").click();
  await act.entry(hers, "Ben’s own 🧭").waitFor({ state: "detached" });
  await act.saved(hers);
  const at = new URL(hers.url()).hash;
  await ana.quit();
  await ana.start();
  const page = await ana.open(at);
  await act.inReview(page);
  await act.openFiles(page, file);
  await act.button(act.dialog(page, "Preview"), "Bring back").click();
  await act.entry(page, "Ben’s own 🧭").waitFor();
});
