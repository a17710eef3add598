// How a review came about: walked through, compared, named, gone back to; what others changed; taken back days later.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const LINES = ["2026-03-17 22:47 page: queue depth > 40k", "2026-03-17 23:10 ! we held the rollback"];

const state = (page) => page.getByRole("region", { name: "The state" });
const slider = (page) => page.getByRole("slider", { name: "State" });
const walked = (page) => page.getByRole("group", { name: "Walk through history" }).getByRole("status");
const bursts = (page) => page.getByRole("list", { name: "Bursts of writing" });
const changed = (page) => page.getByRole("list", { name: "What changed", exact: true });

async function history(page) {
  await act.command(page, "History");
  await page.getByRole("heading", { name: "History", level: 1 }).waitFor();
  await state(page).getByRole("heading", { level: 1 }).waitFor();
}

async function backToIt(page) {
  await page.getByRole("link", { name: "Back to the review" }).click();
  await act.inReview(page);
}

async function reword(page, words, others) {
  await act.writeIn(page, words);
  await page.getByRole("textbox", { name: "Entry", exact: true }).fill(others);
  await act.done(page);
  await act.saved(page);
}

const fits = async (page) => assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= (await page.evaluate(() => innerWidth)), "it fits");

story("walked through, two states compared, one named and one gone back to, by keyboard alone", { timeout: 180_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds sent twice", LINES);
  await reword(page, "we held the rollback", "we held the rollback until the queue was empty");
  await act.remove(page, "queue depth");
  await act.saved(page);
  await act.plainWords(page);

  await history(page);
  await act.plainWords(page);
  // What changed, in words, without anybody's name until it is asked for.
  const told = bursts(page).getByRole("listitem").first();
  await told.getByText("Title: “Refunds sent twice”").waitFor();
  assert.equal(await bursts(page).getByText(/another writer|written here/i).count(), 0);
  await act.button(page, "Show whose").press("Enter");
  await bursts(page).getByText("Written here").waitFor();

  // The slider by its own keys; the page shows how it stood.
  await slider(page).focus();
  await page.keyboard.press("Home");
  await walked(page).getByText(/^State 1 of/).waitFor();
  await act.until(async () => (await state(page).getByText("held the rollback").count()) === 0, "there was nothing yet");
  const last = Number(await slider(page).getAttribute("max"));
  const seen = new Set();
  for (let place = 2; place <= last; place += 1) {
    await page.keyboard.press("ArrowRight");
    await walked(page).getByText(`State ${place} of`).waitFor();
    if (place % 2 === 0 || place === last) {
      await act.until(async () => (await page.evaluate(() => new Promise((done) => setTimeout(done, 120)))) === undefined, "it rests");
      if ((await state(page).getByText("queue depth > 40k").count()) > 0) seen.add("queue");
      if ((await state(page).getByText("until the queue was empty").count()) > 0) seen.add("until");
    }
  }
  assert.deepEqual([...seen].sort(), ["queue", "until"]);
  assert.equal(await state(page).getByText("queue depth > 40k").count(), 0, "it was removed in the end");
  tell(`${last} states`);

  // Back to where both lines stood with the first wording, by the button; that state gets a name.
  const both = async () => (await state(page).getByText("queue depth > 40k").count()) > 0 && (await state(page).getByText("we held the rollback").count()) > 0 && (await state(page).getByText("until the queue").count()) === 0;
  const one = act.button(page, "One step back");
  for (let place = last; place > 1 && !(await both()); place -= 1) {
    await one.press("Enter");
    await walked(page).getByText(`State ${place - 1} of`).waitFor();
    await page.waitForTimeout(120);
  }
  assert.ok(await both());
  const field = page.getByRole("textbox", { name: "Name of this state" });
  await field.fill("First wording");
  await field.press("Enter");
  await page.getByRole("list", { name: "Named states" }).getByRole("button", { name: "First wording", exact: true }).waitFor();
  await walked(page).getByText("“First wording”").waitFor();
  await act.saved(page);

  // Compared with now: the words that came are marked, what was removed is told.
  await page.getByRole("combobox", { name: "Compare with" }).selectOption({ label: "now" });
  await changed(page).getByRole("insertion").waitFor();
  assert.match(await changed(page).getByRole("insertion").innerText(), /until the queue was empty/);
  assert.match(await changed(page).innerText(), /Removed.*queue depth/s);
  await state(page).getByRole("heading", { name: /^From “First wording” to now$/ }).waitFor();
  // Two others, neither of them now: held here, walked there.
  await page.getByRole("combobox", { name: "Compare with" }).selectOption({ label: "nothing" });
  await act.button(page, "Compare from here").press("Enter");
  await slider(page).focus();
  await page.keyboard.press("Home");
  await state(page).getByRole("heading", { name: /^From the beginning to “First wording”$/ }).waitFor();
  assert.match(await changed(page).innerText(), /New.*queue depth/s);
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // Gone back to: a change like any other, taken back by one key.
  await page.getByRole("list", { name: "Named states" }).getByRole("button", { name: "First wording", exact: true }).press("Enter");
  await walked(page).getByText("“First wording”").waitFor();
  const before = Number(await slider(page).getAttribute("max"));
  await act.button(page, "Restore this state").press("Enter");
  await act.notice(page, "The review stands again as it stood: “First wording”").waitFor();
  await act.saved(page);
  await act.until(async () => Number(await slider(page).getAttribute("max")) === before + 1, "nothing is rewritten");
  await backToIt(page);
  assert.deepEqual(await act.words(page), ["queue depth > 40k", "we held the rollback"]);
  await page.locator("body").press("ControlOrMeta+z");
  await act.until(async () => (await act.words(page)).join() === "we held the rollback until the queue was empty", "the later wording is back");
  // The name leaves with what leaves, and is a value like others.
  const json = JSON.parse(await act.exported(page, "JSON"));
  assert.deepEqual(Object.entries(json.marks).filter(([key]) => key.startsWith("version:")).map(([, name]) => name), ["First wording"]);
  await act.saved(page);

  // It is all there tomorrow.
  await page.reload();
  await act.inReview(page);
  await history(page);
  await page.getByRole("list", { name: "Named states" }).getByRole("button", { name: "First wording", exact: true }).click();
  await state(page).getByText("queue depth > 40k").first().waitFor();

  // Its address leads there, and the arrows walk from wherever one is.
  await page.reload();
  await walked(page).getByText(/^State (\d+) of \1: now$/).waitFor();
  await page.locator("body").press("ArrowLeft");
  await walked(page).getByText(/^State (\d+) of (?!\1:)/).waitFor();
});

