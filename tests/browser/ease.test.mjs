// Ease: what is shown, several lines at once, the parking lot, the timeline agreed; by keyboard.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const LINES = [
  "2026-03-17 22:00 page: queue depth > 40k",
  "2026-03-17 22:05 the graph was red",
  "2026-03-17 22:10 ! held the rollback",
  "2026-03-17 22:15 the cache may be the cause",
  "2026-03-17 22:20 the workers restarted",
  "2026-03-17 22:25 support had nine tickets",
  "2026-03-17 22:30 recovery: the queue was empty",
  "2026-03-17 22:35 the channel was told",
];
const shown = (page) => page.getByRole("combobox", { name: "Entries shown" });

story("lines are sifted, chosen, shifted and starred together, and all of it can be taken back", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Ease", LINES);
  await shown(page).selectOption({ label: "Decision" });
  await act.until(async () => (await act.words(page)).length === 1, "only decisions");
  await shown(page).selectOption({ label: "Recovery" });
  await act.until(async () => (await act.words(page)).join() !== "held the rollback", "a phase");
  await shown(page).selectOption({ label: "All entries" });
  await act.until(async () => (await act.words(page)).length === LINES.length, "all again");

  // Two lines of one source, chosen by keyboard; their clock was seven minutes fast.
  for (const line of ["the graph was red", "the workers restarted"]) {
    await act.entry(page, line).focus();
    await page.keyboard.press("Space");
  }
  const bar = page.getByRole("region", { name: "Chosen entries" });
  await bar.getByText("2 entries chosen").waitFor();
  await bar.getByRole("textbox", { name: "Shift by" }).fill("seven");
  await bar.getByRole("textbox", { name: "Shift by" }).press("Enter");
  await bar.getByText("“seven” is no length of time").waitFor();
  await bar.getByRole("textbox", { name: "Shift by" }).fill("-7m");
  await bar.getByRole("textbox", { name: "Shift by" }).press("Enter");
  await act.until(async () => (await act.words(page))[0] === "the graph was red", "it is 21:58 now");
  await bar.getByRole("textbox", { name: "Lane of the chosen" }).fill("monitoring");
  await bar.getByRole("textbox", { name: "Lane of the chosen" }).press("Tab");
  await act.button(bar, "Star").click();
  await act.until(async () => (await act.timeline(page).getByText("starred").count()) === 2, "both are starred");
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await act.button(bar, "None").click();
  await bar.waitFor({ state: "detached" });
  await shown(page).selectOption({ label: "monitoring" });
  await act.until(async () => (await act.words(page)).length === 2, "the lane");
  await shown(page).selectOption({ label: "All entries" });
  await act.entry(page, "the graph was red").focus();
  for (let back = 0; back < 3; back += 1) await page.keyboard.press("ControlOrMeta+z");
  await act.until(async () => (await act.words(page))[1] === "the graph was red", "as it was");
});

// S1-10, S2-14, S2-15
story("a cause that comes too early is parked with one key, and the timeline is agreed after asking aloud", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Ease", LINES);
  await act.entry(page, "the cache may be the cause").focus();
  // With Ctrl the letter is the browser's.
  await page.keyboard.press("Control+s");
  await page.keyboard.press("Control+x");
  assert.equal(await act.timeline(page).getByText("starred").count(), 0);
  await page.keyboard.press("p");
  await act.entry(page, "the cache may be the cause").waitFor({ state: "detached" });
  const lot = page.getByRole("list", { name: "Parking lot" });
  assert.equal(await lot.getByRole("textbox", { name: "Parked remark" }).inputValue(), "the cache may be the cause");
  await lot.getByText("from the timeline, 22:15").waitFor();

  await act.button(page, "It is agreed").click();
  await page.getByText("The timeline is agreed.").waitFor();
  assert.match(await act.exported(page, "Markdown"), /^status: agreed$/m);
  // Agreeing locks nothing, and tells what came later.
  await act.write(page, "2026-03-17 22:40 one more thing");
  await shown(page).selectOption({ label: "Since it was agreed" });
  await act.until(async () => (await act.words(page)).join() === "one more thing", "what came later");
  await act.button(page, "Reopen it").click();
  await act.button(page, "It is agreed").waitFor();
});
