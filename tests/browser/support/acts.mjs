// What people do in the app, by the names that stand on the page: nothing here knows more than a person does,
// but for `chunksOf`, which looks at what is stored.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

export const ready = (page) => page.locator("#shell").waitFor({ state: "detached" });

export const button = (page, name) => page.getByRole("button", { name, exact: true });

export const dialog = (page, name) => page.getByRole("dialog", { name, exact: true });

export const timeline = (page) => page.getByRole("list", { name: "Timeline", exact: true });

// The line of the timeline in which these words stand.
export const entry = (page, words) => timeline(page).getByRole("listitem").filter({ hasText: words });

export const notice = (page, words) => page.getByRole("status").filter({ hasText: words });

// Until everything typed is safe in this browser.
export const saved = (page) =>
  page.getByRole("status", { name: "Saved state" }).filter({ hasText: "Saved in this browser" }).waitFor();

// Sets somebody's clock, for pages that they open from now on. It goes on from there, also until they open one.
export const itIs = (person, now) =>
  person.context.addInitScript((ahead) => {
    const Real = (globalThis.theRealDate ??= globalThis.Date);
    globalThis.Date = class extends Real {
      constructor(...given) {
        super(...(given.length > 0 ? given : [Real.now() + ahead]));
      }
      static now() {
        return Real.now() + ahead;
      }
    };
  }, Date.parse(now) - Date.now());

// A review's page stands, with its timeline.
export async function inReview(page) {
  await page.getByRole("navigation", { name: "Parts" }).waitFor();
  await timeline(page).waitFor({ state: "attached" });
}

// The worked example, from a browser that has no review yet or from one that has.
export async function readARealOne(page) {
  await button(page, "Read a real one").click();
  await inReview(page);
  await timeline(page).getByRole("listitem").first().waitFor();
  await saved(page);
}

// A review with a title and these lines of quick entry.
export async function begin(page, title, lines = []) {
  await button(page, "New review").click();
  await inReview(page);
  await page.getByRole("textbox", { name: "Title" }).fill(title);
  for (const line of lines) await write(page, line);
  await saved(page);
}

// One line of quick entry.
export async function write(page, line) {
  const field = page.getByRole("textbox", { name: "Quick entry" });
  await field.fill(line);
  await field.press("Enter");
  await until(async () => (await field.inputValue()) === "", `“${line}” was taken`);
}

// Opens an entry for writing.
export async function writeIn(page, words) {
  await entry(page, words).getByText(words, { exact: false }).first().click();
  await page.getByRole("textbox", { name: "Entry", exact: true }).waitFor();
}

export async function done(page) {
  await button(page, "Done").click();
  await page.getByRole("textbox", { name: "Entry", exact: true }).waitFor({ state: "detached" });
}

// Says when an entry happened.
export async function retime(page, words, time) {
  await writeIn(page, words);
  const field = page.getByRole("textbox", { name: "Happened at" });
  await field.fill(time);
  await field.press("Tab");
  await done(page);
}

export async function remove(page, words) {
  await writeIn(page, words);
  await button(page, "Remove").click();
  await entry(page, words).waitFor({ state: "detached" });
}

// The words of every entry, in the order of the page.
export const words = (page) => timeline(page).getByRole("listitem").locator("p.text").allTextContents();

// The link of “Share”, waiting until there is one; the dialog is closed again.
export async function shareLink(page) {
  await button(page, "Share").click();
  const field = dialog(page, "Share").getByRole("textbox", { name: "Link", exact: true });
  await until(async () => /#p1\./.test(await field.inputValue()), "the link stands in the dialog");
  const link = await field.inputValue();
  await close(page, "Share");
  await saved(page);
  return link;
}

// The file of “Share”: its name and its bytes.
export async function shareFile(page) {
  await button(page, "Share").click();
  const download = button(dialog(page, "Share"), "Download file");
  const file = await downloaded(page, () => download.click());
  await close(page, "Share");
  await saved(page);
  return file;
}

export async function close(page, name) {
  await page.keyboard.press("Escape");
  await dialog(page, name).waitFor({ state: "detached" });
}

// What a click downloads.
export async function downloaded(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

// “Export”, then one of its items.
export async function exported(page, item) {
  const open = button(page, "Export");
  await open.click();
  const file = await downloaded(page, () => page.getByRole("menuitem", { name: item, exact: true }).click());
  return file.bytes.toString("utf8");
}

// Opens files with “Open…”, as somebody picks them. Only home and the palette offer it; the palette is everywhere.
export async function openFiles(page, ...files) {
  await command(page, "Open…");
  const choose = button(dialog(page, "Open"), "Choose files…");
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), choose.click()]);
  await chooser.setFiles(files.map(({ name, bytes }) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) })));
}