story("what two people say differently of the whole and of a line is settled by keyboard; the other stays in the history", { timeout: 180_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const ben = await person("Ben");
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", LINES);
  const link = await act.shareLink(hers);
  const his = await ben.open(link);
  await act.inReview(his);
  await act.keepACopy(his);
  const says = async (page, severity, number, lane) => {
    for (const [name, text] of [["Severity", severity], ["Incident number", number]]) {
      await page.getByRole("textbox", { name }).fill(text);
      await page.keyboard.press("Tab");
    }
    await act.writeIn(page, "we held the rollback");
    const more = act.timeline(page).getByRole("textbox", { name: "Lane", exact: true });
    await more.fill(lane);
    await page.keyboard.press("Tab");
    await act.done(page);
    await act.saved(page);
  };
  await says(hers, "SEV-1", "INC-482", "payments");
  await says(his, "SEV-2", "INC-428", "refunds");
  await act.openFiles(hers, await act.shareFile(his));
  await act.addTheirs(hers);
  for (const [name, values, choice] of [["Severity", ["SEV-1", "SEV-2"], "SEV-2"], ["Incident number", ["INC-482", "INC-428"], "INC-482"], ["Lane", ["payments", "refunds"], "refunds"]]) {
    const both = hers.getByRole("list", { name: `${name}: seen differently` });
    await both.waitFor();
    for (const value of values) await both.getByText(value, { exact: true }).waitFor();
    await both.getByText(/written here/i).waitFor();
    await act.button(both, `Use this: ${choice}`).press("Enter");
    await both.waitFor({ state: "detached" });
  }
  await act.saved(hers);
  assert.equal(await hers.getByRole("textbox", { name: "Severity" }).inputValue(), "SEV-2");
  await history(hers);
  await hers.getByRole("combobox", { name: "Compare with" }).selectOption({ label: "the beginning" });
  await act.button(hers, "One step back").press("Enter");
  await act.button(hers, "One step back").press("Enter");
  await changed(hers).getByText(/Severity: SEV-2/).waitFor();
  await act.button(hers, "One step back").press("Enter");
  await changed(hers).getByText(/Severity: SEV-1 \(another writer\) \/ SEV-2/).waitFor();
});

