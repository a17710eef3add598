// Nothing that was called saved is lost: the browser is killed while keys arrive, tabs close on the last word.

import assert from "node:assert/strict";
import { until } from "./support/acts.mjs";
import { Found } from "./support/firefox.mjs";
import { story } from "./support/story.mjs";

const KILLS = 10;
const SAVED = "Saved in this browser";

const textbox = (page, name) => page.getByRole("textbox", { name, exact: true });
const lines = (page) => page.getByRole("list", { name: "Timeline" }).getByRole("listitem");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The words of the status are hidden on small screens, where the dot says it.
const saved = (page) => page.getByRole("status", { name: "Saved state" }).getByText(SAVED).waitFor({ state: "attached" });

// The first line of the review; a page that does not show it says what it shows instead.
async function firstLine(page, person) {
  try {
    await lines(page).first().waitFor();
  } catch (error) {
    const text = await page.evaluate(() => document.body.innerText.slice(0, 1_000));
    throw new Error(`${page.url()} has no line: “${text}”, and on its console: ${person.console.slice(-5).join(" · ")}`, { cause: error });
  }
}

async function add(page, line) {
  await textbox(page, "Quick entry").fill(line);
  await textbox(page, "Quick entry").press("Enter");
}

async function writeIn(page, line) {
  await lines(page).nth(line).click();
  const entry = textbox(page, "Entry");
  await entry.waitFor();
  await entry.press("Control+End");
  return entry;
}

const read = async (page, line) => {
  await writeIn(page, line);
  const text = await textbox(page, "Entry").inputValue();
  await textbox(page, "Entry").press("Escape");
  return text;
};

// Letters that never come round again, so that anything doubled, dropped or out of order shows. The same ones in
// every run. `of` makes them small for one tab and capital for the other.
function letters(seed, of) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return of("abcdefghijklmnopqrstuvwxyz"[(state >>> 16) % 26]);
  };
}
const small = (text) => text.replace(/[^a-z]/g, "");
const capital = (text) => text.replace(/[^A-Z]/g, "");

// Says through `told` what stands in the fields each time the status says that it is saved. It reads what a
// person reads: the words of the status, the text of the field.
const watchTheStatus = (tab) => {
  const status = document.querySelector('[role="status"][aria-label="Saved state"]');
  const look = () => {
    if (!status.textContent.includes("Saved in this browser")) return;
    const value = (name) => document.querySelector(`textarea[aria-label="${name}"]`)?.value;
    globalThis.told({ tab, title: value("Title"), entry: value("Entry"), lines: document.querySelectorAll('[aria-label="Timeline"] li').length });
  };
  new MutationObserver(look).observe(status, { subtree: true, childList: true, characterData: true });
};

