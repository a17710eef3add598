// Numbers are sentences computed from marked lines, and open the lines they are from; by keyboard alone.

import assert from "node:assert/strict";
import { begin, button, saved, timeline } from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const lines = (page) => timeline(page).getByRole("listitem");
const numbers = (page) => page.getByRole("region", { name: "In numbers" }).getByRole("list", { name: "Numbers" });

// By keyboard alone, unlike the acts that others share.
async function particular(page, line, act) {
  await lines(page).nth(line).focus();
  await page.keyboard.press("Enter");
  await act();
  await button(page, "Done").focus();
  await page.keyboard.press("Enter");
}

const mark = (page, line, label) => particular(page, line, () => page.getByRole("combobox", { name: "Marked as" }).selectOption({ label }));

// S0-11, S0-15
story("numbers come from marked lines, are as vague as these, and open them", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await begin(page, "Refunds twice", ["22:40 refunds are sent twice", "22:47 the queue is at 40k", "23:52 refunds are sent once again"]);
  assert.equal(await page.getByRole("region", { name: "In numbers" }).count(), 0, "nothing to say yet");

  await mark(page, 0, "Impact began");
  await mark(page, 1, "Detected");
  await mark(page, 2, "Resolved");
  await numbers(page).getByText("Detected 7 minutes after it began.").waitFor();
  await numbers(page).getByText("Resolved 72 minutes after it began.").waitFor();

  // Whoever goes on at once is not called back by the line that was left.
  await lines(page).nth(0).focus();
  await page.keyboard.press("Enter");
  await button(page, "Done").evaluate((done) => {
    const next = done.closest("[aria-label=Timeline]").querySelectorAll("li")[2];
    done.click();
    next.focus();
  });
  await page.waitForTimeout(200);
  assert.match(await page.evaluate(() => document.activeElement.textContent), /once again/);

  // Its rows open the lines.
  const detected = numbers(page).getByRole("listitem").filter({ hasText: "Detected" });
  await detected.getByRole("button", { name: "Show 22:47 the queue is at 40k" }).focus();
  await page.keyboard.press("Enter");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /the queue is at 40k/);

  // A time that is about right makes a range.
  await particular(page, 1, async () => {
    const at = page.getByRole("textbox", { name: "Happened at" });
    const before = await at.inputValue();
    await at.fill(before.replace("22:47", "~22:47"));
    await at.press("Tab");
  });
  await numbers(page).getByText(/^Detected \d+ to \d+ minutes after it began\.$/).waitFor();

  // A number that no two lines support is asked about; one that is supported is not.
  const sentence = page.getByRole("textbox", { name: "What happened, from when to when, who felt it?" });
  await sentence.fill("Refunds were sent twice for 72 minutes.");
  await saved(page);
  assert.equal(await page.getByRole("list", { name: "Questions about numbers" }).count(), 0);
  await sentence.fill("Refunds were sent twice for 31 minutes.");
  await page.getByRole("list", { name: "Questions about numbers" }).getByText("31 minutes").waitFor();

  await sentence.fill("Refunds were sent twice for about half an hour.");
  await page.getByRole("list", { name: "Questions about numbers" }).getByText("half an hour").waitFor();

  // What is missing is asked for, when one wants to know.
  const more = page.getByRole("button", { name: /questions? to ask for more numbers/ });
  await more.focus();
  await page.keyboard.press("Enter");
  assert.ok((await page.getByRole("list", { name: "Questions for more numbers" }).getByRole("listitem").count()) > 0);

  // All of it is there after a reload.
  await page.reload();
  await numbers(page).getByText("Resolved 72 minutes after it began.").waitFor();
});
