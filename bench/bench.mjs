// The budgets, measured side by side in one run: `cargo xtask bench`. README.md says what each line means.
//
// Absolute times of a shared machine prove nothing, so each figure stands beside what it is compared with, taken
// in turns in the same browser.

import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { openOutside } from "../tests/browser/support/outside.mjs";
import { drawn } from "../tests/browser/support/pictures.mjs";
import { Person } from "../tests/browser/support/person.mjs";
import { openSite } from "../tests/browser/support/site.mjs";

const ENTRIES = 1_000;
const MANY = 4_000;
const RUNS = 10;
const KEYS = 30;
const OPENINGS = 10;
const TRIES = 3;
const PICTURES = 30;
const FRAME_MS = 1_000 / 60;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const at = (numbers, share) => sorted(numbers)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];
const median = (numbers) => at(numbers, 0.5);
const p95 = (numbers) => at(numbers, 0.95);
const ms = (number) => `${number.toFixed(1)} ms`;
const ratio = (a, b) => (a / b).toFixed(2);
const say = (line) => console.log(line);

const textbox = (page, name) => page.getByRole("textbox", { name, exact: true });
const lines = (page) => page.getByRole("list", { name: "Timeline" }).getByRole("listitem");
const saved = (page) =>
  page.getByRole("status", { name: "Saved state" }).getByText("Saved in this browser").waitFor({ state: "attached" });

const site = await openSite();
const outside = await openOutside();
const folder = await mkdtemp(path.join(tmpdir(), "second-story-bench-"));
const ana = await Person.meet("Ana", { site, outside });
ana.context.setDefaultTimeout(120_000);
try {
  const only = process.argv[2];
  if (only === undefined || only === "search") await search();
  if (only === undefined) {
    const review = await aLongReview();
    await keyToPaint(review);
    await opening(review);
    await betweenTabs(review);
    await badInput();
    await largePicture();
    await pictures();
  }
} finally {
  const problems = await ana.leave();
  await site.stop();
  await outside.close();
  await rm(folder, { recursive: true, force: true });
  for (const problem of problems) console.error(problem);
}

// ---- the review ------------------------------------------------------------------------------------------------

async function aLongReview() {
  const page = await ana.open();
  await page.getByRole("button", { name: "New review" }).click();
  await textbox(page, "Title").fill("A long night");
  await page.getByRole("button", { name: "Paste many…" }).click();
  const dialog = page.getByRole("dialog", { name: "Paste many" });
  // Pasted as a person pastes: one event. What a driver types comes in as one event a line.
  await page.evaluate((text) => navigator.clipboard.writeText(text), log(ENTRIES));
  await dialog.getByRole("textbox", { name: "Text" }).press("ControlOrMeta+v");
  await dialog.getByRole("button", { name: "Add rows" }).click();
  await lines(page).nth(ENTRIES - 1).waitFor();
  await saved(page);
  // The view cache is written a moment after the last change.
  await pause(2_000);
  return new URL(page.url()).hash;
}

function log(count) {
  const WHO = ["the queue", "billing", "the second worker", "our page", "the cache", "support", "the scheduler"];
  const DID = ["stopped answering after", "showed", "sent again", "lost", "reported", "restarted by itself after"];
  const WHAT = ["two refunds of one order", "40k messages", "a timeout from the bank", "nothing for eleven minutes", "the old price"];
  const pick = (list, number) => list[number % list.length];
  const two = (number) => String(number).padStart(2, "0");
  const line = (_, n) => {
    const time = `2026-03-${two(17 + Math.floor(n / 720))}T${two(Math.floor((n % 720) / 60) + 8)}:${two(n % 60)}:00Z`;
    return `${time} ${pick(WHO, n)} ${pick(DID, n * 5 + 1)} ${pick(WHAT, n * 3)}, number ${n + 1}`;
  };
  return Array.from({ length: count }, line).join("\n");
}

// ---- (a) key to paint --------------------------------------------------------------------------------------------

