// Drafts on the app's own host: published by the command or from the page, opened by their link or by their review's
// address, looked at again while somebody reads.

import assert from "node:assert/strict";
import * as act from "./support/acts.mjs";
import { everythingIn } from "./support/bytes.mjs";
import { letGo } from "./support/pictures.mjs";
import { draftLink, draftOf, publish, sealedOf, unsealed } from "./support/sealed.mjs";
import { story } from "./support/story.mjs";

const BLAMING = "Tomasz should have known better";
const FAIR = "the prompts of both databases looked the same";
const PLANTED = "the amber lamp beside the total";

const holds = (strings, words) => strings.some((text) => text.includes(words));

// Ana has a review that was shared and then reworded: it has a history. Gives back its file.
async function reworded(person, look = {}) {
  const ana = await person("Ana", look);
  const page = await ana.open();
  await act.begin(page, "The wrong database", [`23:27 ${BLAMING}`, `23:31 ${PLANTED}`]);
  await act.shareFile(page);
  await act.writeIn(page, BLAMING);
  await page.getByRole("textbox", { name: "Entry", exact: true }).fill(FAIR);
  await act.done(page);
  await act.saved(page);
  return { ana, page, file: (await act.shareFile(page)).bytes };
}

const review = (page) => new URL(page.url()).hash.split("/")[2];

// The browser says by itself that a file was not there, or a host did not answer.
const NOT_THERE = /Failed to load resource/;

const alertOf = (page) => page.getByRole("main").getByRole("alert");

// What is kept of drafts for use without a network: must be nothing.
const keptDrafts = (page) =>
  page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) found.push(request.url);
    }
    return found.filter((url) => url.includes("/drafts/"));
  });

story("a sealed draft opens by its link in a fresh browser, and without our code, and says nothing of who or how", { under: "/team/app/", timeout: 300_000 }, async ({ site, person, tell }) => {
  const { file } = await reworded(person);
  const draft = await publish(file, "--at", site.url);
  assert.ok(draft.link.startsWith(`${site.url}#p1.p`), draft.link);
  assert.match(draft.said, /without earlier wordings, authors/);
  site.published.set(draft.path, draft.bytes);

  // Without our code: the link's key opens it, and the document is the one on the page.
  assert.equal(draft.key.length, 32);
  const opened = await unsealed(draft.bytes, draft.key);
  assert.equal(opened.subarray(0, 8).toString("latin1"), "\x89PMR\r\n\x1a\n");
  const strings = await everythingIn(opened);
  for (const there of ["The wrong database", FAIR, PLANTED]) assert.ok(holds(strings, there), `“${there}” is in it`);
  for (const gone of ["Tomasz", "should have", "created_by", "created_at"]) assert.ok(!holds(strings, gone), `“${gone}” is in it`);
  assert.ok(holds(await everythingIn(file), "Tomasz"), "the same search finds it in what was not cleaned");
  assert.ok(!draft.bytes.includes("lamp"));

  // Published a second time, no IV and no key is the same.
  const second = await publish(file);
  assert.notDeepEqual(sealedOf(second.bytes).iv, sealedOf(draft.bytes).iv);
  assert.notDeepEqual(second.key, draft.key);

  const ben = await person("Ben", { width: 390, height: 844, colorScheme: "dark" });
  const page = await ben.open(draft.link);
  await act.inReview(page);
  await act.entry(page, FAIR).waitFor();
  await act.button(page, "Keep a copy").waitFor();
  await page.getByRole("status", { name: "Saved state" }).filter({ hasText: "Shown only, not kept" }).waitFor();
  assert.ok(!page.url().includes("p1."), "the key does not stay in the address");
  assert.deepEqual(await act.chunksOf(page), []);
  await ben.kept();
  assert.deepEqual(await keptDrafts(page), []);
  assert.deepEqual(site.asked.filter((path) => path.includes("drafts")), ["/team/app/drafts/the-queue.postmortem"]);
  tell(`the link has ${draft.link.length} characters`);

  await act.keepACopy(page);
  await page.reload();
  await act.inReview(page);
  await act.entry(page, PLANTED).waitFor();
});

