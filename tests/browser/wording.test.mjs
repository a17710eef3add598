// This wording: spoken of once the caret has left, to whoever wrote it; one click or one key, and never in what leaves.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const aside = (page) => page.getByRole("complementary", { name: "About this" });
const BLAMING = "The reviewer should have seen the missing key.";

// Opens a line by keyboard, writes, and leaves it with Enter.
async function reword(page, words, text) {
  await act.entry(page, words).focus();
  await page.keyboard.press("Enter");
  const field = page.getByRole("textbox", { name: "Entry", exact: true });
  await field.fill(text);
  assert.equal(await aside(page).count(), 0, "it is silent while somebody writes");
  await page.keyboard.press("Enter");
  await field.waitFor({ state: "detached" });
}

// S0-8, S4-1, S4-2
story("what a wording hides is said beside its line, and one key takes the other one", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 1440, height: 900 });
  const page = await ana.open();
  await act.begin(page, "Keys", ["2026-03-17 22:00 page: queue depth > 40k", "2026-03-17 22:10 the rollback began"]);
  await reword(page, "the rollback began", BLAMING);
  await aside(page).getByText("This wording").waitFor();
  const offered = await aside(page).locator(".offered").first().innerText();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await act.plainWords(page, (text) => text.replaceAll(BLAMING, ""));

  // Nothing of it is in what leaves.
  for (const what of ["Markdown", "JSON"]) assert.ok(!(await act.exported(page, what)).includes(offered));

  await act.entry(page, "should have seen").focus();
  await page.keyboard.press("u");
  await act.entry(page, offered.replace(/\s+/g, " ").slice(0, 40)).waitFor();
  await act.until(async () => !(await act.words(page)).some((words) => words.includes("should have seen")), "the other wording stands");
  await page.keyboard.press("ControlOrMeta+z");
  await act.entry(page, "should have seen").waitFor();
});

story("set aside with one key, a wording is not spoken of again, and another reader hears nothing", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 1440, height: 900 });
  const page = await ana.open();
  await act.begin(page, "Keys", ["2026-03-17 22:00 page: queue depth > 40k", "2026-03-17 22:10 the rollback began"]);
  await reword(page, "the rollback began", BLAMING);
  await aside(page).waitFor();
  while ((await aside(page).count()) > 0) {
    const before = await aside(page).innerText();
    await act.entry(page, "should have seen").focus();
    await page.keyboard.press("x");
    await act.until(async () => (await aside(page).count()) === 0 || (await aside(page).innerText()) !== before, "it was set aside");
  }
  await reword(page, "should have seen", `${BLAMING} So we rolled back.`);
  assert.equal(await aside(page).count(), 0);

  // A sentence of the review itself is read like a line.
  const why = page.getByRole("textbox", { name: "What made it possible?" });
  await why.fill("Human error.");
  await why.blur();
  await aside(page).getByText("Human error").waitFor();
  await act.button(aside(page), "Leave it").click();
  await aside(page).waitFor({ state: "detached" });

  // Whoever only reads hears nothing, until they lead the meeting.
  const link = await act.shareLink(page);
  const ben = await person("Ben", { width: 1440, height: 900 });
  const his = await ben.open(new URL(link).hash);
  await act.keepACopy(his);
  await act.entry(his, "should have seen").focus();
  await his.waitForTimeout(300);
  assert.equal(await aside(his).count(), 0);
  await act.command(his, "Facilitate: speak of everybody's wording, or no longer");
  await act.entry(his, "should have seen").focus();
  await aside(his).waitFor();
});