// From the key's own time stamp to the first task after the frame that shows it.
function timeKeys() {
  globalThis.keys = [];
  let pressed = 0;
  const after = new MessageChannel();
  const painted = [];
  after.port1.onmessage = () => {
    const since = painted.shift();
    globalThis.keys.push(performance.now() - since);
  };
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  addEventListener("input", () => {
    const since = pressed;
    requestAnimationFrame(() => {
      painted.push(since);
      after.port2.postMessage(0);
    });
  }, true);
}

async function typeKeys(page, count) {
  await page.bringToFront();
  await pause(300);
  await page.evaluate(() => (globalThis.keys.length = 0));
  for (let key = 1; key <= count; key += 1) {
    await page.keyboard.press("abcdefghij"[key % 10]);
    await page.waitForFunction((count) => globalThis.keys.length >= count, key, { polling: 5 });
    // A fast typist, and keys that fall anywhere between two frames.
    await pause(50 + ((key * 7) % 17));
  }
  return page.evaluate(() => globalThis.keys);
}

async function keyToPaint(review) {
  const page = await ana.open(review);
  await lines(page).nth(ENTRIES - 1).waitFor();
  await saved(page);
  await pause(1_000);
  await lines(page).nth(ENTRIES / 2).click();
  const entry = textbox(page, "Entry");
  await entry.waitFor();
  await page.evaluate(timeKeys);
  // A native field at the same place of the same page, joined to nothing: what stands around it costs the same.
  await entry.evaluate((area) => {
    const native = document.createElement("textarea");
    native.setAttribute("aria-label", "Native");
    native.className = area.className;
    native.rows = 1;
    area.after(native);
  });
  const beside = textbox(page, "Native");
  await beside.fill(await entry.inputValue());

  site.published.set("bare.html", Buffer.from(`<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Bare</title><textarea aria-label="Bare" rows="3" cols="60"></textarea>`));
  const bare = await ana.open("bare.html", { tab: "new" });
  const alone = textbox(bare, "Bare");
  await alone.fill(await entry.inputValue());
  await bare.evaluate(timeKeys);

  const places = [[page, entry], [page, beside], [bare, alone]];
  const taken = places.map(() => []);
  const ratios = [[], []];
  const typeIn = async ([tab, field], count) => {
    await tab.bringToFront();
    await field.focus();
    await field.press("ControlOrMeta+End");
    return typeKeys(tab, count);
  };
  for (const place of places) await typeIn(place, 5);
  for (let run = 0; run < RUNS; run += 1) {
    const now = new Map();
    const turn = places.map((_, n) => (n + run) % places.length);
    for (const n of turn) now.set(n, await typeIn(places[n], KEYS));
    for (const [n, keys] of now) taken[n].push(...keys);
    for (const other of [1, 2]) ratios[other - 1].push(median(now.get(0)) / median(now.get(other)));
  }
  const [ours, inPage, inBare] = taken;
  const against = (name, native, each, target) =>
    say(`key to paint, ${ENTRIES} entries, against a native textarea ${name}: median ${ratio(median(ours), median(native))}, p95 ${ratio(p95(ours), p95(native))} (${target}${RUNS} runs of ${KEYS} keys, per run ${at(each, 0).toFixed(2)} to ${at(each, 1).toFixed(2)}; ${ms(median(ours))} and ${ms(median(native))}, p95 ${ms(p95(ours))} and ${ms(p95(native))})`);
  against("at the same place of the page", inPage, ratios[0], "at most 1.15; ");
  against("alone in an empty page", inBare, ratios[1], "");
  await bare.close();
  await page.bringToFront();
  await entry.press("Escape");
  await saved(page);
  await pause(2_000);
}

// ---- (b) opening ---------------------------------------------------------------------------------------------------

