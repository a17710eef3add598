// How surprising it was: rated in private, in nothing that leaves before, shown together, and then nobody's.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
import { together } from "./support/live.mjs";
import { story } from "./support/story.mjs";

const holds = (strings, words) => strings.some((text) => text.includes(words));
const rate = (page, name) => page.getByRole("radio", { name, exact: true }).check();

// What this browser keeps to itself of a rating, as it is stored.
const privately = (page) =>
  page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve) => {
        const open = indexedDB.open(name);
        open.onsuccess = () => resolve(open.result);
      });
      if (!database.objectStoreNames.contains("private")) continue;
      const all = await new Promise((resolve) => {
        const asked = database.transaction("private").objectStore("private").getAll();
        asked.onsuccess = () => resolve(asked.result);
      });
      database.close();
      for (const value of all) {
        const text = await new Blob([value.bytes ?? value]).text();
        if (text.includes("salt") && text.includes("value")) return JSON.parse(text);
      }
    }
    return null;
  });

// S3-29
story("two rate in private, seal, and see both ratings at once", { timeout: 300_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds", ["2026-03-17 22:01 the planted sentence"]);
  await rate(page, "2");
  await page.getByText("Only in this browser, until you show it.").waitFor();
  await act.until(async () => (await privately(page)) !== null, "it is kept here");
  const hers = await privately(page);
  const link = await act.shareLink(page);
  // It was the first share: what is private went along, in this browser.
  await page.reload();
  await act.inReview(page);
  await act.until(() => page.getByRole("radio", { name: "2", exact: true }).isChecked(), "it is still hers");

  const ben = await person("Ben");
  const his = await ben.open(new URL(link).hash);
  await act.keepACopy(his);
  await rate(his, "5, nobody can explain it");
  for (const one of [page, his]) await act.button(one, "Show together…").click();
  await page.getByText("1 rating is in, sealed.").waitFor();
  assert.equal(await page.getByRole("radio").count(), 0, "what is sealed stays as it is");

  const sealed = await act.shareFile(his);
  const strings = [...(await everythingIn(sealed.bytes)), ...(await everythingIn((await act.shareFile(page)).bytes)), await act.exported(page, "JSON")];
  tell(`${strings.length} strings were decoded`);
  assert.ok(holds(strings, "the planted sentence"), "the search finds what is there");
  assert.ok(!holds(strings, hers.salt) && !holds(strings, "rating:surprise"), "nothing of a rating left");

  await act.openFiles(page, sealed);
  await act.addTheirs(page);
  await page.getByText("2 ratings are in, sealed.").waitFor();
  await act.button(page, "Show them").click();
  await page.getByText("How surprising: rated 2.").waitFor();
  const asked = await act.shareFile(page);
  await act.openFiles(his, asked);
  const said = await act.addTheirs(his);
  assert.match(said, /1 rating of the surprise/);
  await his.getByText("How surprising: rated 2, 5.").waitFor();
  await his.getByText(/^Some expected this and some could not explain it/).waitFor();
  await act.until(async () => (await privately(his)) === null, "what is shown is kept in private no longer");
  const both = await act.shareFile(his);
  assert.ok(holds(await everythingIn(both.bytes), hers.salt), "the search would have found it");
  await act.openFiles(page, both);
  await act.addTheirs(page);
  await page.getByText("How surprising: rated 2, 5.").waitFor();
  assert.match(await act.exported(page, "Markdown"), /\*\*Surprise\*\* rated 2, 5 of 5/);
  for (const one of [ana, ben]) assert.deepEqual(await one.accessibilityProblems(), []);
  await act.plainWords(page);
  // Nobody is told apart: no name, no average, nothing of who has not.
  assert.doesNotMatch(await act.textOf(page), /average|Ana|Ben|not rated|waiting for/i);
});

// S3-29: over a live wire nothing of a rating is told before it is shown; then both see both.
story("with somebody live, a rating is in the other's bytes only once it is shown", { timeout: 240_000 }, async ({ person, tell }) => {
  const [ana, ben] = [await person("Ana"), await person("Ben")];
  const hers = await ana.open();
  await act.begin(hers, "Refunds", ["2026-03-17 22:01 the planted sentence"]);
  const { his } = await together(hers, ben);
  await rate(hers, "2");
  await act.until(async () => (await privately(hers)) !== null, "it is kept here");
  const kept = await privately(hers);
  // What came meanwhile shows that the wire works.
  await act.write(hers, "22:05 written behind the rating");
  await act.entry(his, "written behind the rating").waitFor();
  const bytes = async () => everythingIn((await act.shareFile(his)).bytes);
  const before = await bytes();
  assert.ok(holds(before, "written behind the rating"), "the search finds what is there");
  assert.ok(!holds(before, kept.salt) && !before.some((text) => text.startsWith("rating")), "nothing of a rating is there");

  await act.button(hers, "Show together…").click();
  await his.getByText("1 rating is in, sealed.").waitFor();
  const sealed = await bytes();
  assert.ok(sealed.some((text) => text.startsWith("rating-sealed")), "its seal is there");
  assert.ok(!holds(sealed, kept.salt) && !holds(sealed, "rating:surprise"), "and the rating is not");

  await rate(his, "5, nobody can explain it");
  await act.button(his, "Show together…").click();
  await hers.getByText("2 ratings are in, sealed.").waitFor();
  await act.button(his, "Show them").click();
  for (const one of [hers, his]) await one.getByText("How surprising: rated 2, 5.").waitFor();
  await act.saved(his);
  assert.ok(holds(await bytes(), kept.salt), "the search would have found it");
  tell(`${before.length} strings before, ${sealed.length} sealed`);
});