story("what cannot be opened is refused, each with a sentence of its own, and nothing is fetched from elsewhere", { timeout: 300_000 }, async ({ site, person, tell }) => {
  const { file } = await reworded(person);
  const draft = await publish(file, "--at", site.url);
  const other = await publish(file, "--name", "the-worker");
  const open = await publish(file, "--public");
  const again = await publish(file);

  const ben = await person("Ben");
  ben.accept(NOT_THERE);
  const page = await ben.open();
  await act.ready(page);
  const altered = (bytes, at) => {
    const copy = Buffer.from(bytes);
    copy[at < 0 ? copy.length + at : at] ^= 1;
    return copy;
  };
  const lies = (bytes) => site.published.set(draft.path, bytes);
  const here = (fragment) => site.url + fragment;
  const cases = [
    ["a key that is not its own", () => lies(again.bytes), draft.link, /The key in this link does not open/],
    ["an altered byte", () => lies(altered(draft.bytes, -40)), draft.link, /altered on its way/],
    ["a cut-off file", () => lies(draft.bytes.subarray(0, draft.bytes.length - 60)), draft.link, /cut off: .* arrived/],
    ["another draft in its place", () => lies(other.bytes), draft.link, /sealed to lie under “the-worker”/],
    ["an open file in the place of a sealed one", () => lies(open.bytes), draft.link, /is not sealed, though the link has a key/],
    ["another review in the place of an open one", () => lies(open.bytes), here(draftLink({ name: "the-queue", review: "another" })), /is another review than the one/],
    ["something else", () => lies(Buffer.from("GIF89a")), here(draftLink({ name: "the-queue" })), /is not a review/],
    ["nothing there", () => site.published.delete(draft.path), draft.link, /There is no draft “the-queue” on this site/],
    ["a path out of the folder", () => {}, here(draftLink({ name: "../config" })), /names something outside the drafts/],
    ["an escaped path", () => {}, here(draftLink({ name: "%2e%2e%2fconfig" })), /names something outside the drafts/],
    ["another host as a name", () => {}, here(draftLink({ name: "https://elsewhere.example/x" })), /leads to another site, https:\/\/elsewhere\.example/],
    ["a link to another site", () => {}, draft.link.replace(site.origin, "https://elsewhere.example"), /leads to another site/],
    ["a link that was cut off", () => {}, draft.link.slice(0, -10), /This link is cut off/],
    ["far too much", () => lies(Buffer.alloc(64_000_100)), draft.link, /is larger than the 64 MB/],
    ["no network", () => site.stop(), draft.link, /The site does not answer/],
  ];
  const said = new Map();
  for (const [name, prepare, text, expected] of cases) {
    await prepare();
    await act.openText(page, text);
    const dialog = act.dialog(page, "Open");
    const alert = dialog.getByRole("alert");
    await act.until(async () => (await alert.innerText()) !== "" && (await dialog.getByText("Reading…").count()) === 0, `${name} is refused`);
    const sentence = await alert.innerText();
    assert.match(sentence, expected, name);
    tell(`${name}: ${sentence}`);
    said.set(sentence, name);
    await act.close(page, "Open");
  }
  // An answer that leads elsewhere is not followed, not even on the same host.
  await site.start();
  await ben.context.route("**/drafts/**", (route) => route.fulfill({ status: 302, headers: { Location: "/config.json" } }));
  await act.openText(page, draft.link);
  await act.dialog(page, "Open").getByRole("alert").filter({ hasText: "an answer that leads elsewhere is not followed" }).waitFor();
  await act.close(page, "Open");
  await ben.context.unroute("**/drafts/**");
  // The two ways out of the folder are one thing to say.
  assert.ok(said.size >= cases.length - 1, [...said.values()].join(", "));
  const asked = new Set(site.asked.filter((path) => path.includes("drafts") || path.includes("config")));
  assert.deepEqual([...asked], ["/drafts/the-queue.postmortem"]);
  assert.deepEqual(await act.chunksOf(page), []);
  await act.plainWords(page);

  // Gone to by its address, the page says it.
  const direct = await ben.open(draft.link);
  await direct.getByRole("heading", { name: "This could not be opened" }).waitFor();
  assert.match(await alertOf(direct).innerText(), /larger than/);
});