async function opening(review) {
  const page = ana.page;
  const painted = [];
  const loaded = [];
  for (let run = 0; run <= OPENINGS; run += 1) {
    await ana.open(review);
    await page.waitForFunction(() => performance.getEntriesByName("second-story:loaded").length > 0);
    await lines(page).nth(ENTRIES - 1).waitFor();
    const [first, second] = await page.evaluate(() =>
      ["second-story:painted", "second-story:loaded"].map((name) => performance.getEntriesByName(name)[0]?.startTime),
    );
    // The first opening warms the browser's caches.
    if (run === 0) continue;
    if (first === undefined) throw new Error("the view cache was not used");
    painted.push(first);
    loaded.push(second);
  }
  say(`opening, ${ENTRIES} entries, painted from the view cache against the document loaded: ${ratio(median(painted), median(loaded))} (${OPENINGS} runs; ${ms(median(painted))} and ${ms(median(loaded))} after navigation)`);
}

// ---- (d) from tab to tab --------------------------------------------------------------------------------------------

async function betweenTabs(review) {
  const from = await ana.open(review);
  await saved(from);
  // A window of its own, so that both are in sight.
  const [to] = await Promise.all([ana.context.waitForEvent("page"), from.evaluate(() => void open("about:blank", "", "popup,width=900,height=700"))]);
  await to.goto(new URL(review, site.url).href);
  await saved(to);
  await lines(to).nth(ENTRIES - 1).waitFor();
  await pause(1_000);
  await to.evaluate((line) => {
    globalThis.seen = [];
    const text = document.querySelectorAll('[aria-label="Timeline"] li')[line];
    text.scrollIntoView();
    const after = new MessageChannel();
    const waiting = [];
    after.port1.onmessage = () => globalThis.seen.push({ text: waiting.shift(), at: performance.timeOrigin + performance.now() });
    new MutationObserver(() => {
      const shown = text.querySelector("p")?.textContent;
      requestAnimationFrame(() => {
        waiting.push(shown);
        after.port2.postMessage(0);
      });
    }).observe(text, { subtree: true, childList: true, characterData: true });
  }, 3);
  await lines(from).nth(3).click();
  await textbox(from, "Entry").waitFor();
  await from.evaluate(() => {
    globalThis.pressed = [];
    let key = 0;
    addEventListener("keydown", (event) => (key = performance.timeOrigin + event.timeStamp), true);
    addEventListener("input", (event) => globalThis.pressed.push({ text: event.target.value, at: key }));
  });
  const taken = [];
  for (let key = 0; key < 200; key += 1) {
    await from.keyboard.press("abcdefghij"[key % 10]);
    await pause(25 + ((key * 7) % 17));
  }
  const typed = await textbox(from, "Entry").inputValue();
  await to.waitForFunction((length) => globalThis.seen.at(-1)?.text?.length >= length, typed.length);
  const pressed = await from.evaluate(() => globalThis.pressed);
  const seen = await to.evaluate(() => globalThis.seen);
  for (const one of pressed) {
    // What came with a later key counts with that frame.
    const shown = seen.find(({ text }) => text?.length >= one.text.length);
    if (shown) taken.push(shown.at - one.at);
  }
  if (taken.length < pressed.length) throw new Error(`${pressed.length - taken.length} keys did not arrive in the other tab`);
  const both = (number) => `${ms(number)} = ${(number / FRAME_MS).toFixed(1)} frames`;
  say(`key in one tab to paint in another, ${ENTRIES} entries: p50 ${both(median(taken))}, p95 ${both(p95(taken))} (${taken.length} keys)`);
  await to.close();
  await textbox(from, "Entry").press("Escape");
  await saved(from);
}

// ---- (c) bad input ---------------------------------------------------------------------------------------------------

