// The team folder: put there by choice, read by everybody, written by each device in a file of its own; carried badly;
// found again; and the archive of a team for somebody who has nothing yet.

import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
import { drawn } from "./support/pictures.mjs";
import { lendFolder } from "./support/folder.mjs";
import { story } from "./support/story.mjs";

const SLIP = "Tomasz should have known better";
const PRIVATE = "22:49 I looked away";

const sharedFolder = async () => ({ at: await mkdtemp(path.join(tmpdir(), "postmortems-")), writes: [] });

// Every file in the folder but what is only passing.
async function filesIn(folder) {
  const found = await readdir(folder.at, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => path.relative(folder.at, path.join(entry.parentPath, entry.name))).sort();
}

async function putInFolder(page) {
  await act.button(page, "Share").click();
  await act.button(act.dialog(page, "Share"), "Put in the team folder").click();
  await act.notice(page, "Your changes follow by themselves.").waitFor();
  await act.dialog(page, "Share").getByText("This review is in the team folder").waitFor();
  await act.close(page, "Share");
}

async function chooseFolder(page) {
  await act.ready(page);
  await act.button(page, "Team folder…").click();
}

const reviews = (page) => page.getByRole("list", { name: "Reviews", exact: true });
const problems = (page) => page.getByRole("list", { name: "Left alone or not read" });

async function home(page) {
  await page.getByRole("link", { name: "Reviews", exact: true }).click();
}

async function takePart(page, title) {
  await reviews(page).getByRole("link", { name: title }).click();
  await act.inReview(page);
  await act.button(page, "Take part").click();
  await act.notice(page, "Your changes follow by themselves.").waitFor();
  await act.saved(page);
}

// Nobody has written a file that another one writes.
function eachTheirOwn(folder) {
  const writers = new Map();
  for (const { who, path: at } of folder.writes.filter(({ path: at }) => at.endsWith(".postmortem"))) {
    assert.equal(writers.get(at) ?? who, who, `${at} was written by ${writers.get(at)} and ${who}`);
    writers.set(at, who);
  }
  const kept = folder.writes.filter(({ path: at }) => at.includes("/evidence/")).map(({ path: at }) => at);
  assert.equal(new Set(kept).size, kept.length, "evidence is written once");
}

story("two devices write one review through a folder, each its own file", { timeout: 300_000 }, async ({ person, tell }) => {
  const folder = await sharedFolder();
  const ana = await person("Ana");
  await lendFolder(ana, folder);
  const page = await ana.open();
  await act.begin(page, "Refunds, sent twice", ["2026-03-17 22:47 page: queue depth > 40k", `22:50 ${SLIP}`]);
  await act.remove(page, SLIP);
  await act.button(page, "Write down what you saw; nobody else sees it yet").click();
  await page.getByRole("textbox", { name: "What I saw" }).fill(PRIVATE);
  await page.getByRole("textbox", { name: "What I saw" }).press("Tab");

  // Choosing a folder puts nothing there.
  await home(page);
  await chooseFolder(page);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("status", { name: "Team folder" }).filter({ hasText: "0 reviews in 0 files" }).waitFor();
  assert.deepEqual(await filesIn(folder), []);
  await home(page);
  await reviews(page).getByRole("link", { name: "Refunds, sent twice" }).click();
  await act.inReview(page);
  await putInFolder(page);
  const [file, ...more] = await filesIn(folder);
  assert.deepEqual(more, []);
  assert.match(file, /^refunds-sent-twice-[a-z2-7]{10}\/[a-z2-7]{26}\.postmortem$/);
  const strings = await everythingIn(await readFile(path.join(folder.at, file)));
  assert.ok(strings.some((text) => text.includes("queue depth")));
  assert.ok(!strings.some((text) => text.includes("Tomasz")), "what nobody has seen is not history");
  assert.ok(!strings.some((text) => text.includes("looked away")), "what one keeps to oneself stays here");
  assert.equal(await page.getByRole("textbox", { name: "What I saw" }).inputValue(), PRIVATE);

  // Ben has nothing but the folder.
  const ben = await person("Ben", { width: 390, height: 844 });
  await lendFolder(ben, folder);
  const his = await ben.open();
  await chooseFolder(his);
  await reviews(his).getByText("in the team folder").waitFor();
  await takePart(his, "Refunds, sent twice");
  assert.equal((await filesIn(folder)).length, 2);
  await act.write(his, "22:58 Ben was paged");
  const began = Date.now();
  await act.notice(page, "from the team folder.").waitFor();
  tell(`a line of the other device was there ${((Date.now() - began) / 1000).toFixed(1)} s after Enter`);
  await act.entry(page, "Ben was paged").waitFor();

  // At once in the middle of the same line, and nothing is lost.
  await act.writeIn(page, "Ben was paged");
  await page.getByRole("textbox", { name: "Entry", exact: true }).press("End");
  await page.keyboard.type(" by the second alert");
  await act.writeIn(his, "Ben was paged");
  await his.getByRole("textbox", { name: "Entry", exact: true }).press("Home");
  await his.keyboard.type("At last ");
  await act.done(page);
  await act.done(his);
  for (const one of [page, his]) await act.entry(one, "At last Ben was paged by the second alert").waitFor();
  assert.equal(await act.exported(page, "JSON"), await act.exported(his, "JSON"));

  // What came in can be taken back, and that goes on to the others.
  await act.write(his, "23:10 a line in the wrong review");
  await act.entry(page, "wrong review").waitFor();
  await act.button(page.getByRole("status", { name: "Notice" }), "Undo").click();
  await act.entry(page, "wrong review").waitFor({ state: "detached" });
  await act.entry(his, "wrong review").waitFor({ state: "detached" });

  // Evidence lies beside, once.
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    act.writeIn(page, "queue depth").then(() => act.button(page, "Add evidence…").click()),
  ]);
  await chooser.setFiles([{ name: "queue.png", mimeType: "image/png", buffer: await drawn(page, { width: 300, height: 200, kind: "image/png" }) }]);
  const look = act.button(his, "Look at queue.webp").or(act.button(his, "Look at queue.png"));
  await look.waitFor();
  await look.scrollIntoViewIfNeeded();
  await act.until(() => look.locator("img").evaluate((image) => image.complete && image.naturalWidth > 0), "the picture is drawn at Ben's");
  assert.equal((await filesIn(folder)).filter((at) => /\/evidence\/[0-9a-f]{64}$/.test(at)).length, 1);

  // While she looks at the list, his title comes into it; what she wrote just before she left goes out.
  await act.write(page, "23:30 written at the last moment");
  await home(page);
  await act.entry(his, "at the last moment").waitFor();
  await his.getByRole("textbox", { name: "Title" }).fill("Refunds, three times");
  await act.saved(his);
  await reviews(page).getByRole("link", { name: "Refunds, three times" }).waitFor();
  assert.equal((await filesIn(folder)).length, 3, "the folder keeps its name");
  eachTheirOwn(folder);
  await rm(folder.at, { recursive: true });
});