story("whoever reads hears of a newer text, and sees it on a click", { timeout: 300_000 }, async ({ site, person, tell }) => {
  const { page: hers, file } = await reworded(person);
  const draft = await publish(file, "--at", site.url);
  site.published.set(draft.path, draft.bytes);
  const ben = await person("Ben");
  const page = await ben.open(draft.link);
  await act.inReview(page);
  await act.entry(page, PLANTED).waitFor();

  await act.write(hers, "23:50 the backup was found after all");
  await act.saved(hers);
  const newer = await publish((await act.shareFile(hers)).bytes, "--again", draft.link);
  assert.equal(newer.link, draft.link.slice(site.url.length), "the link is the same");
  assert.notDeepEqual(sealedOf(newer.bytes).iv, sealedOf(draft.bytes).iv);
  const before = site.asked.length;
  site.published.set(draft.path, newer.bytes);
  const began = Date.now();
  const show = act.button(page, "Show what is new");
  await show.waitFor({ timeout: 60_000 });
  tell(`heard of it after ${Math.round((Date.now() - began) / 1000)} s, with ${site.asked.slice(before).filter((path) => path.includes("drafts")).length} questions`);
  assert.equal(await act.entry(page, "the backup was found").count(), 0, "the page does not change by itself");
  await show.click();
  await act.entry(page, "the backup was found after all").waitFor();
  await act.notice(page, "1 new entry").waitFor();
  await act.button(page, "Keep a copy").waitFor();

  // Seen again after a while in the background, it asks at once; the same text is not offered twice.
  const questions = () => site.asked.filter((path) => path.includes("drafts")).length;
  let now = questions();
  await page.evaluate(() => dispatchEvent(new Event("pageshow")));
  await act.until(() => questions() > now, "it asks at once");
  assert.equal(await show.count(), 0);
  // Published with another key, it cannot be shown, and what is shown stays.
  site.published.set(draft.path, (await publish(file)).bytes);
  await page.evaluate(() => dispatchEvent(new Event("pageshow")));
  await show.click();
  await act.notice(page, "The key in this link does not open").waitFor();
  await act.entry(page, "the backup was found after all").waitFor();
  // Elsewhere, nothing is asked any more.
  await page.getByRole("link", { name: "Reviews", exact: true }).click();
  await act.button(page, "New review").waitFor();
  now = questions();
  await page.evaluate(() => dispatchEvent(new Event("pageshow")));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  assert.equal(questions(), now);
  assert.deepEqual(await keptDrafts(page), []);
});

