// Discussion beside the line in focus: about words of it, answered, settled, and not lost with what it was about.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const aside = (page) => page.getByRole("complementary", { name: "About this" });
const say = (page) => aside(page).getByRole("textbox", { name: "Remark" });

story("a remark about words of a line is answered from another browser, and outlives the words", { timeout: 180_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 1440, height: 900 });
  const page = await ana.open();
  await act.begin(page, "Talk", ["2026-03-17 22:00 page: queue depth > 40k", "2026-03-17 22:10 the second worker was idle all the while"]);

  // About words that are selected.
  await act.entry(page, "second worker").focus();
  await page.evaluate(() => {
    const text = [...document.querySelectorAll(".entry p.text")].find((line) => line.textContent.includes("second worker"));
    const node = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
    const at = node.data.indexOf("idle");
    getSelection().setBaseAndExtent(node, at, node, at + 4);
  });
  await page.keyboard.press("c");
  await say(page).waitFor();
  await page.keyboard.type("the graph says so, the log does not");
  await page.keyboard.press("Enter");
  await aside(page).getByText("the graph says so").waitFor();
  await aside(page).getByText("idle", { exact: true }).waitFor();
  await act.entry(page, "second worker").getByRole("button", { name: "1 discussion" }).waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  const ben = await person("Ben", { width: 390, height: 844 });
  const his = await ben.open(new URL(await act.shareLink(page)).hash);
  await act.keepACopy(his);
  await act.entry(his, "second worker").getByRole("button", { name: "1 discussion" }).click();
  await aside(his).getByRole("textbox", { name: "Answer" }).fill("the log is of the other host");
  await aside(his).getByRole("textbox", { name: "Answer" }).press("Enter");
  await aside(his).getByText("the log is of the other host").waitFor();
  await act.saved(his);
  assert.deepEqual(await ben.accessibilityProblems(his), []);

  // Meanwhile she rewords the line; both meet.
  await act.writeIn(page, "second worker");
  await page.getByRole("textbox", { name: "Entry", exact: true }).fill("the second worker did nothing");
  await act.done(page);
  await act.openFiles(page, await act.shareFile(his));
  await act.addTheirs(page);
  await act.entry(page, "did nothing").focus();
  await aside(page).getByText("the log is of the other host").waitFor();
  await aside(page).getByText("About words that are gone:").waitFor();

  await act.button(aside(page), "Settled").click();
  await aside(page).getByRole("heading", { name: "Discussion, settled" }).waitFor();
  await act.entry(page, "did nothing").getByRole("button", { name: "1 discussion" }).waitFor({ state: "detached" });
  assert.match(await act.exported(page, "Markdown"), /## Discussion\n\n- \*“idle”\*: the graph says so.*\n- answered: the log is of the other host/);

  // The line taken away, the discussion is still there.
  await act.remove(page, "did nothing");
  const orphans = page.getByRole("region", { name: "Remarks about what is no longer there" });
  await orphans.getByText("the log is of the other host").waitFor();
  await act.plainWords(page);
});
