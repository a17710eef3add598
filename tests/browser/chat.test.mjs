// From a copied chat to a timeline in three clicks, and from a question to both wordings.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";

const chat = (name) => readFile(new URL(`../fixtures/chats/${name}`, import.meta.url), "utf8");
const expected = (await chat("EXPECTED.tsv")).trim().split("\n").map((line) => line.split("\t")[0]);

const NAMES = ["Marta", "Okoye", "Lindqvist", "Ines", "Duarte", "Rafa", "Osei", "mwill", "example.test", "+46 70"];
const WHOLE_WORDS = ["Bo", "Mark"];

// What somebody said in the chat is theirs: only our own words are looked at.
const own = (text) => text.replaceAll("replica lag is normal", "");

const plain = (page) => act.plainWords(page, own);

const paste = async (page, field, text) => {
  await field.focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("ControlOrMeta+v");
};

const COPIED = [
  ["slack-copy.txt", "2026-03-20T09:00:00Z"],
  ["whatsapp.txt", "2026-03-20T09:00:00Z"],
  // This one says "yesterday", so the day on which it is pasted matters.
  ["discord-copy.txt", "2026-03-18T09:00:00Z"],
];

for (const [name, now] of COPIED) {
  story(`${name}, pasted: two clicks, no field, and a timeline in roles`, async ({ person }) => {
    const text = await chat(name);
    const ana = await person("Ana");
    await act.itIs(ana, now);
    const page = await ana.open();
    await plain(page);
    let clicks = 0;
    await page.exposeFunction("clicked", () => (clicks += 1));
    await page.evaluate(() => document.addEventListener("click", () => globalThis.clicked(), true));

    // The caret is in the field already: paste, look, add.
    const field = page.getByRole("textbox", { name: /^Paste the incident channel/ });
    await paste(page, field, text);
    const dialog = act.dialog(page, "Paste many");
    await dialog.getByRole("list", { name: "Rows" }).getByRole("listitem").first().waitFor();
    assert.equal(await dialog.getByRole("list", { name: "Rows" }).getByRole("listitem").count(), 40);
    await plain(page);
    await act.button(dialog, "Add rows").click();
    await act.saved(page);
    assert.ok(clicks <= 3, `${clicks} clicks`);

    assert.equal(await act.timeline(page).getByRole("listitem").count(), 40);
    await plain(page);
    const shown = await act.textOf(page);
    const fields = await page.evaluate(() => [...document.querySelectorAll("input, textarea")].map(({ value }) => value).join("\n"));
    for (const found of NAMES) assert.ok(!`${shown}\n${fields}`.includes(found), `${found} is on the page`);
    for (const found of WHOLE_WORDS) assert.ok(!new RegExp(`\\b${found}\\b`).test(`${shown}\n${fields}`), `${found} is on the page`);
    assert.match(shown, /incident commander/);
    assert.match(shown, /scribe/);

    // Rightly dated, every row.
    const json = JSON.parse(await act.exported(page, "JSON"));
    const entries = json.items.filter(({ fields }) => fields.kind === "entry");
    assert.deepEqual(entries.map(({ fields }) => fields.at.earliest?.slice(0, 16)), expected.map((time) => time.slice(0, 16)));
    for (const found of NAMES) assert.ok(!JSON.stringify(json).includes(found), `${found} leaves with the review`);
  });
}

