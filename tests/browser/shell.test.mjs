// The ground everything stands on: the page before the program, the program without a network, any sub-path,
// links that arrive mangled, a newer build.

import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { dist } from "./support/site.mjs";
import { story } from "./support/story.mjs";

const heading = (page) => page.getByRole("heading", { name: "Reviews" });
const mounted = (page) => page.locator("#shell").waitFor({ state: "detached" });

story("the page says what it is before the program arrives, and then the program has it", async ({ site, person }) => {
  const release = site.hold(/\.wasm$/);
  const ana = await person("Ana");
  const page = await ana.open();
  await page.getByRole("heading", { name: "What happened?" }).waitFor();
  assert.equal(await page.locator("#shell").count(), 1);
  assert.match(await page.locator("main").innerText(), /stays in this browser/);
  release();
  await mounted(page);
  await heading(page).first().waitFor();
});

story("a browser without WebAssembly reads why, in the page itself", async ({ person }) => {
  const ana = await person("Ana");
  await ana.context.addInitScript(() => Object.defineProperty(globalThis, "WebAssembly", { value: undefined }));
  const page = await ana.open();
  await page.getByText("This browser has WebAssembly turned off").waitFor();
});

story("a program that cannot be fetched is said, with what to do", async ({ site, person }) => {
  const ana = await person("Ana");
  ana.accept(/wasm|dynamically imported|Failed to load|HTTP status/i);
  for (const file of ["second-story_bg", "second-story-"]) {
    await ana.context.route(new RegExp(`/assets/${file}`), (route) => route.abort());
  }
  const page = await ana.open();
  await page.getByText("Second Story could not start. Reload the page").waitFor();
  assert.ok(site.asked.length > 0);
});

for (const under of ["/", "/team/second-story/"]) {
  story(`it opens without a network once it was here, under ${under}`, { under }, async ({ site, person }) => {
    const ana = await person("Ana");
    const page = await ana.open();
    await mounted(page);
    await ana.kept();
    await site.stop();
    await page.reload();
    await mounted(page);
    await heading(page).first().waitFor();
    // And the next morning, in a browser that was closed.
    await ana.quit();
    await ana.start();
    await mounted(await ana.open());
    await site.start();
  });

  story(`a link whose # became part of the path still arrives, under ${under}`, { under }, async ({ site, person }) => {
    const ana = await person("Ana");
    const page = await ana.open();
    await ana.kept();
    const seen = [];
    page.on("framenavigated", (frame) => seen.push(frame.url()));
    await page.goto(`${site.url}%23p1.dz.10.abcd.payload`);
    await mounted(page);
    assert.ok(seen.some((url) => url === `${site.url}#p1.dz.10.abcd.payload`), seen.join("\n"));
    assert.ok(!site.asked.some((asked) => asked.includes("p1.")), "the link was sent to the host");
  });
}

story("what is published is never kept", async ({ site, person }) => {
  site.published.set("drafts/one.postmortem", Buffer.from("first"));
  const ana = await person("Ana");
  const page = await ana.open();
  await ana.kept();
  const read = () => page.evaluate(async () => (await fetch("drafts/one.postmortem")).text());
  assert.equal(await read(), "first");
  site.published.set("drafts/one.postmortem", Buffer.from("second"));
  assert.equal(await read(), "second");
  const kept = await page.evaluate(async () => {
    const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return all.flat().map(({ url }) => url);
  });
  assert.ok(kept.length > 5, kept.join("\n"));
  assert.deepEqual(kept.filter((url) => url.includes("drafts")), []);
});

/** What the page says of itself to others: part of the build, and left alone by the program. */
const described = (page) => page.locator('meta[name="description"]').getAttribute("content");

story("a newer build waits until it is taken, and other tabs keep theirs", async ({ site, person }) => {
  const newer = await mkdtemp(path.join(tmpdir(), "second-story-newer-"));
  try {
    await cp(dist, newer, { recursive: true });
    const script = await readFile(path.join(newer, "sw.js"), "utf8");
    await writeFile(path.join(newer, "sw.js"), script.replace(/name: "[0-9a-f]+"/, 'name: "fedcba987654"'));
    const page_ = await readFile(path.join(newer, "index.html"), "utf8");
    await writeFile(path.join(newer, "index.html"), page_.replace('name="description" content="', 'name="description" content="Newer: '));

    const ana = await person("Ana");
    const page = await ana.open();
    await ana.kept();
    await page.evaluate(() => (globalThis.still = "here"));
    site.folder = newer;
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration.update();
    });
    await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration()).waiting !== null);
    assert.equal(await page.evaluate(() => globalThis.still), "here");
    // A reload is not consent: the build in use is still the one that answers.
    await page.reload();
    await mounted(page);
    assert.doesNotMatch(await described(page), /^Newer/);

    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      const taken = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
      registration.waiting.postMessage("take over");
      await taken;
    });
    await page.reload();
    await mounted(page);
    assert.match(await described(page), /^Newer/);
  } finally {
    await rm(newer, { recursive: true, force: true });
  }
});

story("nothing serious stands in the way of a screen reader on the bare page", async ({ person }) => {
  for (const colorScheme of ["light", "dark"]) {
    const ana = await person("Ana", { colorScheme });
    await mounted(await ana.open());
    assert.deepEqual(await ana.accessibilityProblems(), []);
  }
});
