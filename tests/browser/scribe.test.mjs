// Scribe: during the incident, by keyboard and with one thumb.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const log = (page) => page.getByRole("list", { name: "Log", exact: true });
const lines = (page) => log(page).getByRole("listitem").locator("p.text").allTextContents();
const field = (page) => page.getByRole("textbox", { name: "Quick entry" });

async function type(page, line) {
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

// S4-6
story("from a cold start without a network one key saves the first line", { timeout: 120_000 }, async ({ site, person, tell }) => {
  const ana = await person("Ana", { width: 390, height: 844 });
  let page = await ana.open();
  await act.ready(page);
  await ana.kept();
  await ana.quit();
  await site.stop();
  page = await ana.start();
  const began = Date.now();
  await page.goto(`${site.url}#/now`);
  await field(page).waitFor();
  await act.until(() => page.evaluate(() => document.activeElement?.id === "log-entry"), "the caret stands in the line");
  await page.keyboard.type("queue depth above 40k");
  const typed = Date.now();
  await page.keyboard.press("Enter");
  await page.getByRole("status", { name: "Saved state" }).getByText("Saved in this browser").waitFor({ state: "attached" });
  assert.deepEqual(await lines(page), ["queue depth above 40k"]);
  tell(`${typed - began} ms from the address to the line, then ${Date.now() - typed} ms to saved`);
  await page.reload();
  await log(page).getByText("queue depth above 40k").waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);
});

// S2-15, S4-3, S4-7, S4-10
story("a log with a decision, a parked remark, a line of five minutes ago, and nothing that asks why", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  await act.itIs(ana, "2026-03-17T22:45:10Z");
  const page = await ana.open("#/now");
  await field(page).waitFor();
  await type(page, "page: queue depth > 40k");
  await log(page).getByText("queue depth > 40k").waitFor();
  await type(page, "! hold the rollback");
  await page.getByRole("textbox", { name: "What is known now" }).waitFor();
  await type(page, "only the queue looks wrong");
  await type(page, "? was it the new cache");
  await page.getByText("1 remark is parked for the review.").waitFor();
  await type(page, "-15 restarted the worker");
  await type(page, "! roll back after all");
  await page.getByRole("textbox", { name: "What is known now" }).waitFor();
  await page.keyboard.press("Enter");
  await field(page).waitFor();
  assert.deepEqual(await lines(page), ["restarted the worker", "queue depth > 40k", "hold the rollback", "roll back after all"]);

  // No field asks why or what to do about it.
  const names = await page.getByRole("textbox").evaluateAll((fields) => fields.map((field) => field.getAttribute("aria-label")));
  assert.deepEqual(names, ["Quick entry"]);

  // When a line was written down is told on focus alone.
  const recalled = log(page).getByRole("listitem").filter({ hasText: "restarted the worker" });
  assert.equal(await recalled.getByText("written down 15 minutes later").isVisible(), false);
  await recalled.focus();
  await recalled.getByText("written down 15 minutes later").waitFor();

  // For the channel.
  assert.deepEqual(await act.copied(page, () => act.button(page, "Copy last half hour").click()), [
    "Times in UTC\n22:30 restarted the worker\n22:45 queue depth > 40k\n22:45 decision: hold the rollback\n22:45 decision: roll back after all",
  ]);
  await act.notice(page, "The last half hour is on the clipboard.").waitFor();

  // The end of it.
  await act.button(page, "Stand down").click();
  await page.getByRole("heading", { name: "Nothing else is needed tonight." }).waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Review at" }).inputValue(), "2026-03-19 10:00");
  const calendar = await act.downloaded(page, () => act.button(page, "Put it in the calendar").click());
  assert.equal(calendar.name, "review.ics");
  assert.match(calendar.bytes.toString("utf8"), /DTSTART:20260319T100000Z\r\n/);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  // Something happens after all: it goes on in the same log.
  await page.getByRole("textbox", { name: "Quick entry" }).focus();
  await type(page, "page: it is back");
  await log(page).getByText("it is back").waitFor();
  assert.equal((await lines(page)).length, 5);
  await type(page, "and gone again");
  await act.until(async () => (await lines(page)).length === 6, "the second line is in the same log");
  await act.button(page, "Stand down").click();
  await page.getByRole("link", { name: "Open the review" }).click();
  await act.inReview(page);
  const markdown = await act.exported(page, "Markdown");
  assert.match(markdown, /hold the rollback.*\*\*Known then:\*\* only the queue looks wrong/);
  assert.match(markdown, /was it the new cache/);
  // A stranger can retell it: what was seen, what was done and what was decided, each at its time, in order; and what is
  // still a guess stands apart from that.
  const told = ["| 22:30 |", "restarted the worker", "| 22:45 |", "**ALARM** queue depth > 40k", "**DECISION** hold the rollback", "**DECISION** roll back after all", "**ALARM** it is back", "and gone again"];
  let from = markdown.indexOf("## Timeline");
  assert.ok(from > 0, markdown);
  for (const words of told) {
    const place = markdown.indexOf(words, from);
    assert.ok(place >= from, `“${words}” is told, in its place:\n${markdown}`);
    from = place;
  }
  assert.match(markdown, /^status: draft$/m);
  const timeline = markdown.slice(markdown.indexOf("## Timeline"), from);
  assert.ok(!timeline.includes("was it the new cache"), "a guess is no entry");
  // The next time it begins anew.
  await act.command(page, "Log an incident");
  await field(page).waitFor();
  assert.deepEqual(await lines(page), []);
});

// S4-4
story("two scribes hand the command over apart; both stand until people choose", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open("#/now");
  await field(page).waitFor();
  await type(page, "page: queue depth > 40k");
  await log(page).getByText("queue depth > 40k").waitFor();
  const say = async (page, button, who) => {
    await act.button(page, button).click();
    await page.getByRole("textbox", { name: "Commander: who takes over?" }).fill(who);
    await page.keyboard.press("Enter");
  };
  await say(page, "Commander: say who", "on call");
  await log(page).getByText("Commander: on call").waitFor();
  const link = await act.shareLink(page);

  const ben = await person("Ben");
  const his = await ben.open(new URL(link).hash);
  await act.keepACopy(his);
  await act.button(his, "Go on logging").click();
  await log(his).getByText("Commander: on call").waitFor();
  await say(his, "Commander: hand over", "database");
  await say(page, "Commander: hand over", "support");
  await page.getByText("support, since").waitFor();

  const back = await act.shareFile(his);
  await act.openFiles(page, back);
  await act.addTheirs(page);
  await act.command(page, "Log an incident");
  const choice = page.getByRole("list", { name: "Commander: who?" });
  await choice.getByText("support from").waitFor();
  await choice.getByText("database from").waitFor();
  await choice.getByRole("listitem").filter({ hasText: "database" }).getByRole("button", { name: "This one" }).click();
  await page.getByText("database, since").waitFor();
  assert.equal(await choice.count(), 0);
});
