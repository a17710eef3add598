// The pictures of docs/pictures/, made from the release build: `cargo xtask screenshots`.
//
// One walk through the app, taken as often as there are looks: the list of reviews, the worked example in its four
// parts, what is shared, what comes back from a second person who wrote on their own, and the meeting.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { toPart } from "./support/acts.mjs";
import { openOutside } from "./support/outside.mjs";
import { Person } from "./support/person.mjs";
import { drawn, letGo } from "./support/pictures.mjs";
import { openSite } from "./support/site.mjs";

const folder = path.resolve("docs/pictures");
const LOOKS = ["light", "dark"].flatMap((colorScheme) => [
  { colorScheme, width: 1440, height: 900 },
  { colorScheme, width: 390, height: 844 },
]);

// Other reviews on the list, invented, so that it looks as a list does.
const OTHERS = [
  ["Settlement paid some refunds twice", "2026-03-17 22:47 page: queue depth > 40k"],
  ["Queue depth alert fired late", "2025-10-09 03:12 support asks why the queue stands still"],
];
// What the second person adds on their own.
const THEIRS = [
  "2017-01-31 23:20 the pager was quiet: no alert had been set for the size of the directory",
  "~2017-01-31 23:40 ! asked in the channel who else was on the host",
];

// Invented, as the picture beside it is.
const LOG = Array.from({ length: 14 }, (_, n) => `18:0${Math.floor(n / 10)}:${String((n * 7) % 60).padStart(2, "0")} LOG: checkpoint took ${41 + n * 3} s, ${280 + n * 9} connections`);

await mkdir(folder, { recursive: true });
const site = await openSite();
const outside = await openOutside();
let problems = [];
try {
  for (const look of LOOKS) {
    const people = [];
    const meet = async (name) => {
      const person = await Person.meet(name, { site, outside, ...look });
      people.push(person);
      return person;
    };
    try {
      await walk(look, meet);
    } finally {
      for (const person of people) problems.push(...(await person.leave()));
    }
  }
} finally {
  await site.stop();
  await outside.close();
}
problems = [...new Set(problems)];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;

async function walk(look, meet) {
  const picture = async (page, name) => {
    const file = `${name}-${look.colorScheme}-${look.width}.png`;
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: path.join(folder, file), animations: "disabled", caret: "hide" });
    console.log(`docs/pictures/${file}`);
  };

  const ana = await meet("Ana");
  const page = await ana.open();
  // The lines themselves, without what is listed under one.
  const timeline = (of = page) => of.getByRole("list", { name: "Timeline" }).locator(".entry");

  // The first time there is one field; after that, a list.
  await page.getByRole("button", { name: "Read a real one" }).click();
  await timeline().first().waitFor();
  const review = page.url();
  for (const [title, entry] of OTHERS) {
    await page.getByRole("link", { name: "Second Story" }).click();
    await page.getByRole("button", { name: "New review" }).click();
    await page.getByRole("textbox", { name: "Title" }).fill(title);
    await page.getByRole("textbox", { name: "Quick entry" }).fill(entry);
    await page.getByRole("textbox", { name: "Quick entry" }).press("Enter");
    await timeline().first().waitFor();
    await saved(page);
  }
  await page.getByRole("link", { name: "Second Story" }).click();
  await page.getByRole("list", { name: "Reviews" }).getByRole("listitem").nth(OTHERS.length).waitFor();
  await picture(page, "home");

  await page.goto(review);
  await timeline().first().waitFor();
  await saved(page);
  await picture(page, "review");

  // Its other parts.
  for (const part of ["why", "change", "stick"]) {
    await toPart(page, part);
    await page.getByRole("main").getByRole("heading", { level: 3 }).first().waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, part);
  }
  await page.goto(review);
  await timeline().first().waitFor();

  // What was known then, one step after another.
  if (look.colorScheme === "light" && look.width > 1000) await walkThrough(page, picture);

  // A line with what it rests on.
  const line = timeline().filter({ hasText: "it becomes unstable" }).first();
  await letGo(line, { name: "database load.png", bytes: await drawn(page, { seed: 3, kind: "image/png", width: 960, height: 540 }) });
  await page.getByRole("button", { name: "Look at database load.png" }).waitFor();
  await letGo(line, { name: "pg.log", bytes: Buffer.from(LOG.join("\n")) });
  await line.getByRole("region", { name: "Log" }).waitFor();
  await line.evaluate((line) => line.scrollIntoView({ block: "start" }));
  await page.evaluate(() => scrollBy(0, -90));
  await picture(page, "evidence");

  const link = await share(page);
  await picture(page, "share");
  await page.keyboard.press("Escape");
  const shared = page.url();

  // Somebody else reads it, keeps it, and writes what they saw.
  const ben = await meet("Ben");
  const theirs = await ben.open(new URL(link).hash);
  await theirs.getByRole("button", { name: "Keep a copy" }).click();
  const quick = theirs.getByRole("textbox", { name: "Quick entry" });
  await quick.waitFor();
  for (const entry of THEIRS) {
    await quick.fill(entry);
    await quick.press("Enter");
  }
  await retime(theirs, timeline(theirs).nth(3), "2017-01-31 21:10");
  await saved(theirs);
  const back = await share(theirs);

  await ana.open(new URL(back).hash);
  await page.getByRole("dialog", { name: "Preview" }).getByRole("heading", { name: "Preview" }).click();
  await picture(page, "preview");
  await page.keyboard.press("Escape");

  // The room, in the middle of what happened.
  await page.goto(shared);
  await timeline().first().waitFor();
  await page.getByRole("button", { name: "Meet" }).click();
  await page.getByRole("button", { name: "Start the meeting" }).click();
  await page.getByRole("list", { name: "Three rules" }).waitFor();
  await page.keyboard.press("PageDown");
  await page.getByRole("button", { name: "Next entry" }).waitFor();
  for (let entry = 0; entry < 4; entry += 1) await page.keyboard.press("ArrowRight");
  await picture(page, "meeting");
}

// Each step of the replay, and the log of an incident.
async function walkThrough(page, picture) {
  const back = page.url();
  await page.getByRole("link", { name: "Replay what was known" }).click();
  const walk = page.getByRole("group", { name: "Walk through what was known" });
  const next = walk.getByRole("button", { name: "What became known next" });
  for (let number = 1; ; number += 1) {
    await walk.getByRole("status").getByText(`Step ${number} of`).waitFor();
    await page.evaluate(() => scrollTo(0, 0));
    await picture(page, `replay-${number}`);
    if (await next.isDisabled()) break;
    await next.click();
  }
  await page.goto(back);
  await page.getByRole("list", { name: "Timeline" }).getByRole("listitem").first().waitFor();
}

// The words are hidden on small screens, where the dot says it; they are there all the same.
async function saved(page) {
  await page.getByRole("status", { name: "Saved state" }).getByText("Saved in this browser").waitFor({ state: "attached" });
}

async function share(page) {
  await page.getByRole("button", { name: "Share" }).click();
  const link = page.getByRole("dialog", { name: "Share" }).getByRole("textbox", { name: "Link" });
  await link.waitFor();
  return link.inputValue();
}

async function retime(page, entry, time) {
  await entry.click();
  const field = page.getByRole("textbox", { name: "Happened at" });
  await field.fill(time);
  await field.press("Tab");
  await page.getByRole("button", { name: "Done" }).click();
}
