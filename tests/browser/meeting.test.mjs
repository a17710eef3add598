// The meeting: one laptop is enough; other copies show the same stage and the same time; what is open is shown.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
import { together } from "./support/live.mjs";
import { story } from "./support/story.mjs";

const stage = (page) => page.getByRole("navigation", { name: "Stages" }).locator("[aria-current=step]");
const at = (page, name) =>
  act.until(async () => (await stage(page).count()) === 1 && (await stage(page).innerText()).includes(name), `the meeting is at ${name}`);
const time = (page) => page.getByRole("timer", { name: "Time left" });
const seconds = async (page) => {
  const [, over, minutes, rest] = /(\+?)(\d+):(\d\d)/.exec(await time(page).innerText());
  return (over === "" ? 1 : -1) * (Number(minutes) * 60 + Number(rest));
};
const field = (page, name) => page.getByRole("textbox", { name, exact: true });

// Types into a field by keyboard alone.
async function type(page, name, words, key) {
  await field(page, name).focus();
  await page.keyboard.type(words);
  if (key) await page.keyboard.press(key);
}

async function press(page, name) {
  await act.button(page, name).focus();
  await page.keyboard.press("Enter");
}

// S2-2, S2-3, S2-4, S2-5, S2-12, S2-13, S1-2, S1-4, S1-18, S3-6, S0-20: said aloud, shown large, not clicked, not stored.
// S2-14, S2-15: what happened first; what comes too early is parked by one key. S3-34, S4-12, S4-17, S4-20, S0-3: the end. S4-8, S4-14: whoever leads.
story("one laptop: by keyboard from the review to the booked reconvene, and a stranger can retell it", { timeout: 180_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Refunds sent twice", ["2026-03-17 22:47 page: queue depth > 40k", "2026-03-17 22:50 ! we thought it was db2", "2026-03-17 23:20 I knew the worker was stuck"]);
  await act.command(page, "Start the meeting");
  await at(page, "Before we start");
  assert.equal(await page.getByRole("banner").count(), 0, "the bar of the app is away");

  const rules = page.getByRole("list", { name: "Three rules" });
  assert.equal(await rules.getByRole("listitem").count(), 3);
  const opening = await page.getByRole("main").innerText();
  for (const words of ["not at a person", "did not prevent the error", "it has a date", "The person is safe. The commitment carries a name.", "I missed this risk during planning.", "I should have escalated earlier."]) {
    assert.ok(opening.includes(words), words);
  }
  assert.equal(await page.getByRole("checkbox").count(), 0, "there is nothing to confirm");
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // What happened: entry by entry; what is written for the room comes into focus.
  await page.keyboard.press("PageDown");
  await at(page, "What happened");
  const focus = page.getByRole("list", { name: "The entry in focus" });
  await focus.getByText("queue depth").waitFor();
  const asked = page.getByRole("complementary", { name: "To ask" });
  assert.equal(await asked.count(), 0, "the question is for whoever leads");
  await press(page, "I lead");
  await page.keyboard.press("Escape");
  await act.inReview(page);
  await page.getByText("The meeting is at What happened, 19 minutes left.").waitFor();
  await page.getByRole("link", { name: "Join" }).focus();
  await page.keyboard.press("Enter");
  await focus.getByText("queue depth").waitFor();
  // S4-14
  await asked.getByText("What did it say, and what did it not say?").waitFor();
  await page.keyboard.press("ArrowRight");
  await asked.getByText("What made that the likely reading then?").waitFor();
  await page.keyboard.press("ArrowRight");
  await asked.getByText("How did you know?").waitFor();
  await page.keyboard.press("n");
  await page.keyboard.type("2026-03-17 22:49 the dashboard was cached");
  await page.keyboard.press("Enter");
  await focus.getByText("the dashboard was cached").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await field(page, "What made it possible?").count(), 0, "no field for a cause is here");
  await page.keyboard.press("p");
  await page.keyboard.type("nobody looks at the lag because the alert is silent");
  await page.keyboard.press("Enter");
  await page.getByText("1 remark is parked.").waitFor();
  await page.keyboard.press("a");
  await page.getByText("The timeline is agreed.").waitFor();
  assert.deepEqual(await ana.accessibilityProblems(page), []);

  // S4-8: whom to ask first is a note of whoever leads.
  await page.getByText("For you alone").focus();
  await page.keyboard.press("Enter");
  await type(page, "Closest to the change", "the planted name");

  await page.keyboard.press("Escape");
  await page.keyboard.press("PageDown");
  await at(page, "Why it made sense");
  await page.getByRole("list", { name: "Parking lot" }).getByText("from the meeting, 22:49").waitFor();
  await type(page, "What made it possible?", "A release could pass without a look at the lag.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("h");
  await page.keyboard.type("Did the alarm say enough?");
  await type(page, "Hands", "3");
  await type(page, "Of how many", "9", "Enter");
  await page.getByRole("list", { name: "Shows of hands" }).getByText("Did the alarm say enough? 3 of 9 hands.").waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("5");
  await at(page, "Before we leave");

  // Everything is open, and nothing is in the way.
  const terms = page.getByRole("term");
  assert.deepEqual((await terms.allInnerTexts()).map((text) => text.trim()), [
    "What has changed in the system? open", "Who holds it, until when? open", "Where does it live when this page is forgotten? open",
    "Would it hold in the next crunch? open", "Is the reconvene booked? open",
  ]);
  await act.until(() => act.button(page, "End the meeting").isEnabled(), "it can be ended");
  await type(page, "One thing I did not know this morning", "The lag alert was set to four days", "Enter");
  await page.getByRole("list", { name: "What we did not know" }).getByText("four days").waitFor();
  await type(page, "What will someone do differently?", "Look at the lag before a release, because the pipeline stops without it");
  await type(page, "Who holds it, until when?", "Mara, until 12 April");
  await type(page, "Where does it live when this page is forgotten?", "In the pipeline");
  await press(page, "Book the reconvene");
  await act.until(async () => !(await terms.last().innerText()).includes("open"), "the reconvene is booked");
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  await act.plainWords(page);
  assert.ok(!/\b(trial|therapy|receipt|wish)\b/i.test(await act.textOf(page)));
  await press(page, "End the meeting");
  await act.inReview(page);
  await page.getByText("The meeting is at").waitFor({ state: "detached" });
  await act.saved(page);

  // A stranger can retell what happened and what changed, and meets one name.
  const told = await act.exported(page, "Markdown");
  for (const words of ["Refunds sent twice", "queue depth > 40k", "the dashboard was cached", "A release could pass without a look at the lag.", "Look at the lag before a release", "Mara, until 12 April", "In the pipeline", "The lag alert was set to four days", "3 of 9 hands", "We meet again"]) {
    assert.ok(told.includes(words), `“${words}” is told:\n${told}`);
  }
  assert.ok(!/Ana|facilitator/.test(told), told);
  const left = [told, await act.exported(page, "JSON"), ...(await everythingIn((await act.shareFile(page)).bytes)), ...(await everythingIn(await act.shareLink(page)))];
  assert.ok(left.some((text) => text.includes("four days")), "the search finds what is there");
  assert.ok(!left.some((text) => text.includes("the planted name")), "the note stays in this browser");
  // It went along when the review left, and is there for the next meeting.
  await act.command(page, "Start the meeting");
  await at(page, "Before we start");
  await page.keyboard.press("2");
  await page.getByText("For you alone").click();
  await act.until(async () => (await field(page, "Closest to the change").inputValue()) === "the planted name", "the note is here");
});