story("a public draft is found by its review's address; where there is none, the page says whom to ask", { under: "/team/", timeout: 300_000 }, async ({ site, person }) => {
  const { ana, page: hers } = await reworded(person);
  const id = review(hers);
  const lamp = act.entry(hers, PLANTED);
  await letGo(lamp, { name: "lamp.log", bytes: Buffer.from("23:31:02 lamp amber\n") });
  await lamp.getByRole("region", { name: "Log" }).waitFor();
  await act.saved(hers);
  const { bytes: file } = await act.shareFile(hers);
  const draft = await publish(file, "--public", "--at", site.url);
  assert.equal(draft.path, `drafts/${id}.postmortem`);
  assert.ok(draft.said.includes(`${site.url}#/r/${id}/read`), draft.said);
  site.published.set(draft.path, draft.bytes);

  const ben = await person("Ben", { width: 390, height: 844 });
  ben.accept(NOT_THERE);
  const page = await ben.open(`#/r/${id}`);
  const article = page.getByRole("article");
  await article.getByRole("heading", { level: 1, name: "The wrong database" }).waitFor();
  await article.getByText(PLANTED).first().waitFor();
  await article.getByText("23:31:02 lamp amber").waitFor();
  assert.equal(new URL(page.url()).hash, `#/r/${id}/read`);
  await act.button(page, "Keep a copy").waitFor();
  await page.reload();
  await article.getByRole("heading", { level: 1, name: "The wrong database" }).waitFor();
  await page.getByRole("link", { name: "Write in it" }).click();
  await act.inReview(page);
  assert.deepEqual(await ben.accessibilityProblems(), []);
  assert.deepEqual(await keptDrafts(page), []);
  // By its link it is found again, too, after a reload.
  await ben.open(draft.link);
  await act.inReview(page);
  assert.equal(new URL(page.url()).hash, `#/r/${id}/what-happened`);
  await page.reload();
  await article.getByRole("heading", { level: 1, name: "The wrong database" }).waitFor();

  // Another one, which is not there; and no answer at all.
  await ben.open("#/r/abcdefgh234567/read");
  await page.getByRole("heading", { name: "This review is not in this browser" }).waitFor();
  await page.getByText("is not published on this site: open the link again").waitFor();
  await ben.kept();
  await site.stop();
  await ben.open("#/r/abcdefgh234567");
  await page.getByText("the site does not answer").waitFor();
  await site.start();
  // Sealed under that address, it needs its link.
  site.published.set("drafts/abcdefgh234567.postmortem", (await publish(file, "--name", "abcdefgh234567")).bytes);
  await ben.open("#/r/abcdefgh234567");
  await page.getByText("the key is in the link to it").waitFor();
  // One review under another's address is not shown.
  site.published.set("drafts/abcdefgh234567.postmortem", draft.bytes);
  await ben.open("#/r/abcdefgh234567");
  await page.getByText("is another review than the one it was published as").waitFor();

  // Ana has the review itself, and is told so.
  await ana.open(draft.link);
  await act.button(hers, "Keep a copy").waitFor();
  await act.button(hers, "Open mine").click();
  await act.saved(hers);
  assert.equal(review(hers), id);
});

story("a draft with its history meets the reader's own copy in the preview", { timeout: 240_000 }, async ({ site, person }) => {
  const { page: hers, file } = await reworded(person);
  const draft = await publish(file, "--with-history", "--at", site.url);
  assert.match(draft.said, /It carries its whole history: \d+ changes from \d+ sessions? of writing/);
  site.published.set(draft.path, draft.bytes);
  const ben = await person("Ben");
  const page = await ben.open(draft.link);
  await act.inReview(page);
  await act.keepACopy(page);
  await act.write(page, "23:40 Ben saw the lamp, too");
  await act.write(hers, "23:55 and one more");
  await act.saved(hers);
  const newer = await publish((await act.shareFile(hers)).bytes, "--with-history", "--again", draft.link);
  site.published.set(draft.path, newer.bytes);
  await ben.open(draft.link);
  assert.match(await act.addTheirs(page), /1 new entry/);
  await act.entry(page, "and one more").waitFor();
  await act.entry(page, "Ben saw the lamp, too").waitFor();
});