async function badInput() {
  const page = await ana.open();
  await page.getByRole("button", { name: "New review" }).click();
  await textbox(page, "Quick entry").fill("14:05 page: queue depth > 40k");
  await textbox(page, "Quick entry").press("Enter");
  await lines(page).first().waitFor();
  await saved(page);
  await page.getByRole("button", { name: "Share" }).click();
  const field = textbox(page.getByRole("dialog", { name: "Share" }), "Link");
  await page.waitForFunction(() => /#p1\./.test(document.querySelector('[aria-label="Link"]')?.value ?? ""));
  const link = await field.inputValue();
  await page.keyboard.press("Escape");

  const [, codec, , , payload] = link.slice(link.indexOf("#") + 1).match(/^p1\.d(.)\.(\d+)\.([0-9a-f]+)\.(.*)$/) ?? [];
  const packed = Buffer.from(payload, "base64url");
  const saves = codec === "z" ? inflateRawSync(packed) : packed;
  const home = link.slice(0, link.indexOf("#"));
  const middle = link.length - 40;
  const altered = link.slice(0, middle) + (link[middle] === "A" ? "B" : "A") + link.slice(middle + 1);
  const zeros = Buffer.alloc(64 << 20);
  const bomb = deflateRawSync(zeros).toString("base64url");
  const head = `dz.${bomb.length}.`;
  const damaged = Buffer.from(saves);
  damaged[Math.floor(damaged.length / 2)] ^= 0x55;

  const inputs = [
    ["a link cut off", { link: link.slice(0, -40) }],
    ["an altered link", { link: altered }],
    ["a link that unpacks to 64 MB", { link: `${home}#p1.${head}${crc32(head + bomb)}.${bomb}` }],
    ["a link of 5 million characters", { link: `${home}#p1.d0.5000000.00000000.${"A".repeat(5_000_000)}` }],
    ["an empty file", { name: "empty.postmortem", bytes: Buffer.alloc(0) }],
    ["a PNG picture", { name: "picture.postmortem", bytes: Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(200_000, 7)]) }],
    ["a document cut off", { name: "cut.postmortem", bytes: saves.subarray(0, saves.length - 30) }],
    ["an altered document", { name: "altered.postmortem", bytes: damaged }],
    ["an altered document, its checksum repaired", { name: "repaired.postmortem", bytes: vouched(damaged) }],
    ["a change of 300 KB that unpacks to 300 MB", { name: "bomb.postmortem", bytes: chunk(2, deflateRawSync(Buffer.alloc(300 << 20))) }],
    ["other JSON, 8 MB", { name: "other.json", bytes: Buffer.from(`{"rows":[${"[1,2,3],".repeat(1_000_000)}0]}`) }],
    ["a file of 65 MB, over the cap", { name: "large.postmortem", bytes: Buffer.concat([Buffer.from("\x89PMR\r\n\x1a\n", "latin1"), Buffer.alloc(65 << 20)]) }],
  ];
  for (const [what, input] of inputs) await refuse(what, input);
}

async function refuse(what, { link, name, bytes }) {
  let longest = 0;
  let took = Infinity;
  let said = "";
  const tasks = [];
  for (let run = 0; run < TRIES; run += 1) {
    await ana.page.goto("about:blank");
    const page = await ana.open();
    await page.getByRole("button", { name: "Open…" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Open" });
    if (link) await page.getByRole("textbox", { name: "Link, or a chat with links in it" }).fill(link);
    await pause(300);
    await page.evaluate(() => {
      globalThis.tasks = [];
      globalThis.watching = new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({ duration }) => duration)));
      globalThis.watching.observe({ type: "longtask" });
      globalThis.began = performance.now();
      addEventListener("change", () => (globalThis.began = performance.now()), true);
      const sentence = document.querySelector('[aria-label="Open"] [role="alert"]');
      const tell = () => sentence.textContent && (globalThis.took ??= performance.now() - globalThis.began);
      new MutationObserver(tell).observe(sentence, { subtree: true, childList: true, characterData: true });
    });
    if (link) await dialog.getByRole("button", { name: "Open link" }).click();
    else {
      const file = path.join(folder, name);
      await writeFile(file, bytes);
      const [chooser] = await Promise.all([page.waitForEvent("filechooser"), dialog.getByRole("button", { name: "Choose files…" }).click()]);
      await chooser.setFiles(file);
    }
    await page.waitForFunction(() => document.querySelector('[aria-label="Open"] [role="alert"]')?.textContent);
    said = (await dialog.getByRole("alert").innerText()).trim();
    await pause(200);
    const measured = await page.evaluate(() => {
      globalThis.tasks.push(...globalThis.watching.takeRecords().map(({ duration }) => duration));
      return { tasks: globalThis.tasks, took: globalThis.took };
    });
    tasks.push(Math.max(0, ...measured.tasks));
    took = Math.min(took, measured.took);
  }
  longest = median(tasks);
  const task = longest === 0 ? "none over 50 ms" : ms(longest);
  say(`refusing ${what}: longest main-thread task ${task} (${TRIES} runs, refused after ${ms(took)} at best: “${said.slice(0, 110)}”)`);
}