story("somebody asked writes what they saw on a telephone and sends it back; both wordings stand", async ({ person, tell }) => {
  const ana = await person("Ana");
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", [
    "2026-03-17 22:58 the queue passed 40k and nobody was told",
    "2026-03-17 23:19 ! we held the rollback",
  ]);
  await plain(hers);

  // Ana asks.
  await act.button(hers, "Share").click();
  const share = act.dialog(hers, "Share");
  await act.button(share, "Ask for someone's side").click();
  const question = share.getByRole("textbox", { name: "Link to the question" });
  await act.until(async () => /#p1\.a/.test(await question.inputValue()), "the question is a link");
  const ask = await question.inputValue();
  await plain(hers);
  await act.close(hers, "Share");
  tell(`the question is a link of ${ask.length} characters`);

  // Mira opens it on a telephone: no dialog, one field, one button.
  const mira = await person("Mira", { width: 390, height: 844, hasTouch: true, isMobile: true, colorScheme: "dark" });
  const page = await mira.open(ask);
  await page.getByRole("heading", { name: "What did you see?" }).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
  await plain(page);
  assert.ok(!(await act.textOf(page)).includes("40k"), "people write before they read");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 390, `the page is ${wide} px wide`);
  const telling = Array.from({ length: 12 }, (_, n) => `22:${String(40 + n)} customer ${n} wrote that the refund of order ${1000 + n * 37} came twice`);
  await page.getByRole("textbox", { name: "What did you see?" }).fill([...telling, "~23:25 I told the channel; nobody answered 😶"].join("\n"));
  await page.getByRole("textbox", { name: "Seen from" }).fill("support");
  await act.button(page, "Send back").click();
  const answer = page.getByRole("textbox", { name: "Your answer" });
  await answer.waitFor();
  const back = await answer.inputValue();
  assert.match(back, /#p1\.s/);
  assert.ok(back.length < 4_000, `${back.length} characters`);
  tell(`the answer with 13 lines is a link of ${back.length} characters`);
  await plain(page);
  await page.getByText("Send it to whoever asked").first().waitFor();

  // Ana opens the whole chat in which it came.
  await act.openText(hers, `[18/03/2026, 09:14] support: here you are ${back}\n[18/03/2026, 09:15] ops: thanks!`);
  await act.dialog(hers, "Preview").waitFor();
  await plain(hers);
  const said = await act.addTheirs(hers);
  assert.match(said, /support/);
  assert.match(said, /13 new entries/);

  // Both wordings stand, hers and Mira's, on the right day.
  const words = await act.words(hers);
  assert.equal(words.length, 15);
  assert.ok(words.includes("the queue passed 40k and nobody was told"));
  assert.ok(words.includes("I told the channel; nobody answered 😶"));
  assert.match(await act.entry(hers, "customer 3 wrote").textContent(), /22:43/);
  assert.match(await act.entry(hers, "customer 3 wrote").textContent(), /support/);
  assert.equal(await act.timeline(hers).getByRole("heading").count(), 1, "all of one day");
  await plain(hers);
});

const SIDES = ["support", "database on call", "release", "network", "incident commander"];

story("five answers pasted as one chat log arrive in one preview that names all five", { timeout: 240_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  const hers = await ana.open();
  await act.begin(hers, "Refunds sent twice", ["2026-03-17 22:58 the queue passed 40k and nobody was told"]);
  await act.button(hers, "Share").click();
  const share = act.dialog(hers, "Share");
  await act.button(share, "Ask for someone's side").click();
  const question = share.getByRole("textbox", { name: "Link to the question" });
  await act.until(async () => /#p1\.a/.test(await question.inputValue()), "the question is a link");
  const ask = await question.inputValue();
  await act.close(hers, "Share");

  // Each answers in a browser of their own.
  const log = [];
  for (const [place, side] of SIDES.entries()) {
    const one = await person(side);
    const page = await one.open(ask);
    await page.getByRole("textbox", { name: "What did you see?" }).fill(`22:4${place} seen by ${side} 👀\n22:5${place} and once more by ${side}`);
    await page.getByRole("textbox", { name: "Seen from" }).fill(side);
    await act.button(page, "Send back").click();
    const answer = page.getByRole("textbox", { name: "Your answer" });
    await answer.waitFor();
    log.push(`[18/03/2026, 09:1${place}] ${side}: here is mine, sorry for the wait: ${await answer.inputValue()} 🙏`, `[18/03/2026, 09:1${place}] Ana: thanks!`);
    await one.quit();
  }
  tell(`the log has ${log.join("\n").length} characters`);

  // One paste, one preview, one click, one undo.
  await act.openText(hers, log.join("\n"));
  const preview = act.dialog(hers, "Preview");
  await preview.waitFor();
  assert.equal(await hers.getByRole("dialog").count(), 1);
  const said = await act.addTheirs(hers);
  for (const side of SIDES) assert.ok(said.includes(side), `${side} is not named in: ${said}`);
  assert.match(said, /10 new entries/);
  assert.equal((await act.words(hers)).length, 11);
  for (const side of SIDES) await act.entry(hers, `seen by ${side}`).first().waitFor();
  await act.button(act.notice(hers, "Theirs is added to yours."), "Undo").click();
  await act.until(async () => (await act.words(hers)).length === 1, "all five are taken back at once");
});
