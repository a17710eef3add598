// What comes in damaged, foreign or hostile is refused with a sentence of its own, and nothing here changes.

import assert from "node:assert/strict";
import { mkdtemp, open as openFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import * as act from "./support/acts.mjs";
import { file, hostile, link } from "./support/bytes.mjs";
import { story } from "./support/story.mjs";

// What the worker may take, and what a slow machine may add to start it.
const LONGEST_MS = 8_000 + 15_000;

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

// Ana with a shared review, and what must not change: stored bytes and what leaves.
async function withAReview(person) {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.begin(page, "Mine", ["22:01 it was raining 🌧", "~22:05 ! we waited"]);
  const whole = await act.shareFile(page);
  const address = await act.shareLink(page);
  const before = { chunks: await act.chunksOf(page), json: await act.exported(page, "JSON"), at: page.url() };
  const unchanged = async () => {
    if (page.url() !== before.at) await ana.open(new URL(before.at).hash);
    await act.inReview(page);
    await act.saved(page);
    assert.equal(await act.exported(page, "JSON"), before.json);
    assert.deepEqual(await act.chunksOf(page), before.chunks);
  };
  return { ana, page, whole, address, unchanged };
}

// The sentence that the dialog shows, how long it took, and that no worker is left.
async function refusal(page, tell, name, open) {
  const began = Date.now();
  let workers = 0;
  const count = () => (workers += 1);
  page.on("worker", count);
  await act.command(page, "Open…");
  await act.button(act.dialog(page, "Open"), "Choose files…").waitFor();
  assert.equal(await act.dialog(page, "Open").getByRole("alert").count(), 0, "what was refused before is not said again");
  await act.close(page, "Open");
  await open();
  const alert = act.dialog(page, "Open").getByRole("alert");
  await act.until(async () => (await alert.innerText()) !== "" && (await act.dialog(page, "Open").getByText("Reading…").count()) === 0, `${name} is refused`, { patience: LONGEST_MS });
  const sentence = await alert.innerText();
  const took = Date.now() - began;
  await act.until(() => page.workers().length === 0, `the worker of ${name} is gone`, { patience: 1_000 });
  page.off("worker", count);
  assert.ok(took < LONGEST_MS);
  tell(`${name} (${took} ms, ${workers} workers): ${sentence}`);
  await act.close(page, "Open");
  return sentence;
}

story("bad files are refused, each with its own sentence, and nothing changes", { timeout: 240_000 }, async ({ person, tell }) => {
  const { page, whole, unchanged } = await withAReview(person);
  const altered = Buffer.from(whole.bytes);
  altered[Math.floor(altered.length / 2)] ^= 4;
  const bad = [
    ["an empty file", { name: "empty.postmortem", bytes: Buffer.alloc(0) }, /This file is empty/],
    ["a picture", { name: "lamp.png", bytes: PNG }, /This is a PNG picture\. It is not a review/],
    ["a truncated file", { name: "cut.postmortem", bytes: whole.bytes.subarray(0, whole.bytes.length - 60) }, /cut off/],
    ["an altered file", { name: "altered.postmortem", bytes: altered }, /altered on its way/],
    ["rubbish in a whole file", { name: "rubbish.postmortem", bytes: file({ kind: "docm", bytes: Buffer.from("\x85oJ\x83rubbish", "latin1") }) }, /damaged and cannot be read/],
    ["a file without a review", { name: "none.postmortem", bytes: file() }, /There is no review in this file/],
    ["a file of a later form", { name: "later.postmortem", bytes: Buffer.concat([whole.bytes.subarray(0, 8), Buffer.from([9, 0]), whole.bytes.subarray(10)]) }, /newer version of Second Story \(file form 9\)/],
    ["a file that makes the reader panic", await hostile("panics.postmortem"), /damaged in a way that stopped the reader/],
    ["a file that explodes in memory", await hostile("explodes.postmortem"), /needs more memory than a review ever does|longer than 8 seconds/],
    ["JSON that is no review", { name: "other.json", bytes: Buffer.from('{"schema": "somebody-else/thing@1"}') }, /./],
  ];
  const said = new Set();
  for (const [name, one, expected] of bad) {
    const sentence = await refusal(page, tell, name, () => act.openFiles(page, one));
    assert.match(sentence, expected, name);
    assert.ok(sentence.includes(one.name), `${name}: “${sentence}” says which file`);
    await act.plainWords(page);
    await unchanged();
    said.add(sentence.replace(one.name, ""));
  }
  assert.equal(said.size, bad.length, "each has its own sentence");

  // Several at once: each that is bad is named.
  const sentence = await refusal(page, tell, "two bad files", () => act.openFiles(page, bad[0][1], bad[1][1]));
  assert.match(sentence, /empty\.postmortem.*lamp\.png/s);
  await unchanged();

  // And the page still takes what is good: the same file brings nothing new.
  await act.openFiles(page, whole);
  const preview = act.dialog(page, "Preview");
  await preview.getByText("Nothing in this is new").waitFor();
  await act.button(preview, "Cancel").click();
  await unchanged();
});

story("a file over the cap is refused without being read", { timeout: 120_000 }, async ({ person, tell }) => {
  const { page, unchanged } = await withAReview(person);
  const folder = await mkdtemp(path.join(tmpdir(), "second-story-large-"));
  try {
    const large = path.join(folder, "large.postmortem");
    const handle = await openFile(large, "w");
    await handle.write(Buffer.from("\x89PMR\r\n\x1a\n\x01\0", "latin1"));
    await handle.truncate(65 << 20);
    await handle.close();
    const lamp = path.join(folder, "lamp.png");
    await writeFile(lamp, PNG);
    const choosing = (...paths) => async () => {
      await act.command(page, "Open…");
      const choose = act.button(act.dialog(page, "Open"), "Choose files…");
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), choose.click()]);
      await chooser.setFiles(paths);
    };
    const sentence = await refusal(page, tell, "65 MB", choosing(large));
    assert.match(sentence, /large\.postmortem/);
    assert.match(sentence, /\d+ MB/);
    await unchanged();

    // Beside another file it is still told.
    assert.match(await refusal(page, tell, "65 MB and a picture", choosing(large, lamp)), /large\.postmortem.*lamp\.png/s);
    await unchanged();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

story("bad links are refused, pasted or opened, and nothing changes", { timeout: 180_000 }, async ({ person, tell }) => {
  const { ana, page, address, unchanged } = await withAReview(person);
  const last = address.at(-1) === "A" ? "B" : "A";
  const bad = [
    ["a truncated link", address.slice(0, -40), /cut off: \d+ of \d+ characters arrived/],
    ["a link cut at its beginning", address.slice(0, address.indexOf("#p1.") + 8), /cut off at its beginning/],
    ["an altered link", address.slice(0, -1) + last, /altered on its way/],
    ["a link of a later form", address.replace("#p1.", "#p2."), /newer version/],
    ["a link that unpacks to 20 MB", `${address.split("#")[0]}${link("d", Buffer.alloc(20 << 20))}`, /unpacks to more than/],
    ["rubbish in a whole link", `${address.split("#")[0]}${link("d", Buffer.from("rubbish"))}`, /damaged and cannot be read/],
  ];
  const said = new Set();
  for (const [name, text, expected] of bad) {
    const sentence = await refusal(page, tell, name, () => act.openText(page, `look: ${text} thanks`));
    assert.match(sentence, expected, name);
    said.add(sentence);
    await unchanged();
  }
  assert.equal(said.size, bad.length, "each has its own sentence");

  // In the address the same sentence stands on the page, and the address is clean afterwards.
  for (const [name, text, expected] of bad.filter(([name]) => name !== "a link of a later form")) {
    const other = await ana.open(text, { tab: "new" });
    await other.getByRole("heading", { name: "This could not be opened" }).waitFor();
    assert.match(await other.getByRole("alert").first().innerText(), expected, name);
    await act.until(() => other.workers().length === 0, `the worker of ${name} is gone`, { patience: 1_000 });
    await other.close();
    await unchanged();
  }
});

story("another review is shown beside, and an answer that claims to be for this one is refused", { timeout: 180_000 }, async ({ person, tell }) => {
  const { page, unchanged } = await withAReview(person);
  const ben = await person("Ben");
  const his = await ben.open();
  await act.begin(his, "His", ["09:00 another day"]);
  const other = await act.shareFile(his);

  // Another review's file opens to be read, in memory, beside this one.
  await act.openFiles(page, other);
  await page.getByText("shown here without being kept").waitFor();
  assert.deepEqual(await act.words(page), ["another day"]);
  await unchanged();

  // Ben's answer to his own question, with the beginning of Ana's review put in: it is of another review.
  const question = async (page) => {
    await act.button(page, "Share").click();
    await act.button(act.dialog(page, "Share"), "Ask for someone's side").click();
    const field = act.dialog(page, "Share").getByRole("textbox", { name: "Link to the question" });
    await act.until(async () => /#p1\.a/.test(await field.inputValue()), "the question is a link");
    const address = await field.inputValue();
    await act.close(page, "Share");
    return address;
  };
  const contents = (address) => {
    const [, codec, payload] = /#p1\..([0z])\.\d+\.\w+\.(.*)$/.exec(address);
    const packed = Buffer.from(payload, "base64url");
    return codec === "z" ? inflateRawSync(packed) : packed;
  };
  const hers = contents(await question(page));
  const cy = await person("Cy");
  const asked = await cy.open(await question(his));
  await asked.getByRole("textbox", { name: "What did you see?" }).fill("not for Ana");
  await act.button(asked, "Send back").click();
  const answer = await asked.getByRole("textbox", { name: "Your answer" }).inputValue();
  const back = contents(answer);
  assert.equal(back[1], 1, "the beginning is its id");
  const forged = Buffer.from(back);
  hers.copy(forged, 2, 2, 18);
  const site = page.url().split("#")[0];
  const sentence = await refusal(page, tell, "a forged answer", () => act.openText(page, site + link("s", forged)));
  assert.match(sentence, /another review|builds on earlier wordings|damaged/);
  await unchanged();

  // And the true answer is of a review that Ana does not have.
  const lacks = await refusal(page, tell, "an answer to a review that is not here", () => act.openText(page, answer));
  assert.match(lacks, /answer to a review that is not in this browser/);
  await unchanged();
});

story("a review of a newer version opens to be read, and cannot be written in", async ({ person }) => {
  const { page } = await withAReview(person);
  const mine = page.url();
  const json = await act.exported(page, "JSON");
  await act.openFiles(page, await hostile("newer.postmortem"));
  await act.entry(page, "they write this too").waitFor();
  await page.getByRole("note").filter({ hasText: "newer version of Second Story (form 2)" }).waitFor();
  const title = page.getByRole("textbox", { name: "Title" });
  assert.equal(await title.inputValue(), "From the year after next");
  assert.equal(await title.isEditable(), false);
  assert.equal(await page.getByRole("textbox", { name: "Quick entry" }).count(), 0);

  // Kept, it is still only to be read, tomorrow too.
  await act.keepACopy(page);
  await page.reload();
  await act.entry(page, "they write this too").waitFor();
  await page.getByRole("note").filter({ hasText: "newer version" }).waitFor();
  assert.equal(await title.isEditable(), false);
  await act.entry(page, "they write this too").click();
  assert.equal(await page.getByRole("textbox", { name: "Entry", exact: true }).count(), 0);
  const { bytes } = await act.shareFile(page);
  assert.ok(bytes.includes(Buffer.from("drawings")), "what it holds that this version does not know stays in it");

  await page.goto(mine);
  await act.entry(page, "it was raining").waitFor();
  assert.equal(await act.exported(page, "JSON"), json);
});