story("published from the page: a file and its link, sealed, and again under the same link", { timeout: 300_000 }, async ({ site, person, tell }) => {
  const { ana, page: hers } = await reworded(person, { width: 390, height: 844, colorScheme: "dark" });
  const publishFrom = async (prepare = async () => {}) => {
    await hers.getByRole("button", { name: "Export" }).click();
    await hers.getByRole("menuitem", { name: "Publish…" }).click();
    const dialog = act.dialog(hers, "Publish");
    await prepare(dialog);
    const address = await dialog.getByRole("textbox", { name: "Link", exact: true }).inputValue();
    const file = await act.downloaded(hers, () => act.button(dialog, "Download file").click());
    assert.deepEqual(await ana.accessibilityProblems(hers), []);
    await act.plainWords(hers);
    await act.close(hers, "Publish");
    return { ...file, link: address, ...draftOf(address) };
  };
  const first = await publishFrom();
  assert.equal(first.path, "drafts/the-wrong-database.postmortem");
  const strings = await everythingIn(await unsealed(first.bytes, first.key));
  assert.ok(holds(strings, PLANTED) && !holds(strings, "Tomasz"));
  site.published.set(first.path, first.bytes);
  const ben = await person("Ben", { width: 390, height: 844 });
  const page = await ben.open(first.link);
  await act.entry(page, PLANTED).waitFor();

  await act.write(hers, "23:59 and the end of it");
  const second = await publishFrom((dialog) => dialog.getByRole("textbox", { name: "Link of an earlier publication" }).fill(first.link));
  assert.deepEqual(second.key, first.key);
  assert.equal(second.link, first.link);
  assert.notDeepEqual(sealedOf(second.bytes).iv, sealedOf(first.bytes).iv);
  site.published.set(second.path, second.bytes);
  await page.evaluate(() => dispatchEvent(new Event("pageshow")));
  await act.button(page, "Show what is new").click();
  await act.entry(page, "and the end of it").waitFor();

  // Kept, it is a review of this browser; a newer text is shown beside it, in memory.
  await act.keepACopy(page);
  const kept = page.url();
  await act.write(hers, "23:59 and one thing more");
  const third = await publishFrom((dialog) => dialog.getByRole("textbox", { name: "Link of an earlier publication" }).fill(first.link));
  site.published.set(third.path, third.bytes);
  await page.evaluate(() => dispatchEvent(new Event("pageshow")));
  await act.button(page, "Show what is new").click();
  await act.entry(page, "and one thing more").waitFor();
  await act.button(page, "Keep a copy").waitFor();
  assert.notEqual(page.url(), kept);
  await ben.open(new URL(kept).hash);
  await act.entry(page, "and the end of it").waitFor();
  assert.equal(await act.entry(page, "and one thing more").count(), 0);

  const open = await publishFrom((dialog) => dialog.getByRole("checkbox", { name: "Anybody may read it, without a key" }).check());
  assert.equal(open.path, `drafts/${review(hers)}.postmortem`);
  assert.equal(open.key.length, 0);
  const whole = await publishFrom(async (dialog) => {
    await dialog.getByRole("checkbox", { name: "With its history, so that it can be added to" }).check();
    await dialog.getByText("It carries its whole history").waitFor();
  });
  assert.ok(holds(await everythingIn(await unsealed(whole.bytes, whole.key)), "Tomasz"));
  tell(`the link has ${first.link.length} characters`);
});

story("a review that was never shared is published without what nobody has seen, also with its history", { timeout: 240_000 }, async ({ site, person }) => {
  const ana = await person("Ana");
  const hers = await ana.open();
  await act.begin(hers, "The wrong database", [`23:27 ${BLAMING}`, `23:31 ${PLANTED}`]);
  await act.writeIn(hers, BLAMING);
  await hers.getByRole("textbox", { name: "Entry", exact: true }).fill(FAIR);
  await act.done(hers);
  await act.saved(hers);
  await act.command(hers, "Publish…");
  const dialog = act.dialog(hers, "Publish");
  await dialog.getByRole("checkbox", { name: "With its history, so that it can be added to" }).check();
  const address = await dialog.getByRole("textbox", { name: "Link", exact: true }).inputValue();
  const draft = draftOf(address);
  const { bytes } = await act.downloaded(hers, () => act.button(dialog, "Download file").click());
  await dialog.getByRole("textbox", { name: "File name" }).fill("../config");
  await dialog.getByRole("alert").filter({ hasText: "may have small letters" }).waitFor();
  assert.ok(await act.button(dialog, "Download file").isDisabled());
  await act.close(hers, "Publish");
  assert.equal(draft.review, review(hers), "the link names the id that stays");
  const strings = await everythingIn(await unsealed(bytes, draft.key));
  assert.ok(holds(strings, FAIR) && !holds(strings, "Tomasz"));
  site.published.set(draft.path, bytes);
  const ben = await person("Ben");
  const page = await ben.open(address);
  await act.entry(page, FAIR).waitFor();
});