// ---- (e) a large picture -------------------------------------------------------------------------------------------

// Every task of the page's main thread while something is done, in milliseconds, from the browser's own trace.
async function tasksWhile(page, act) {
  const session = await ana.context.newCDPSession(page);
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...value));
  const done = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories: ["toplevel", "devtools.timeline"] } });
  await act();
  await session.send("Tracing.end");
  await done;
  await session.detach();
  // The thread that runs the page's program is the one with the most of its calls.
  const place = ({ pid, tid }) => `${pid}:${tid}`;
  const calls = new Map();
  for (const event of events) if (event.name === "FunctionCall") calls.set(place(event), (calls.get(place(event)) ?? 0) + 1);
  const [main] = [...calls].sort(([, a], [, b]) => b - a)[0] ?? [];
  return events.filter((event) => event.name === "ThreadControllerImpl::RunTask" || event.name === "RunTask").filter((event) => place(event) === main && event.dur).map(({ dur }) => dur / 1_000);
}

async function largePicture() {
  const page = await ana.open();
  await page.getByRole("button", { name: "New review" }).click();
  await textbox(page, "Title").fill("Three long nights");
  await page.getByRole("button", { name: "Paste many…" }).click();
  const dialog = page.getByRole("dialog", { name: "Paste many" });
  await page.evaluate((text) => navigator.clipboard.writeText(text), log(MANY));
  await dialog.getByRole("textbox", { name: "Text" }).press("ControlOrMeta+v");
  await dialog.getByRole("button", { name: "Add rows" }).click();
  await lines(page).nth(MANY - 1).waitFor();
  await saved(page);
  await pause(3_000);
  // Opened anew, and from here on nothing asks for the roles of thousands of lines: a browser keeps whatever it had to
  // work out for that, and lays it all out again at each step.
  await ana.open(new URL(page.url()).hash);
  await page.waitForFunction((many) => document.querySelectorAll(".entries .entry").length >= many, MANY);
  await pause(3_000);
  const box = await page.evaluate(() => {
    const field = document.querySelector(".picture-field");
    field.scrollIntoView({ block: "center" });
    field.focus();
    const { x, y } = field.getBoundingClientRect();
    return { x, y };
  });
  for (let closer = 0; closer < 4; closer += 1) await page.keyboard.press("+");
  await pause(500);
  const told = (what, tasks) => say(`${what}: longest main-thread task ${ms(at(tasks, 1))}, p99 ${ms(at(tasks, 0.99))}, ${tasks.filter((task) => task > 8).length} of ${tasks.length} over 8 ms`);
  const drag = async () => {
    await page.mouse.move(box.x + 700, box.y + 40);
    await page.mouse.down();
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.move(box.x + 700 - step * 8, box.y + 40);
      await pause(16);
    }
    await page.mouse.up();
  };
  const type = async (keys) => {
    for (let key = 0; key < keys; key += 1) {
      await page.keyboard.press("abcdefghij"[key % 10]);
      await pause(50 + ((key * 7) % 17));
    }
  };
  // The first time, the browser compiles what it meets.
  await drag();
  told(`panning the picture, ${MANY} entries`, await tasksWhile(page, drag));
  const line = await page.evaluate((place) => {
    const words = document.querySelectorAll(".entries .entry p.text")[place];
    words.scrollIntoView({ block: "center" });
    const { x, y } = words.getBoundingClientRect();
    return { x, y };
  }, MANY / 2);
  await pause(1_000);
  await page.mouse.click(line.x + 20, line.y + 6);
  await textbox(page, "Entry").waitFor();
  await pause(1_000);
  await type(10);
  told(`typing in the list, ${MANY} entries`, await tasksWhile(page, () => type(60)));
  await textbox(page, "Entry").press("Escape");
  await saved(page);
  // What the same hand movements cost on a page that does next to nothing: how quiet the machine is.
  await page.goto(`${site.url}404.html`);
  await page.evaluate(() => {
    const moved = document.createElement("p");
    document.body.append(moved);
    addEventListener("pointermove", ({ clientX }) => (moved.textContent = String(clientX)));
  });
  told("the same movements on a page of one line", await tasksWhile(page, drag));
}

