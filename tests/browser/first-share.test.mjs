// What nobody has seen is not history: wording changed before a review first leaves is in no byte that leaves.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
import { story } from "./support/story.mjs";

const BLAMING = "Tomasz should have known better than to run it on the primary";
const FAIR = "the prompt of the primary and the secondary looked the same";
const PLANTED = "the amber lamp beside the total";

const holds = (strings, words) => strings.some((text) => text.includes(words));

// Types a sentence letter by letter, then, after it was saved, another over it.
async function blameThenReword(page) {
  await act.begin(page, "The wrong database");
  const quick = page.getByRole("textbox", { name: "Quick entry" });
  await quick.pressSequentially("23:27 first words");
  await quick.press("Enter");
  await act.writeIn(page, "first words");
  const field = page.getByRole("textbox", { name: "Entry", exact: true });
  await field.press("ControlOrMeta+a");
  await field.pressSequentially(BLAMING, { delay: 2 });
  await act.saved(page);
  await page.reload();
  await act.inReview(page);
  await act.writeIn(page, BLAMING);
  await field.press("ControlOrMeta+a");
  await field.pressSequentially(FAIR, { delay: 2 });
  await act.done(page);
  // One that is taken away again, and one that stays.
  await act.write(page, "23:30 Tomasz panicked");
  await act.remove(page, "Tomasz panicked");
  await act.write(page, `23:31 ${PLANTED}`);
  await act.saved(page);
}

for (const way of ["link", "file"]) {
  story(`a sentence reworded before the first ${way} is in nothing that leaves`, { timeout: 300_000 }, async ({ person, tell }) => {
    const ana = await person("Ana");
    const page = await ana.open();
    await blameThenReword(page);
    const left = way === "link" ? await act.shareLink(page) : (await act.shareFile(page)).bytes;
    const strings = await everythingIn(left);
    tell(`${strings.length} strings were decoded`);
    assert.ok(holds(strings, FAIR), "what stands on the page is in it");
    assert.ok(holds(strings, PLANTED), "the search finds what is there");
    for (const gone of ["Tomasz", "should have", "panicked", "first words"]) assert.ok(!holds(strings, gone), `“${gone}” left`);

    // From now on it has a history: what is reworded now is found, by the same search, in what leaves next.
    await act.writeIn(page, PLANTED);
    const field = page.getByRole("textbox", { name: "Entry", exact: true });
    await field.fill("the lamp");
    await act.done(page);
    await act.saved(page);
    const again = way === "link" ? await act.shareLink(page) : (await act.shareFile(page)).bytes;
    const later = await everythingIn(again);
    assert.ok(holds(later, PLANTED), "the shared part keeps its history");
    assert.ok(!holds(later, "Tomasz"));

    // Nothing of it is left in this browser either, and the old address leads to the new.
    const chunks = await act.chunksOf(page);
    assert.equal(new Set(chunks.map(({ review }) => review)).size, 1, JSON.stringify(chunks));
  });
}

story("a second tab that was open during the first share loses nothing, and later edits of two people still meet", { timeout: 180_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const first = await ana.open();
  await act.begin(first, "Two tabs", ["22:01 from the first tab"]);
  const address = first.url();
  const second = await ana.open(address, { tab: "new" });
  await act.inReview(second);
  await act.write(second, "22:02 from the second tab");
  await act.entry(first, "from the second tab").waitFor();

  // The second tab is in the middle of a sentence while the first one shares.
  await act.writeIn(second, "from the second tab");
  const field = second.getByRole("textbox", { name: "Entry", exact: true });
  await field.press("End");
  await field.pressSequentially(", which was ");
  const sharing = act.shareLink(first);
  await field.pressSequentially("typing all the while", { delay: 15 });
  const link = await sharing;
  await act.until(async () => second.url() !== address, "the second tab follows");
  assert.equal(second.url(), first.url());
  assert.equal(await field.inputValue(), "from the second tab, which was typing all the while");
  await act.done(second);
  await act.write(second, "22:03 after the share");
  for (const page of [first, second]) {
    await act.entry(page, "from the second tab, which was typing all the while").waitFor();
    await act.entry(page, "after the share").waitFor();
    await act.saved(page);
  }
  assert.equal((await act.words(first)).length, 3);

  // The old address leads to the new one.
  const old = await ana.open(address, { tab: "new" });
  await act.inReview(old);
  await act.entry(old, "after the share").waitFor();

  // Ben has the link of then; both go on, and what they wrote meets.
  const ben = await person("Ben");
  const his = await ben.open(link);
  await act.keepACopy(his);
  await act.write(his, "22:10 Ben saw it too");
  await act.write(first, "22:11 and Ana again");
  const file = await act.shareFile(his);
  await act.openFiles(first, file);
  await act.addTheirs(first);
  await act.openFiles(his, await act.shareFile(first));
  await act.addTheirs(his);
  assert.deepEqual(await act.words(first), await act.words(his));
  assert.equal((await act.words(first)).length, 5);
  await act.entry(second, "Ben saw it too").waitFor();
  assert.equal(await act.exported(first, "JSON"), await act.exported(his, "JSON"));
  assert.equal(await act.exported(second, "JSON"), await act.exported(his, "JSON"));
});