story("ten times killed while keys arrive in two tabs, every key that was called saved is there", { timeout: 240_000 }, async ({ person, tell }) => {
  const ana = await person("Ana");
  let page = await ana.open();
  await page.getByRole("button", { name: "New review" }).click();
  await add(page, "14:00 .");
  await lines(page).first().waitFor();
  await saved(page);
  const review = new URL(page.url()).hash;

  // The sequence of one voice in one text: what was there after the last kill, what was typed since, and the
  // longest that was called saved.
  const voice = (seed, of, only) => ({ next: letters(seed, of), only, kept: "", typed: "", acknowledged: "" });
  const voices = {
    entry: [voice(1, String, small), voice(2, (letter) => letter.toUpperCase(), capital)],
    title: [voice(3, String, small), voice(4, (letter) => letter.toUpperCase(), capital)],
  };
  const seen = { acknowledgements: 0, keys: 0, lost: 0, between: 0 };
  const linesOf = { typed: 1, acknowledged: 1 };
  const hear = (_, said) => {
    seen.acknowledgements += 1;
    for (const name of ["entry", "title"]) {
      if (said[name] === undefined) continue;
      for (const each of voices[name]) {
        const shown = each.only(said[name]);
        if (shown.length > each.acknowledged.length) each.acknowledged = shown;
      }
    }
    linesOf.acknowledged = Math.max(linesOf.acknowledged, said.lines);
  };

  for (let kill = 1; kill <= KILLS; kill += 1) {
    await ana.context.exposeBinding("told", hear);
    page = await ana.open(review);
    const other = await ana.open(review, { tab: "new" });
    const tabs = [page, other];
    // In one round both write in the entry, in the next both in the title, then one in each.
    const places = [["entry", "entry"], ["title", "title"], ["entry", "title"]][kill % 3];
    const fields = [];
    for (const [index, tab] of tabs.entries()) {
      await saved(tab);
      await tab.evaluate(watchTheStatus, index);
      if (places[index] === "entry") fields.push(await writeIn(tab, 0));
      else {
        await textbox(tab, "Title").press("Control+End");
        fields.push(textbox(tab, "Title"));
      }
    }

    let going = true;
    const type = async (index) => {
      const one = voices[places[index]][index];
      // A line, too, in every other round: called saved or not, it is there once at most.
      let line = index === 1 && kill % 2 === 0 ? 5 : -1;
      while (going) {
        if (line-- === 0) {
          linesOf.typed += 1;
          await add(tabs[index], `14:${10 + kill} line ${kill}`).catch(() => (going = false));
          await fields[index].focus().catch(() => (going = false));
        }
        const letter = one.next();
        one.typed += letter;
        seen.keys += 1;
        // The browser is killed under these keys.
        await tabs[index].keyboard.press(letter === letter.toUpperCase() ? `Shift+${letter}` : letter).catch(() => (going = false));
      }
    };
    const typing = [type(0), type(1)];
    await pause(400 + ((kill * 137) % 500));
    await ana.kill();
    going = false;
    await Promise.all(typing);

    await ana.start();
    page = await ana.open(review);
    await firstLine(page, ana);
    await saved(page);
    const found = { title: await textbox(page, "Title").inputValue(), entry: await read(page, 0) };
    for (const name of ["entry", "title"]) {
      for (const each of voices[name]) {
        const stands = each.only(found[name]);
        const all = each.kept + each.typed;
        assert.ok(all.startsWith(each.acknowledged), `a tab showed what nobody typed, before kill ${kill}: ${each.acknowledged} of ${all}`);
        assert.ok(stands.startsWith(each.acknowledged), `lost by kill ${kill}, in the ${name}: called saved was ${each.acknowledged}, there is ${stands}`);
        assert.ok(all.startsWith(stands), `not as it was typed, after kill ${kill}, in the ${name}: ${stands} of ${all}`);
        seen.lost += all.length - stands.length;
        seen.between += stands.length - each.acknowledged.length;
        Object.assign(each, { kept: stands, typed: "", acknowledged: stands });
      }
    }
    // Nothing but what was typed.
    assert.match(found.entry, /^[A-Za-z.]*$/);
    assert.match(found.title, /^[A-Za-z]*$/);
    const count = await lines(page).count();
    assert.ok(linesOf.acknowledged <= count && count <= linesOf.typed, `${count} lines, of ${linesOf.typed} typed and ${linesOf.acknowledged} called saved`);
    Object.assign(linesOf, { typed: count, acknowledged: count });
  }

  const all = Object.values(voices).flat().reduce((sum, { kept }) => sum + kept.length, 0);
  assert.ok(all > KILLS * 10, `only ${all} keys: the story proves little`);
  assert.ok(seen.acknowledgements > KILLS * 3, `only ${seen.acknowledgements} times was anything called saved`);
  tell(`${KILLS} kills: ${seen.keys} keys, ${seen.acknowledgements} times called saved; none of those lost, ${seen.between} more were there, ${seen.lost} under way were not`);
});

// ---- a disk that falls silent -----------------------------------------------------------------------------------

