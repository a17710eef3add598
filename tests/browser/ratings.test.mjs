// How surprising it was: rated in private, in nothing that leaves before, shown together, and then nobody's.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
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