// Opens what somebody pasted into “Open…”.
export async function openText(page, text) {
  await command(page, "Open…");
  const open = dialog(page, "Open");
  await open.getByRole("textbox").fill(text);
  await button(open, "Open link").click();
}

// Runs a command of the palette by its name.
export async function command(page, name) {
  await ready(page);
  await page.keyboard.press("ControlOrMeta+k");
  const field = page.getByRole("combobox", { name: "Command" });
  await field.fill(name);
  await page.getByRole("option", { name, exact: true }).first().waitFor();
  await field.press("Enter");
}

// Preview → “Add theirs to mine”; gives back what the preview said.
export async function addTheirs(page) {
  const preview = dialog(page, "Preview");
  await preview.waitFor();
  const said = await preview.innerText();
  await button(preview, "Add theirs to mine").click();
  await notice(page, "Theirs is added to yours.").waitFor();
  await saved(page);
  return said;
}

export async function keepACopy(page) {
  await button(page, "Keep a copy").click();
  await saved(page);
}

// Goes to a part of the open review by its address: on a narrow page the parts are folded.
export const toPart = (page, name) => page.goto(page.url().replace(/(#\/r\/[^/]+).*/, `$1/${name}`));

export const part = (page, name) =>
  page.getByRole("navigation", { name: "Parts" }).getByRole("link", { name, exact: true });

// What is stored of every review in this browser: each piece by its key, with the digest of its bytes, sorted.
export const chunksOf = (page) =>
  page.evaluate(async () => {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve, reject) => {
        const open = indexedDB.open(name);
        open.onsuccess = () => resolve(open.result);
        open.onerror = () => reject(open.error);
      });
      if (database.objectStoreNames.contains("chunks")) {
        const store = database.transaction("chunks").objectStore("chunks");
        const ask = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        const asked = [ask(store.getAllKeys()), ask(store.getAll())];
        const [keys, values] = await Promise.all(asked);
        for (const [at, key] of keys.entries()) {
          const bytes = await new Blob([values[at].bytes ?? values[at]]).arrayBuffer();
          const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
          found.push({ review: key[0], kind: key[1], key: key.join(" "), size: bytes.byteLength, digest: [...digest].join(" ") });
        }
      }
      database.close();
    }
    return found.sort((one, other) => (one.key < other.key ? -1 : 1));
  });

// What a click or a command puts on the clipboard, every form of it. A text of our own lies there first: what was
// said of an earlier copy may still stand on the page, so that the clipboard itself must tell of this one.
export async function copied(page, copy) {
  const before = `nothing was copied yet (${Date.now()})`;
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate((text) => navigator.clipboard.writeText(text), before);
  await until(async () => (await read()) === before, "the clipboard holds what was put there");
  await copy();
  await until(async () => (await read()) !== before, "something was copied");
  return page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const kinds = [...item.types].sort((one, other) => other.localeCompare(one));
    return Promise.all(kinds.map(async (kind) => (await item.getType(kind)).text()));
  });
}

// Waits until something is so, asking again and again.
export async function until(asked, what, { patience = 20_000 } = {}) {
  const end = Date.now() + patience;
  for (;;) {
    if (await asked()) return;
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

// Every text of the page, a line each: also what is not drawn because it is far below.
export const textOf = (page) =>
  page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode.data);
    return found.join("\n");
  });

// Words that never stand on a page.
const BANNED = /\b(merge[ds]?|merging|replicas?|sync(ed|hron\w*)?|genesis|lens|CRDT)\b/i;

// `own` takes out of the page's text what people themselves have said.
export async function plainWords(page, own = (text) => text) {
  const text = own(await textOf(page));
  const found = BANNED.exec(text);
  assert.equal(found, null, `“${found?.[0]}” stands on the page:\n${text}`);
}