// A connection can be dropped without a word: its transactions neither complete nor fail.
story("a disk that says nothing for ten seconds is opened anew, and what was typed is saved", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await page.addInitScript(() => {
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...rest) {
      const transaction = begin.apply(this, rest);
      if (globalThis.silent && rest[1] === "readwrite") {
        for (const name of ["oncomplete", "onabort", "onerror"]) Object.defineProperty(transaction, name, { set() {} });
        globalThis.swallowed = (globalThis.swallowed ?? 0) + 1;
        transaction.commit = () => {};
        queueMicrotask(() => transaction.abort());
      }
      return transaction;
    };
  });
  await page.reload();
  await page.getByRole("button", { name: "New review" }).click();
  await add(page, "14:00 before");
  await lines(page).first().waitFor();
  await saved(page);
  await page.evaluate(() => (globalThis.silent = true));
  await add(page, "14:01 into the silence");
  await page.waitForFunction(() => globalThis.swallowed > 0);
  const status = page.getByRole("status", { name: "Saved state" });
  await status.getByText("Saving").waitFor({ state: "attached" });
  await page.evaluate(() => (globalThis.silent = false));
  await status.getByText(SAVED).waitFor({ state: "attached", timeout: 30_000 });
  const review = new URL(page.url()).hash;
  await ana.kill();
  await ana.start();
  const again = await ana.open(review);
  await lines(again).nth(1).getByText("into the silence").waitFor();
});

// ---- the last words before a tab closes -----------------------------------------------------------------------

const LAST_WORDS = ["the lamp was amber ", "nobody had seen it before 👀 ", "we rolled back "];

story("in Chromium what was typed is there when the tab closes 50 ms later", async ({ person }) => {
  const ana = await person("Ana");
  const page = await ana.open();
  await page.getByRole("button", { name: "New review" }).click();
  await add(page, "14:00 .");
  await lines(page).first().waitFor();
  await saved(page);
  const review = new URL(page.url()).hash;
  // The browser stays: only a tab goes.
  await page.goto("about:blank");
  let expected = ".";
  for (const words of LAST_WORDS) {
    const tab = await ana.open(review, { tab: "new" });
    await writeIn(tab, 0);
    await tab.keyboard.insertText(words.slice(0, -1));
    await tab.keyboard.press("Space");
    await pause(50);
    await tab.close({ runBeforeUnload: false });
    expected += words;
    const again = await ana.open(review, { tab: "new" });
    await saved(again);
    assert.equal(await read(again, 0), expected);
    await again.close();
  }
});

// When the page had its document, by the clock; 0 while it has not.
const loadedAt = (tab) =>
  tab.evaluate(() => performance.getEntriesByName("second-story:loaded").map((mark) => performance.timeOrigin + mark.startTime).at(-1) ?? 0);

// A review of 300 lines, which a slow machine opens slowly; no tab has it open any more.
async function longReview(person) {
  const page = await person.open();
  await page.getByRole("button", { name: "New review" }).click();
  await page.getByRole("button", { name: "Paste many…" }).click();
  const dialog = page.getByRole("dialog", { name: "Paste many" });
  const log = Array.from({ length: 300 }, (_, n) => `2026-03-17T${10 + Math.floor(n / 60)}:${String(n % 60).padStart(2, "0")}Z line ${n}`);
  await page.evaluate((text) => navigator.clipboard.writeText(text), log.join("\n"));
  await dialog.getByRole("textbox", { name: "Text" }).press("ControlOrMeta+v");
  await dialog.getByRole("button", { name: "Add rows" }).click();
  await lines(page).nth(log.length - 1).waitFor({ state: "attached" });
  await saved(page);
  // The page is painted from what is kept for it a moment after the last change.
  await pause(2_500);
  const review = new URL(page.url()).hash;
  await page.goto("about:blank");
  return review;
}

// Opens the review on a slow machine, where the page is painted long before the document is there. Faster than any
// person, the first line is opened and written in as soon as it stands there.
async function writesEarly(person, review, words, busyMs = 0) {
  const tab = await person.open("about:blank", { tab: "new" });
  await tab.addInitScript(([words, busyMs]) => {
    const seeking = new MutationObserver(() => {
      const entry = document.querySelector('textarea[aria-label="Entry"]');
      if (!entry) return document.querySelector('[aria-label="Timeline"] li')?.click();
      seeking.disconnect();
      entry.focus();
      entry.setSelectionRange(entry.value.length, entry.value.length);
      document.execCommand("insertText", false, words);
      globalThis.loadedBefore = performance.getEntriesByName("second-story:loaded").length > 0;
      for (const end = Date.now() + busyMs; Date.now() < end; );
    });
    seeking.observe(document, { subtree: true, childList: true });
  }, [words, busyMs]);
  const devtools = await tab.context().newCDPSession(tab);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 8 });
  await tab.goto(new URL(review, person.site.url).href, { waitUntil: "commit" });
  await tab.waitForFunction(() => globalThis.loadedBefore !== undefined, undefined, { polling: 10 });
  await pause(50);
  assert.equal(await tab.evaluate(() => globalThis.loadedBefore), false, "the document was there first: the story proves nothing");
  return { tab, devtools };
}

