// Hindsight is fenced: at each step of a replay nothing of the page, of what it says to a screen reader, of what is
// printed, searched, copied or written out tells what was not known yet.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

// Words that give the worked example away, and from when each was known (UTC); none before.
const TELL_TALE = [
  ["primary", "2017-01-31T23:27"],
  ["db1", "2017-01-31T23:27"],
  ["4.5 GB", "2017-01-31T23:27"],
  ["DMARC", "2017-02-01T00:00"],
  ["9.2", "2017-02-01T00:00"],
  ["bucket", "2017-02-01T00:00"],
  ["empty", "2017-02-01T00:00"],
  ["six hours", "9999"],
  ["ten minutes", "9999"],
  ["10 minutes", "9999"],
  ["staff account", "9999"],
  ["lost its database", "9999"],
];
const STEPS = /^Step (\d+) of (\d+)$/;

const step = async (page) => {
  const said = await page.getByRole("group", { name: "Walk through what was known" }).getByRole("status").innerText();
  const [, here, last] = STEPS.exec(said).map(Number);
  return { here, last };
};

// Everything of the page that a person or a program could read, in one text.
async function everything(page) {
  const tree = await page.locator("body").ariaSnapshot();
  const html = await page.evaluate(() => {
    const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
    return [document.title, document.documentElement.outerHTML, ...fields].join("\n");
  });
  return `${tree}\n${html}`;
}

// The parts that tell what happened: the program's own files have words of their own.
const told = (text) => text.replace(/<head>.*<\/head>/s, "");

const copied = async (page) => (await act.copied(page, () => act.command(page, "Copy the review"))).join("\n");

// S3-3
story("walked through, the worked example never tells what was not known yet", { timeout: 240_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.readARealOne(page);
  await page.getByRole("link", { name: "Replay what was known" }).click();
  await page.getByRole("heading", { name: /^What was known at/ }).waitFor();

  const found = new Set();
  const addresses = [];
  const look = async () => {
    const title = await page.getByRole("heading", { name: /^What was known at/ }).innerText();
    const [, seconds] = /replay\/(-?\d+)/.exec(page.url()) ?? [];
    const at = seconds === undefined ? "2017-01-31T17:20" : new Date(Number(seconds) * 1000).toISOString().slice(0, 16);
    const exports = [await act.exported(page, "JSON"), await act.exported(page, "Markdown"), await copied(page)];
    const texts = [told(await everything(page)), ...exports].join("\n").toLowerCase();
    for (const [word, from] of TELL_TALE) {
      const there = texts.includes(word.toLowerCase());
      assert.ok(!there || at >= from, `“${word}” is told at ${at} (“${title}”)`);
      if (there) found.add(word);
    }
    // Nor does it answer when asked for.
    const filter = page.getByRole("searchbox", { name: "Filter the timeline" });
    for (const [word, from] of TELL_TALE) {
      if (at >= from) continue;
      await filter.fill(word);
      assert.equal(await act.timeline(page).getByRole("listitem").count(), 0, `${word} at ${at}`);
    }
    await filter.fill("");
    // Arrows are the field's own while the caret is in it.
    await filter.evaluate((field) => field.blur());
    addresses.push([page.url(), at]);
    return at;
  };

  const picture = page.getByRole("img", { name: "Timeline picture" });
  await picture.getByText("engineering").waitFor();
  assert.equal(await picture.getByText("database").count(), 0);
  const { last } = await step(page);
  assert.ok(last >= 8, `${last} steps`);
  for (let number = 1; number <= last; number += 1) {
    assert.deepEqual(await step(page), { here: number, last });
    await look();
    await page.locator("body").press("ArrowRight");
    if (number < last) await act.until(async () => (await step(page)).here === number + 1, `step ${number + 1}`);
  }
  await picture.getByText("database").waitFor();
  // The same search finds what came to be known in the end.
  for (const word of ["db1", "DMARC", "9.2", "bucket"]) assert.ok(found.has(word), `${word} comes in the end`);
  for (const word of ["staff account", "ten minutes"]) assert.ok(!found.has(word), `${word} stays outside`);
  tell(`${last} steps, ${addresses.length} looked at`);

  // A link to a moment, opened fresh, tells no more; nor does the print of it.
  for (const [address, at] of addresses.slice(0, -1).filter((_, place) => place % 3 === 1)) {
    const fresh = await ana.open(new URL(address).hash, { tab: "new" });
    await fresh.getByRole("heading", { name: /^What was known at/ }).waitFor();
    await fresh.emulateMedia({ media: "print" });
    const texts = told(await everything(fresh)).toLowerCase();
    for (const [word, from] of TELL_TALE) assert.ok(at >= from || !texts.includes(word.toLowerCase()), `${word} at ${at}, opened fresh`);
    await fresh.close();
  }
});

// S0-17
story("a decision opens what was known when it was made, from a side", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.readARealOne(page);
  await act.entry(page, "Remove the PostgreSQL data directory").getByRole("link", { name: "Replay this moment" }).click();
  await page.getByRole("heading", { name: "What was known at 23:00" }).waitFor();
  await act.entry(page, "Remove the PostgreSQL data directory").getByText("just became known").waitFor();
  const byAnyone = await act.timeline(page).getByRole("listitem").count();
  await page.getByRole("combobox", { name: "As seen from" }).selectOption("engineering");
  await act.until(async () => (await act.timeline(page).getByRole("listitem").count()) < byAnyone, "one side knew less");
  assert.deepEqual(await act.timeline(page).getByRole("listitem").locator("p.text").count(), 1);
  assert.deepEqual(await ana.accessibilityProblems(page), []);
  // And back to everything.
  await page.getByRole("link", { name: "Everything we know now" }).click();
  await act.inReview(page);
});

story("what nobody has said is outside a replay until one key answers, by keyboard alone", { timeout: 120_000 }, async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Queue", ["2026-03-17 22:00 page: queue depth > 40k", "2026-03-17 22:05 the disk was full"]);
  const replayed = async () => {
    await act.command(page, "Replay what was known");
    await page.getByRole("heading", { name: /^What was known at/ }).waitFor();
    while ((await step(page)).here < (await step(page)).last) {
      const { here } = await step(page);
      await page.locator("body").press("ArrowRight");
      await act.until(async () => (await step(page)).here === here + 1, "the next step");
    }
    const lines = await act.words(page);
    await page.getByRole("link", { name: "Everything we know now" }).press("Enter");
    await act.inReview(page);
    return lines;
  };
  assert.deepEqual(await replayed(), ["queue depth > 40k"]);
  await page.getByText("Of 1 entry nobody has said from when it was known").waitFor();
  const next = act.button(page, "Show the next");
  await next.focus();
  await next.press("Enter");
  await act.until(async () => page.evaluate(() => document.activeElement?.textContent?.includes("the disk was full")), "the line has the focus");
  await page.keyboard.press("w");
  await page.getByText("nobody has said from when").waitFor({ state: "detached" });
  assert.deepEqual(await replayed(), ["queue depth > 40k", "the disk was full"]);
});