// ---- (g) the archive -----------------------------------------------------------------------------------------------

// A thousand reviews on the first page: what each key in *Search* takes of the page's main thread. The rows are put
// where the app keeps them, each with the words of a review of some length.
async function search() {
  const page = await ana.open();
  await page.getByRole("button", { name: "New review" }).click();
  await textbox(page, "Title").fill("Payments queue stood still");
  await textbox(page, "What happened, from when to when, who felt it?").fill("The consumer of the payments queue stopped.");
  await saved(page);
  await pause(1_500);
  await page.evaluate(async (many) => {
    const words = "queue consumer payment refund retry certificate replica disk volume deploy rollback migration lock timeout cache region failover backup restore index search alert dashboard token secret quota limit worker cron schedule webhook vendor invoice order customer session login latency memory leak crash restart node pod cluster proxy balancer firewall route zone record config flag default version package upgrade bucket upload image report export import ledger balance currency price discount coupon stock parcel driver ticket escalation runbook owner handover maintenance window capacity peak campaign".split(" ");
    for (const { name } of await indexedDB.databases()) {
      const database = await new Promise((resolve) => {
        const open = indexedDB.open(name);
        open.onsuccess = () => resolve(open.result);
      });
      if (!database.objectStoreNames.contains("rows")) continue;
      const store = database.transaction("rows", "readwrite").objectStore("rows");
      const got = (asked) => new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
      const [key] = await got(store.getAllKeys());
      const row = JSON.parse(await got(store.get(key)));
      if (!Array.isArray(key)) throw new Error(`rows are kept under ${JSON.stringify(key)}`);
      let seed = 1;
      const pick = () => words[(seed = (seed * 48271) % 2147483647) % words.length];
      for (let number = 0; number < many; number += 1) {
        const said = [...new Set(Array.from({ length: 60 }, pick)), `host${number}`].sort();
        const title = `${pick()} ${pick()} and ${pick()} ${number}`;
        const id = row.id.slice(0, -4) + [...String(number).padStart(4, "0")].map((digit) => "bcdefghijk"[digit]).join("");
        store.put(JSON.stringify({ ...row, id, title, words: said.join(" "), counts: said.map(() => "2").join(""), phrases: "" }), [id]);
      }
      await new Promise((resolve) => (store.transaction.oncomplete = resolve));
      database.close();
    }
  }, ENTRIES);
  await ana.open("#/settings");
  await ana.open("#/");
  const reviews = page.getByRole("list", { name: "Reviews", exact: true });
  await page.getByRole("button", { name: /^Show \d+ more/ }).waitFor();
  await pause(2_000);
  const field = page.getByRole("searchbox", { name: "Search reviews" });
  const type = async (query) => {
    await field.fill("");
    await pause(400);
    await field.focus();
    return tasksWhile(page, async () => {
      for (const key of query) {
        await page.keyboard.press(key === " " ? "Space" : key);
        await pause(60);
      }
    });
  };
  await type("vendor");
  for (const query of ["payment refund", "the shop took money two times", "host512"]) {
    const tasks = await type(query);
    const worst = sorted(tasks).slice(-3).reverse().map((task) => task.toFixed(1)).join(", ");
    say(`searching “${query}” among ${ENTRIES + 1} reviews: longest main-thread task ${ms(at(tasks, 1))} (then ${worst}), ${tasks.filter((task) => task > 16).length} over 16 ms, ${query.length} keys`);
  }
}