story("what is typed before the document has loaded is there after the tab closed or crashed, once", async ({ person }) => {
  const ana = await person("Ana");
  const review = await longReview(ana);

  const { tab: closed } = await writesEarly(ana, review, ", and the lamp was amber 👀");
  await closed.close({ runBeforeUnload: false });
  for (let visit = 1; visit <= 2; visit += 1) {
    const again = await ana.open(review, { tab: "new" });
    await saved(again);
    await lines(again).first().getByText("amber").waitFor();
    assert.equal(await read(again, 0), "line 0, and the lamp was amber 👀", `on visit ${visit}`);
    await pause(2_500);
    await again.close();
  }

  // A tab that crashes is told nothing; and whoever opens the browser again may open the review in two tabs at once.
  const { tab: crashed, devtools } = await writesEarly(ana, review, ", then red");
  const gone = crashed.waitForEvent("crash");
  devtools.send("Page.crash").catch(() => {});
  await gone;
  const both = await Promise.all([0, 1].map(() => ana.open(review, { tab: "new" })));
  for (const again of both) await lines(again).first().getByText("red").waitFor();
  for (const again of both) await saved(again);
  for (const again of both) assert.equal(await read(again, 0), "line 0, and the lamp was amber 👀, then red");
});

story("while a slow tab is opening, another one leaves to it what was typed there", async ({ person }) => {
  const ana = await person("Ana");
  const review = await longReview(ana);
  const other = await ana.open("", { tab: "new" });
  await other.getByRole("button", { name: "New review" }).waitFor();
  const slow = writesEarly(ana, review, ", and the lamp was amber 👀", 6_000);
  await until(() => other.evaluate(() => Object.keys(localStorage).some((key) => key.includes("keys:"))), "the note is there");
  await other.goto(new URL(review, ana.site.url).href);
  await until(() => loadedAt(other), "the other tab has the document");
  const { tab } = await slow;
  await lines(other).first().getByText("amber").waitFor();
  await until(() => loadedAt(tab), "the slow tab has the document");
  assert.ok(await loadedAt(tab) > await loadedAt(other), "the slow tab was there first: the story proves nothing");
  await saved(tab);
  for (const each of [tab, other]) assert.equal(await read(each, 0), "line 0, and the lamp was amber 👀");
});

story("in Firefox what was typed is there when the tab closes 50 ms later", { firefox: true }, async ({ firefox }) => {
  const ana = await firefox("Ana");
  const keepsItOpen = await ana.open();
  const page = await ana.open("", { tab: "new" });
  await keepsItOpen.goto("about:blank");
  await page.bringToFront();
  await ana.byRole("button", "New review", page).click();
  await ana.byRole("textbox", "Quick entry", page).type("14:00 .");
  await page.keyboard.press("Enter");
  const entry = (tab) => new Found(tab, '::-p-aria([name="Timeline"][role="list"]) >>> li');
  await entry(page).handle();
  await inFirefoxSaved(page);
  const review = new URL(page.url()).hash;
  await page.close();
  let expected = ".";
  for (const words of LAST_WORDS) {
    const tab = await ana.open(review, { tab: "new" });
    await entry(tab).click();
    await ana.byRole("textbox", "Entry", tab).handle();
    await tab.keyboard.press("End");
    await tab.keyboard.type(words);
    await pause(50);
    await tab.close();
    expected += words;
    const again = await ana.open(review, { tab: "new" });
    await entry(again).click();
    const field = await ana.byRole("textbox", "Entry", again).handle();
    assert.equal(await field.evaluate((area) => area.value), expected);
    await inFirefoxSaved(again);
    await again.close();
  }
});

async function inFirefoxSaved(page) {
  const said = (words) => document.querySelector('[role="status"][aria-label="Saved state"]')?.textContent.includes(words);
  await until(() => page.evaluate(said, SAVED), "everything is saved");
}
