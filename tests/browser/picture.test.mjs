// The picture of the timeline: in step with the list, by keyboard and by pointer, and a table for whoever hears it.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const picture = (page) => page.getByRole("img", { name: "Timeline picture" });
const field = (page) => page.getByRole("group", { name: /^Picture:/ });
const caption = (page) => page.getByRole("figure", { name: "The timeline, drawn to scale" }).getByRole("status");
const lit = (page) => page.evaluate(() => document.querySelector(".entry.lit p.text")?.textContent ?? "");

const EVENING = [
  "2026-03-17 21:50 the queue was slow",
  "2026-03-17 22:00 page: queue depth > 40k",
  "~2026-03-17 22:30 ! we held the rollback",
  "2026-03-17 23:00 restored: the queue is empty",
];

story("the picture is drawn from the entries, and both show what one looks at", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "An evening", []);
  assert.equal(await picture(page).count(), 0, "nothing in time makes no picture");
  for (const line of EVENING) await act.write(page, line);
  await picture(page).waitFor();
  for (const word of ["22:00", "22:30"]) await picture(page).getByText(word, { exact: true }).waitFor();

  // By keyboard: arrows go through the story, Enter to the entry. A pointer that rests over the list does not meddle.
  const resting = await act.entry(page, "we held the rollback").boundingBox();
  await page.mouse.move(resting.x + 30, resting.y + 8);
  await page.mouse.move(resting.x + 34, resting.y + 8);
  await act.until(async () => (await lit(page)) === "we held the rollback", "the pointer points");
  await field(page).focus();
  await page.keyboard.press("Home");
  await caption(page).getByText("the queue was slow").waitFor();
  assert.equal(await lit(page), "the queue was slow");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await caption(page).getByText("~22:30").waitFor();
  await page.keyboard.press("Enter");
  await act.until(() => page.evaluate(() => document.activeElement?.textContent?.includes("held the rollback")), "the entry has the focus");

  // Closer, and back.
  await field(page).focus();
  const marks = () => picture(page).locator("text.mark").allTextContents();
  const whole = await marks();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await act.until(async () => (await marks()).join() !== whole.join(), "it looks closer");
  await act.button(page, "Later").click();
  await act.button(page, "All of it").click();
  await act.until(async () => (await marks()).join() === whole.join(), "all of it again");

  // By pointer: what is pointed at is said, and a click goes there.
  const place = await act.entry(page, "we held the rollback").boundingBox();
  await page.mouse.move(place.x + 20, place.y + 10);
  await caption(page).getByText("held the rollback").waitFor();

  // For whoever hears it.
  await act.button(page, "As a table").click();
  const table = page.getByRole("region", { name: "The picture as a table" });
  assert.equal(await table.getByRole("row").count(), EVENING.length + 1);
  await table.getByRole("row").filter({ hasText: "we held the rollback" }).getByText("Decision").waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S0-12
story("on a telephone the picture is a strip, and what was believed stands in the large one", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana", { width: 390, height: 844 });
  const page = await ana.open();
  await act.begin(page, "An evening", EVENING);
  assert.equal((await picture(page).boundingBox()).height, 64);
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  await page.setViewportSize({ width: 1280, height: 900 });
  await act.until(async () => (await picture(page).boundingBox()).height > 64, "it grows with the page");
  await act.button(page, "Add what we believed, and for how long").click();
  await page.getByRole("textbox", { name: "What we believed" }).fill("the second worker is idle");
  const when = page.getByRole("list", { name: "What we believed" }).getByRole("textbox", { name: "From, to" });
  await when.fill("22:05 – 22:40");
  await when.press("Tab");
  await picture(page).getByText("the second worker").waitFor();
  await page.getByRole("textbox", { name: "In fact" }).fill("it was stuck");
  await page.getByRole("textbox", { name: "In fact" }).press("Tab");
  await act.until(async () => (await picture(page).locator(".otherwise").count()) === 1, "it is marked where it was otherwise");
  const markdown = await act.exported(page, "Markdown");
  assert.match(markdown, /## What we believed\n\n- .*22:05.* – .*22:40.*the second worker is idle.*\*\*In fact:\*\* it was stuck/s);
});