// ---- (f) with pictures ---------------------------------------------------------------------------------------------

// Two reviews of as many entries, one of them with pictures; opened in turns.
async function pictures() {
  const page = await ana.open();
  const begun = async () => {
    await ana.open("#/");
    await page.getByRole("button", { name: "New review" }).click();
    await page.evaluate((text) => navigator.clipboard.writeText(text), log(PICTURES));
    await page.getByRole("button", { name: "Paste many…" }).click();
    const dialog = page.getByRole("dialog", { name: "Paste many" });
    await dialog.getByRole("textbox", { name: "Text" }).press("ControlOrMeta+v");
    await dialog.getByRole("button", { name: "Add rows" }).click();
    await lines(page).nth(PICTURES - 1).waitFor();
    await saved(page);
    return new URL(page.url()).hash;
  };
  const without = await begun();
  await begun();
  for (let number = 0; number < PICTURES; number += 1) {
    const buffer = await drawn(page, { width: 1_280, height: 960, seed: number + 1, noise: true });
    await page.getByRole("list", { name: "Timeline" }).locator(":scope > * > li").nth(number).click();
    const add = page.getByRole("button", { name: "Add evidence…" });
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), add.click()]);
    await chooser.setFiles([{ name: `shot-${number}.jpg`, mimeType: "image/jpeg", buffer }]);
    await page.getByRole("button", { name: `Look at shot-${number}.webp` }).waitFor();
    await page.getByRole("button", { name: "Done", exact: true }).click();
  }
  await saved(page);
  await pause(2_000);
  await page.getByRole("button", { name: "Share" }).click();
  const said = await page.getByText(/pieces of evidence/).innerText();
  await page.keyboard.press("Escape");
  await pause(2_000);
  const shared = new URL(page.url()).hash;
  const times = { [without]: [[], []], [shared]: [[], []] };
  for (let run = 0; run <= OPENINGS; run += 1) {
    const both = run % 2 === 0 ? [without, shared] : [shared, without];
    for (const review of both) {
      // Between the two, a page that has nothing to put away: pictures of the one before would slow the next.
      await ana.open("#/settings");
      await pause(700);
      await ana.open(review);
      await page.waitForFunction(() => performance.getEntriesByName("second-story:loaded").length > 0);
      const marks = await page.evaluate(() =>
        ["second-story:painted", "second-story:loaded"].map((name) => performance.getEntriesByName(name)[0]?.startTime),
      );
      if (run === 0) continue;
      marks.forEach((mark, which) => times[review][which].push(mark));
    }
  }
  const compared = [0, 1].map((which) => ratio(median(times[shared][which]), median(times[without][which])));
  say(`opening with ${PICTURES} pictures against without, ${PICTURES} entries: painted ${compared[0]}, loaded ${compared[1]} (${OPENINGS} runs; painted after ${ms(median(times[shared][0]))} and ${ms(median(times[without][0]))}; “${said}”)`);
}

// The check a link carries.
function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

// A chunk as Automerge writes it: magic, four bytes of a SHA-256 over the rest, type, length, contents.
function chunk(type, contents) {
  const length = [];
  for (let rest = contents.length; ; rest >>>= 7) {
    if (rest < 128) {
      length.push(rest);
      break;
    }
    length.push((rest & 127) | 128);
  }
  const body = Buffer.concat([Buffer.from([type, ...length]), contents]);
  const sum = createHash("sha256").update(body).digest().subarray(0, 4);
  return Buffer.concat([Buffer.from([0x85, 0x6f, 0x4a, 0x83]), sum, body]);
}

// The same document, vouching for itself again.
function vouched(bytes) {
  const sum = createHash("sha256").update(bytes.subarray(8)).digest().subarray(0, 4);
  return Buffer.concat([bytes.subarray(0, 4), sum, bytes.subarray(8)]);
}