story("a folder that is carried badly loses nothing and says what it could not read", { timeout: 300_000 }, async ({ person }) => {
  const folder = await sharedFolder();
  const ana = await person("Ana");
  await lendFolder(ana, folder);
  const page = await ana.open();
  await act.begin(page, "Refunds", ["22:47 page: queue depth > 40k"]);
  await putInFolder(page);
  const ben = await person("Ben");
  await lendFolder(ben, folder);
  const his = await ben.open();
  await chooseFolder(his);
  await takePart(his, "Refunds");
  await act.until(async () => (await filesIn(folder)).length === 2, "Ben's file is there");
  const mine = folder.writes.find(({ who }) => who === "Ana").path;
  const theirs = folder.writes.find(({ who }) => who === "Ben").path;
  const at = (relative) => path.join(folder.at, relative);

  // Ben writes; his file comes in part, empty, as a placeholder, and beside, under another name.
  await act.write(his, "22:58 Ben was paged");
  await act.entry(page, "Ben was paged").waitFor();
  await his.goto("about:blank");
  const whole = await readFile(at(theirs));
  await writeFile(at(theirs), whole.subarray(0, whole.length / 2));
  await writeFile(at("notes.md"), "of no review");
  await writeFile(at(path.join(path.dirname(theirs), "notes.md")), "among reviews");
  await writeFile(at(path.join(path.dirname(theirs), ".other.postmortem.icloud")), "placeholder");
  await writeFile(at(path.join(path.dirname(theirs), "other (1).postmortem")), "");
  await page.getByRole("link", { name: "Settings" }).click();
  const told = problems(page);
  await told.filter({ hasText: path.basename(theirs) }).filter({ hasText: "cut off" }).waitFor();
  const said = await told.getByRole("listitem").allTextContents();
  assert.equal(said.length, 4, said.join("\n"));
  assert.ok(said.some((line) => /icloud.*keep on this device/.test(line)) && said.some((line) => /other \(1\).*empty so far/.test(line)));
  assert.ok(said.some((line) => /notes\.md.*left alone/.test(line)), said.join("\n"));
  await act.plainWords(page);
  await rm(at(path.join(path.dirname(theirs), ".other.postmortem.icloud")));
  await rename(at(theirs), at(theirs.replace(".postmortem", " (Ben's conflicted copy).postmortem")));
  await writeFile(at(theirs), whole);
  await told.filter({ hasText: "conflicted copy" }).waitFor();
  await writeFile(at(theirs.replace(".postmortem", " (Ben's conflicted copy).postmortem")), whole);
  await told.filter({ hasText: "conflicted copy" }).waitFor({ state: "detached" });

  // The drive is taken away for a while.
  await rename(folder.at, `${folder.at}-away`);
  await page.getByRole("status", { name: "Team folder" }).filter({ hasText: "not there any more" }).waitFor();
  await rename(`${folder.at}-away`, folder.at);
  await page.getByRole("status", { name: "Team folder" }).filter({ hasText: "1 review in" }).waitFor();

  // Ana's own file is emptied, then put back as it was long ago: she writes it again.
  await home(page);
  await reviews(page).getByRole("link", { name: "Refunds" }).click();
  await act.inReview(page);
  const before = await readFile(at(mine));
  await act.write(page, "23:05 rolled back");
  await act.until(async () => !(await readFile(at(mine))).equals(before), "Ana's line is in her file");
  const last = await readFile(at(mine));
  await writeFile(at(mine), "");
  await act.until(async () => (await stat(at(mine))).size === last.length, "the emptied file is written again", { patience: 40_000 });
  await writeFile(at(mine), before);
  await utimes(at(mine), new Date(2026, 0, 1), new Date(2026, 0, 1));
  await act.until(async () => (await stat(at(mine))).size === last.length, "the old file is replaced", { patience: 40_000 });

  // The drive is full: it is said, the old file stays, and it is written once there is room.
  const kept = await readFile(at(mine));
  folder.refuse = /\.postmortem$/;
  await act.write(page, "23:10 the drive is full");
  await act.notice(page, "did not take").waitFor();
  assert.ok((await readFile(at(mine))).equals(kept));
  await act.saved(page);
  folder.refuse = undefined;
  await act.until(async () => !(await readFile(at(mine))).equals(kept), "it is written once there is room", { patience: 40_000 });

  // After the page was closed the folder is known, and the browser is asked again by a click.
  await ana.kill();
  const again = await ana.start();
  await lendFolder(ana, folder);
  await ana.open();
  await reviews(again).getByText("in the team folder").waitFor();
  await act.button(again, "Open the team folder again").click();
  await act.button(again, "Open the team folder again").waitFor({ state: "detached" });
  await ben.open();
  await act.button(his, "Open the team folder again").click();
  await reviews(his).getByRole("link", { name: "Refunds" }).click();
  await act.entry(his, "the drive is full").waitFor();
  assert.equal((await act.words(his)).length, 4);
  eachTheirOwn(folder);
  assert.deepEqual(new Set(folder.writes.map(({ path: at }) => at)), new Set([mine, theirs]));
  await rm(folder.at, { recursive: true });
});