story("in Firefox a draft and a link with a passphrase open as well", { firefox: true, timeout: 240_000 }, async ({ site, person, firefox }) => {
  const { page: hers, file } = await reworded(person);
  const draft = await publish(file, "--at", site.url);
  site.published.set(draft.path, draft.bytes);
  await act.button(hers, "Share").click();
  const share = act.dialog(hers, "Share");
  await share.getByRole("textbox", { name: "Passphrase" }).fill("amber lamp");
  const field = share.getByRole("textbox", { name: "Link", exact: true });
  await act.until(async () => /#p1\.e/.test(await field.inputValue()), "the sealed link");
  const sealed = await field.inputValue();

  const ben = await firefox("Ben");
  const page = await ben.open(draft.link);
  const shown = () => act.until(async () => (await act.textOf(page)).includes(PLANTED), "the draft is shown");
  await ben.byRole("button", "Keep a copy").handle();
  await shown();
  await ben.open(sealed);
  await ben.byRole("textbox", "Passphrase").type("amber lamp");
  await page.keyboard.press("Enter");
  await ben.byRole("button", "Keep a copy").handle();
  await shown();
});

story("a passphrase on a link and on a file: asked for, a wrong one told, nothing changed", { timeout: 300_000 }, async ({ person, tell }) => {
  const WORDS = "grüne Lampe neben der Summe";
  const ana = await person("Ana");
  const hers = await ana.open();
  await act.begin(hers, "The wrong database", [`23:31 ${PLANTED}`]);
  await act.button(hers, "Share").click();
  const share = act.dialog(hers, "Share");
  const field = share.getByRole("textbox", { name: "Link", exact: true });
  await act.until(async () => /#p1\.d/.test(await field.inputValue()), "the plain link");
  const began = Date.now();
  await share.getByRole("textbox", { name: "Passphrase" }).fill(`  ${WORDS.normalize("NFD")} `);
  await act.until(async () => /#p1\.e/.test(await field.inputValue()), "the sealed link");
  tell(`sealing the link took ${Date.now() - began} ms`);
  const link = await field.inputValue();
  const file = await act.downloaded(hers, () => act.button(share, "Download file").click());
  assert.deepEqual(await ana.accessibilityProblems(hers), []);
  await act.close(hers, "Share");
  assert.equal(sealedOf(file.bytes).iterations, 600_000);
  assert.ok(holds(await everythingIn(await unsealed(file.bytes, WORDS)), PLANTED), "it opens without our code");
  assert.ok(!holds(await everythingIn(link), PLANTED));

  const ben = await person("Ben", { width: 390, height: 844, colorScheme: "dark" });
  const page = await ben.open(link);
  const dialog = act.dialog(page, "Passphrase");
  const words = dialog.getByRole("textbox", { name: "Passphrase" });
  await words.fill("amber lamp");
  await words.press("Enter");
  await dialog.getByRole("alert").filter({ hasText: "does not open it" }).waitFor();
  assert.deepEqual(await ben.accessibilityProblems(), []);
  await act.plainWords(page);
  assert.deepEqual(await act.chunksOf(page), []);
  await words.fill(WORDS);
  await act.button(dialog, "Open").click();
  await act.inReview(page);
  await act.entry(page, PLANTED).waitFor();

  // The file, at somebody who has the review: the preview, as always. And shut again without a word.
  await act.keepACopy(page);
  await act.write(hers, "23:40 and later");
  await act.button(hers, "Share").click();
  await share.getByRole("textbox", { name: "Passphrase" }).fill(WORDS);
  await act.until(async () => /#p1\.e/.test(await field.inputValue()), "the sealed link");
  const later = await act.downloaded(hers, () => act.button(share, "Download file").click());
  await act.close(hers, "Share");
  const before = await act.chunksOf(page);
  await act.openFiles(page, later);
  await act.button(dialog, "Cancel").click();
  await act.dialog(page, "Open").getByRole("alert").filter({ hasText: "because none was given" }).waitFor();
  assert.deepEqual(await act.chunksOf(page), before);
  await act.close(page, "Open");
  const altered = Buffer.from(later.bytes);
  altered[altered.length - 30] ^= 1;
  await act.openFiles(page, { name: "altered.postmortem", bytes: altered });
  await act.dialog(page, "Open").getByRole("alert").filter({ hasText: "altered on its way" }).waitFor();
  await act.close(page, "Open");
  await act.openFiles(page, later);
  await words.fill(WORDS);
  await words.press("Enter");
  assert.match(await act.addTheirs(page), /1 new entry/);
  await act.entry(page, "and later").waitFor();
});
