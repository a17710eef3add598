// Have we been here before? Earlier reviews found in other words while one writes, and a change proposed again.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const box = (page, name) => page.getByRole("textbox", { name, exact: true });
const EARLIER = "Orders database ran out of disk";

async function add(page, name, words) {
  await box(page, name).fill(words);
  await box(page, name).press("Enter");
}

// S3-1, S3-2, S3-18, S0-32
story("an earlier review is pointed out in other words, with what became of it, and linked by one key", { timeout: 180_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 1440, height: 900 });
  const page = await ana.open();
  const home = page.url().split("#")[0];
  await act.begin(page, EARLIER, ["2025-01-14 03:10 the primary postgres volume is full"]);
  await box(page, "What happened, from when to when, who felt it?").fill("The primary postgres volume filled with write-ahead logs because the replication slot of a retired replica held them back.");
  await act.toPart(page, "change");
  await add(page, "Add: Possible change", "Alert when a replication slot retains more than 20 GB");
  await act.button(page, "Decide…").click();
  await page.getByRole("menuitem", { name: "Choose not to do" }).click();
  const declined = page.getByRole("list", { name: "We are choosing not to do these" });
  await box(declined, "Because").fill("the replica is gone for good");
  await box(declined, "Because").press("Tab");
  await act.toPart(page, "why");
  await act.saved(page);

  // Fourteen months on, in other words. Something that is like nothing before is met with silence.
  await page.goto(`${home}#/`);
  await act.begin(page, "The lift stood still", ["2026-03-17 09:00 the lift in the north wing stands still with nobody in it"]);
  await page.waitForTimeout(2_500);
  assert.equal(await page.getByText("reads like this one").count(), 0);

  await page.goto(`${home}#/`);
  await act.begin(page, "Writes refused on the purchases store", ["2026-03-17 22:47 writes are refused: no space left on the main db"]);
  await box(page, "What happened, from when to when, who felt it?").fill("No space left on the main db: a dead standby still pinned the journal, so it was never trimmed. A follower that is gone keeps its slot for ever.");
  await page.getByText("An earlier review reads like this one").click();
  const found = page.getByRole("list", { name: "Earlier reviews" });
  await found.getByRole("link", { name: EARLIER }).waitFor();
  await found.getByText("14 months earlier").waitFor();
  await found.getByText("the replica is gone for good", { exact: false }).waitFor();

  // The same change, said otherwise.
  await act.toPart(page, "change");
  await add(page, "Add: Possible change", "Page someone once a slot holds back over twenty gigabytes of journal");
  await page.getByText("This was proposed", { exact: false }).waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // By keyboard: it is the same failure. The earlier one then says who refers to it.
  const same = page.getByRole("button", { name: "This is the same failure" });
  await same.focus();
  await page.keyboard.press("Enter");
  await page.getByText("Linked: the same failure.").waitFor();
  await act.saved(page);
  await page.getByRole("list", { name: "Earlier reviews" }).getByRole("link", { name: EARLIER }).click();
  await page.getByText("Referred to by").getByRole("link", { name: "Writes refused on the purchases store" }).waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S3-1: on the first page, too, in the words one has.
story("a search in other words finds the review below those that hold the words", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 390, height: 844, colorScheme: "dark" });
  const page = await ana.open();
  const home = page.url().split("#")[0];
  const told = [
    [EARLIER, "The primary postgres volume filled with write-ahead logs because the slot of a retired replica held them back."],
    ["Refunds were sent twice", "A retry of a refund had no idempotency key and the second region paid it again."],
    ["The lift stood still", "Nobody was in it."],
  ];
  for (const [title, summary] of told) {
    await page.goto(`${home}#/`);
    await act.begin(page, title);
    await box(page, "What happened, from when to when, who felt it?").fill(summary);
    await act.saved(page);
    await page.waitForTimeout(1_500);
  }
  await page.goto(`${home}#/`);
  const search = page.getByRole("searchbox", { name: "Search reviews" });
  const others = page.getByRole("list", { name: "In other words" });
  await search.fill("no space left on the purchases db");
  await page.getByText("No review has all of these words.").waitFor();
  await others.getByRole("link", { name: EARLIER }).waitFor();
  assert.equal(await others.getByRole("link").count(), 1, "and nothing that says something else");
  await search.fill("money back two times");
  await others.getByRole("link", { name: "Refunds were sent twice" }).waitFor();
  // Found by its words it stands above, and not twice.
  await search.fill("refund retry");
  await page.getByRole("list", { name: "Reviews", exact: true }).getByRole("link", { name: "Refunds were sent twice" }).waitFor();
  await others.waitFor({ state: "detached" });
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await search.fill("zeppelin");
  await page.getByText("No review has all of these words.").waitFor();
  assert.equal(await others.count(), 0);
  // By keyboard from the field to the review.
  await search.fill("no space left on the purchases db");
  await others.getByRole("link", { name: EARLIER }).waitFor();
  for (let tab = 0; tab < 8; tab += 1) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(() => document.activeElement.textContent)) === EARLIER) break;
  }
  await page.keyboard.press("Enter");
  await act.inReview(page);
  assert.equal(await box(page, "Title").inputValue(), EARLIER);
});
