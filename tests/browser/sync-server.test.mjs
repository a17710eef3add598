// An existing sync server, opted into: our pages, a JavaScript client and a native one in one document.

import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import * as act from "./support/acts.mjs";
import { story } from "./support/story.mjs";
import { buildFor, javascriptClient, nativePeer, openSyncServer } from "./support/sync-server.mjs";

const title = (page) => page.getByRole("textbox", { name: "Title" });

// Turns the server on for the open review; gives back the address that others know it by.
async function useServer(page) {
  await act.command(page, "Work together now…");
  const dialog = act.dialog(page, "Work together");
  await dialog.getByRole("checkbox", { name: /through the sync server/ }).check();
  await dialog.getByText("In step with the sync server.").waitFor();
  const url = await dialog.getByRole("textbox", { name: "Address on the sync server" }).inputValue();
  const said = await dialog.innerText();
  await act.close(page, "Work together");
  return { url, said };
}

// Puts the caret behind these words of the title, and types.
async function typeBehind(page, after, words) {
  await title(page).evaluate((field, after) => {
    field.focus();
    const at = field.value.indexOf(after) + after.length;
    field.setSelectionRange(at, at);
  }, after);
  await page.keyboard.type(words);
}

story("a page, the published sync server, a JavaScript client and a native one write in the middle of the same words", { timeout: 300_000 }, async ({ site, person, tell }) => {
  const server = await openSyncServer();
  const folder = await buildFor(server.address);
  const others = [];
  try {
    site.folder = folder;
    site.mayTalkTo.push(server.address);
    const ana = await person("Ana");
    const hers = await ana.open();
    await act.begin(hers, "Refunds sent twice", ["14:05 the queue stood still"]);
    const { url, said } = await useServer(hers);
    assert.match(said, /can read this review/);
    assert.match(url, /^automerge:/);

    // Others find it by that address.
    const javascript = await javascriptClient(server.address, url);
    others.push(javascript);
    const native = await nativePeer(server.address, url);
    others.push(native);
    const ben = await person("Ben");
    const his = await ben.open();
    await act.openText(his, url);
    await act.inReview(his);
    await act.entry(his, "the queue stood still").waitFor();
    await act.until(() => native.title() === "Refunds sent twice", "the native program has the title", 120_000);
    assert.equal(javascript.title(), "Refunds sent twice");

    // All four write behind the same word at once, and two disagree on the severity.
    const wrote = ["(ana)", "(ben)", "(js)", "(native)"];
    javascript.insert("Refunds", wrote[2]);
    native.insert("Refunds", wrote[3]);
    await Promise.all([typeBehind(hers, "Refunds", wrote[0]), typeBehind(his, "Refunds", wrote[1])]);
    const all = () => Promise.all([title(hers).inputValue(), title(his).inputValue(), javascript.title(), native.title()]);
    await act.until(async () => {
      const [first, ...rest] = await all();
      return first.length === "Refunds sent twice".length + wrote.join("").length && rest.every((one) => one === first);
    }, "all four have the same title");
    const [settled] = await all();
    for (const letters of wrote) for (const letter of letters) assert.ok(settled.includes(letter));
    tell(`they ended with “${settled}”`);
    assert.deepEqual([...settled].sort(), [..."Refunds sent twice", ...wrote.join("")].sort());

    // The server is killed while both write; they say so, and what they wrote waits.
    ana.accept(/WebSocket connection/);
    ben.accept(/WebSocket connection/);
    await server.kill();
    await act.write(hers, "14:10 Ana writes on");
    await act.write(his, "14:11 Ben writes on");
    javascript.set("severity", "high");
    const severity = hers.getByRole("textbox", { name: "Severity" });
    await severity.fill("SEV-2");
    await severity.press("Tab");
    await server.start();
    for (const page of [hers, his]) {
      await act.entry(page, "Ana writes on").waitFor({ timeout: 60_000 });
      await act.entry(page, "Ben writes on").waitFor({ timeout: 60_000 });
    }
    // Nobody's value has won: both stand on both pages.
    for (const page of [hers, his]) {
      const both = page.getByRole("list", { name: "Severity: seen differently" });
      await both.waitFor({ timeout: 60_000 });
      const said = await both.textContent();
      assert.match(said, /high/);
      assert.match(said, /SEV-2/);
    }
    const json = await act.exported(hers, "JSON");
    await act.until(async () => (await act.exported(his, "JSON")) === json, "both export the same");

    // The next visit goes on by itself.
    await hers.reload();
    await act.inReview(hers);
    await act.write(his, "14:20 after the reload");
    await act.entry(hers, "after the reload").waitFor({ timeout: 60_000 });
  } finally {
    for (const one of others) await one.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});

story("an address of a sync server is refused in words where none is set up", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await act.openText(page, "automerge:2akvofn6L1o4RMUEMQi7qzwRjKWZ");
  await act.dialog(page, "Open").getByRole("alert").filter({ hasText: "none is set up for this site" }).waitFor();
});