story("what others changed since is offered, and can be taken back on a later day; on a telephone too", { timeout: 240_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const ben = await person("Ben", { width: 390, height: 844, hasTouch: true, isMobile: true, colorScheme: "dark" });
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", LINES);
  const link = await act.shareLink(hers);
  const address = new URL(hers.url()).hash;
  const his = await ben.open(link);
  await act.inReview(his);
  await act.keepACopy(his);
  await act.write(his, "2026-03-17 22:58 two customers wrote in");
  await reword(his, "we held the rollback", "we held the rollback, and said so");
  await act.remove(his, "queue depth");
  await act.saved(his);
  const file = await act.shareFile(his);

  // She leaves, and adds his later: what came since she left is told on top.
  await hers.getByRole("link", { name: "Reviews" }).click();
  await hers.getByRole("heading", { name: "Reviews" }).waitFor();
  await act.openFiles(hers, file);
  const preview = act.dialog(hers, "Preview");
  await preview.getByRole("list", { name: "What would change" }).waitFor();
  const letter = await preview.innerText();
  assert.match(letter, /1 new entry, 1 reworded, 1 removed/);
  assert.match(letter, /Written 20\d\d-/);
  assert.match(await preview.getByRole("insertion").innerText(), /and said so/);
  assert.deepEqual(await ana.accessibilityProblems(hers), []);
  // She leaves out that hers is removed.
  await preview.getByRole("radio", { name: "Everything, and remove nothing of mine" }).check();
  await preview.getByText("(left out)").waitFor({ state: "attached" });
  await act.addTheirs(hers);
  assert.deepEqual((await act.words(hers)).toSorted(), ["queue depth > 40k", "two customers wrote in", "we held the rollback, and said so"]);
  await history(hers);
  const since = hers.getByRole("region", { name: "Since you last looked" });
  await since.getByText("1 new entry, 1 reworded").waitFor();
  await act.button(since, "Show what changed since").click();
  assert.match(await changed(hers).innerText(), /two customers wrote in/);
  await backToIt(hers);
  await act.write(hers, "2026-03-17 23:30 written afterwards");
  await act.saved(hers);

  // The next day it can still be taken back, all of it; what was written since stays.
  await ana.quit();
  await ana.start();
  const page = await ana.open(address);
  await act.inReview(page);
  await history(page);
  const added = page.getByRole("list", { name: "Added from others" });
  await act.button(added, "Take back").click();
  await act.button(added, "Bring back").waitFor();
  await act.saved(page);
  await backToIt(page);
  assert.deepEqual(await act.words(page), ["queue depth > 40k", "we held the rollback", "written afterwards"]);
  await history(page);
  await act.button(added, "Bring back").click();
  await act.button(added, "Take back").waitFor();
  await act.saved(page);
  await backToIt(page);
  assert.equal((await act.words(page)).length, 4);

  // On the telephone: reached from the page itself, it fits, and axe has nothing to say.
  await his.getByRole("link", { name: "How this came about" }).click();
  await his.getByRole("heading", { name: "History", level: 1 }).waitFor();
  await state(his).getByRole("heading", { level: 1 }).waitFor();
  await fits(his);
  await bursts(his).getByText("two customers wrote in").waitFor();
  await his.getByRole("button", { name: /^All that changed then/ }).first().click();
  await changed(his).waitFor();
  await fits(his);
  await act.plainWords(his);
  assert.deepEqual(await ben.accessibilityProblems(his), []);
});

story("what came in while the review was put away is offered quietly when it is opened again", { timeout: 180_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const ben = await person("Ben");
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", LINES);
  const link = await act.shareLink(hers);
  const his = await ben.open(link);
  await act.inReview(his);
  await act.keepACopy(his);
  await act.write(his, "2026-03-17 22:58 two customers wrote in");
  await act.saved(his);
  const file = await act.shareFile(his);
  // She leaves, adds his the next day, and her browser is killed before she could have looked at it.
  await hers.getByRole("link", { name: "Reviews" }).click();
  await hers.getByRole("heading", { name: "Reviews" }).waitFor();
  await ana.quit();
  await ana.start();
  const next = await ana.open();
  await act.openFiles(next, file);
  await act.addTheirs(next);
  const address = new URL(next.url()).hash;
  await ana.kill();
  await ana.start();
  const page = await ana.open(address);
  await act.inReview(page);
  const line = act.notice(page, "Since you last looked: 1 new entry");
  await line.waitFor();
  await line.getByRole("link", { name: "Show what changed" }).click();
  await page.getByRole("region", { name: "Since you last looked" }).waitFor();
  await backToIt(page);
  await act.button(line, "Put away").click();
  await line.waitFor({ state: "detached" });

  // A replay tells nothing of it, and has no way to history.
  await act.command(page, "Replay what was known");
  await page.getByRole("heading", { name: /^What was known at/ }).waitFor();
  assert.equal(await act.button(page, "History").count(), 0);
  assert.equal(await page.getByText("Since you last looked").count(), 0);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: "Command" }).fill("history");
  assert.equal(await page.getByRole("combobox", { name: "Command" }).inputValue(), "history");
  assert.equal(await page.getByRole("option", { name: "History", exact: true }).count(), 0);
});