// S3-57: one time for everybody.
story("another process, its clock 90 seconds wrong, shows the same stage and the same seconds left", { timeout: 240_000 }, async ({ person, tell }) => {
  const [ana, ben] = [await person("Ana"), await person("Ben", { width: 390, height: 844, colorScheme: "dark" })];
  await act.itIs(ben, new Date(Date.now() + 90_000).toISOString());
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", ["14:05 the queue stood still", "14:10 the lag grew"]);
  const { his } = await together(hers, ben);
  assert.ok((await his.evaluate(() => Date.now())) - Date.now() > 80_000, "his clock is wrong");

  const same = async (what) => {
    await act.until(async () => {
      const [one, other] = await Promise.all([seconds(hers), seconds(his)]);
      return Math.abs(one - other) <= 1;
    }, `both show the same seconds ${what}`, { patience: 5_000 });
    for (let count = 0; count < 5; count += 1) {
      const [one, other] = await Promise.all([seconds(hers), seconds(his)]);
      assert.ok(Math.abs(one - other) <= 1, `${what}: ${one} and ${other} seconds`);
      await hers.waitForTimeout(400);
    }
    tell(`${what}: ${await time(hers).innerText()} and ${await time(his).innerText()}`);
  };

  await act.button(hers, "Meet").click();
  await hers.getByRole("spinbutton", { name: "In all, minutes" }).fill("90");
  await hers.getByRole("spinbutton", { name: "In all, minutes" }).press("Tab");
  await act.button(hers, "Start the meeting").click();
  await his.getByText(/The meeting is at Before we start, [56] minutes left\./).waitFor();
  await his.getByRole("link", { name: "Join" }).click();
  await at(his, "Before we start");
  await same("at the beginning");
  // The time runs, and nothing of that is written: neither a change nor a byte of one.
  for (const one of [hers, his]) await act.saved(one);
  const stored = [await act.chunksOf(hers), await act.chunksOf(his)];
  const shown = await seconds(hers);
  await act.until(async () => (await seconds(hers)) <= shown - 4, "the time runs on");
  assert.deepEqual([await act.chunksOf(hers), await act.chunksOf(his)], stored, "the timer does not tick in the document");
  await hers.keyboard.press("PageDown");
  await at(his, "What happened");
  await same("of the second stage");
  assert.ok((await seconds(his)) > 39 * 60, "the second stage of 90 minutes has 40");

  // Whoever else is in it may write, and go on: then it is their clock by which it is timed.
  await act.button(his, "Next entry").click();
  await act.write(his, "14:07 Ben saw the worker restart");
  await act.button(his, "Next stage").click();
  await at(hers, "Why it made sense");
  await same("by the clock that is wrong");
  await act.button(his, "Stop the time").click();
  await act.button(hers, "Go on with the time").waitFor();
  await same("while it stands still");
  await act.button(hers, "Go on with the time").click();
  await act.button(his, "Stop the time").waitFor();
  await same("when it goes on");
  for (const number of ["1", "2", "3", "4", "5"]) {
    await hers.keyboard.press(number);
    await act.until(async () => (await stage(his).innerText()) === (await stage(hers).innerText()), "both are at the same stage");
    assert.deepEqual(await ben.accessibilityProblems(his), [], `stage ${number}, at 390 pixels, dark`);
    assert.ok(await his.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `nothing is cut off in stage ${number}`);
  }
  await act.button(hers, "End the meeting").click();
  await act.button(his, "Start the meeting").waitFor();
});