story("somebody who has nothing yet picks the folder of twenty reviews and sees every open fix", { timeout: 600_000 }, async ({ person, tell }) => {
  const folder = await sharedFolder();
  const ana = await person("Ana");
  await lendFolder(ana, folder);
  const page = await ana.open();
  for (let number = 1; number <= 20; number += 1) {
    const candidate = { kind: "candidate", disposition: "funded", due: `${number} May 2026` };
    const review = {
      schema: "second-story/review@1",
      id: "x",
      meta: { day: `2026-03-${String(number).padStart(2, "0")}` },
      text: { title: `Incident ${number}`, summary: `The ${number === 7 ? "zeppelin" : "queue"} was full.` },
      items: [{ id: `fix${number}`, body: `Refuse refund ${number} without a key`, fields: candidate }],
      people: {},
      marks: {},
    };
    if (number === 1) await act.ready(page);
    await act.openFiles(page, { name: "review.json", bytes: JSON.stringify(review) });
    await act.until(async () => (await page.getByRole("textbox", { name: "Title" }).inputValue()) === `Incident ${number}`, "it is open");
    await act.saved(page);
    await putInFolder(page);
  }
  assert.equal((await filesIn(folder)).length, 20);

  const cai = await person("Cai", { width: 390, height: 844, colorScheme: "dark" });
  await lendFolder(cai, folder);
  // Until the folder may be read again, its review is asked for among what the host publishes: it is not there.
  cai.accept(/drafts\/.*\.postmortem/);
  const fresh = await cai.open();
  await act.ready(fresh);
  const began = Date.now();
  await act.button(fresh, "Team folder…").click();
  const owed = fresh.getByRole("list", { name: "Still owed" });
  await act.until(async () => (await owed.getByRole("listitem").count()) === 20, "every open fix stands there", { patience: 60_000 });
  tell(`every open fix of twenty reviews stood there ${((Date.now() - began) / 1000).toFixed(1)} s after the click`);
  const lines = await owed.getByRole("listitem").allTextContents();
  for (let number = 1; number <= 20; number += 1) {
    assert.ok(lines.some((line) => line.includes(`Refuse refund ${number} without a key`) && line.includes(`by ${number} May 2026`)), lines.join("\n"));
  }
  assert.equal(await reviews(fresh).getByRole("listitem").count(), 20);
  assert.deepEqual(await cai.accessibilityProblems(), []);
  assert.ok(await fresh.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the page");
  await act.plainWords(fresh);

  // Search goes across it, and one of them opens without being kept.
  await fresh.getByRole("searchbox", { name: "Search reviews" }).fill("zeppelin");
  await act.until(async () => (await reviews(fresh).getByRole("listitem").count()) === 1, "search finds it");
  await reviews(fresh).getByRole("link", { name: "Incident 7" }).click();
  await act.inReview(fresh);
  await fresh.getByText("Shown only, not kept").waitFor();
  assert.deepEqual(await act.chunksOf(fresh), []);

  // Kept, it changes only by a click.
  await act.keepACopy(fresh);
  await act.command(page, "Reviews");
  await reviews(page).getByRole("link", { name: "Incident 7" }).click();
  await act.inReview(page);
  await act.write(page, "22:47 page: queue depth > 40k");
  await act.button(act.notice(fresh, "The team folder has changes to this review."), "Look at them").click();
  await act.addTheirs(fresh);
  await act.entry(fresh, "queue depth").waitFor();
  assert.equal((await filesIn(folder)).length, 20, "and nothing of it is written to the folder");

  await act.command(fresh, "Settings");
  await fresh.getByRole("status", { name: "Team folder" }).filter({ hasText: "20 reviews in 20 files" }).waitFor();
  assert.deepEqual(await cai.accessibilityProblems(), []);
  assert.ok(await fresh.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the page");

  // The list is there again before the folder is, and a review waits for it.
  await fresh.reload();
  await act.command(fresh, "Reviews");
  await act.until(async () => (await owed.getByRole("listitem").count()) === 20, "the list is there at once");
  await reviews(fresh).getByRole("link", { name: "Incident 9" }).click();
  await fresh.getByRole("heading", { name: "This review is not in this browser" }).waitFor();
  await act.button(fresh, "Open the team folder again").click();
  await act.inReview(fresh);
  await fresh.getByText("Shown only, not kept").waitFor();
  eachTheirOwn(folder);
  await rm(folder.at, { recursive: true });
});

story("where the browser cannot write into folders, a picked folder is read and a file is given to put there", { timeout: 300_000 }, async ({ person }) => {
  const folder = await sharedFolder();
  const ana = await person("Ana");
  await lendFolder(ana, folder);
  const page = await ana.open();
  await act.begin(page, "Refunds", ["22:47 page: queue depth > 40k"]);
  await putInFolder(page);

  const ben = await person("Ben");
  await ben.context.addInitScript(() => {
    delete window.showDirectoryPicker;
  });
  const his = await ben.open();
  await act.ready(his);
  const [chooser] = await Promise.all([his.waitForEvent("filechooser"), act.button(his, "Team folder…").click()]);
  await chooser.setFiles(folder.at);
  await reviews(his).getByRole("link", { name: "Refunds" }).click();
  await act.inReview(his);
  await act.keepACopy(his);
  await act.write(his, "22:58 Ben was paged");
  await act.saved(his);
  await act.button(his, "Share").click();
  const mine = act.button(act.dialog(his, "Share"), "Download my file for the team folder");
  const file = await act.downloaded(his, () => mine.click());
  const words = await act.notice(his, "Move “").innerText();
  const [, place] = /into the folder “(.+?)”/.exec(words);
  assert.deepEqual((await readdir(path.join(folder.at, place))).length, 1);
  await writeFile(path.join(folder.at, place, file.name), file.bytes);
  await act.entry(page, "Ben was paged").waitFor({ timeout: 40_000 });
  assert.deepEqual(await ben.accessibilityProblems(his), []);
  eachTheirOwn(folder);
  await rm(folder.at, { recursive: true });
});

story("the browser's own handles are kept, found again and written", { timeout: 180_000 }, async ({ person }) => {
  // The folder that every origin has for itself has the same handles as one that a person picks.
  const ana = await person("Ana");
  await ana.context.addInitScript(() => {
    window.showDirectoryPicker = () => navigator.storage.getDirectory();
  });
  const page = await ana.open();
  await act.begin(page, "Refunds", ["22:47 page: queue depth > 40k"]);
  await putInFolder(page);
  const inside = () =>
    page.evaluate(async () => {
      const found = [];
      for await (const folder of (await navigator.storage.getDirectory()).values()) {
        for await (const file of folder.values()) found.push([file.name, (await file.getFile()).size]);
      }
      return found;
    });
  const [[name, size], ...more] = await inside();
  assert.deepEqual(more, []);
  assert.match(name, /\.postmortem$/);
  await page.reload();
  await act.inReview(page);
  await act.write(page, "22:58 paged");
  await act.until(async () => (await inside())[0][1] > size, "it is written after a reload, without being asked");
});
